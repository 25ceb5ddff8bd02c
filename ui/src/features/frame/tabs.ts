/** The tabs of the results, in their order: one more tab is one more row. */
import type { Component } from 'svelte';

import type { IconName } from '../../components/icons';
import type { Key } from '../../i18n/index.svelte';
import TextPane from '../text/TextPane.svelte';

export interface ResultTab {
  readonly id: string;
  readonly label: Key;
  readonly icon: IconName;
  readonly pane: Component;
}

export const tabs: readonly ResultTab[] = [{ id: 'text', label: 'text.title', icon: 'lines', pane: TextPane }];

/** The tab with this id; the first where there is none, such as one that an older version had. */
export function tabOf(id: string): ResultTab {
  const [first] = tabs;
  const found = tabs.find((tab) => tab.id === id) ?? first;
  if (!found) throw new Error('there is a tab at least');
  return found;
}
