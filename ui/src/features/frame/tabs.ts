/**
 * The tabs of the results, in their order. One more tab is a row here and its component in `panes.ts`, which does not
 * compile without. The two are apart because commands are made of these rows and panes make use of commands.
 */
import type { IconName } from '../../components/icons';
import type { Key } from '../../i18n/index.svelte';

export interface ResultTab {
  readonly id: string;
  readonly label: Key;
  readonly icon: IconName;
}

export const tabs = [
  { id: 'text', label: 'text.title', icon: 'text' },
  { id: 'markdown', label: 'markdown.title', icon: 'code' },
  { id: 'tables', label: 'tables.title', icon: 'table' },
  { id: 'chat', label: 'chat.title', icon: 'chat' },
  { id: 'details', label: 'details.title', icon: 'info' },
] as const satisfies readonly ResultTab[];

export type TabId = (typeof tabs)[number]['id'];

/** The tab with this id; the first where there is none, such as one that an older version had. */
export function tabOf(id: string): (typeof tabs)[number] {
  return tabs.find((tab) => tab.id === id) ?? tabs[0];
}
