/** What each tab of the results shows. */
import type { Component } from 'svelte';

import TextPane from '../text/TextPane.svelte';
import type { TabId } from './tabs';

export const panes: Readonly<Record<TabId, Component>> = { text: TextPane };
