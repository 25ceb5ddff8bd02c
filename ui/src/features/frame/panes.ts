/** What each tab of the results shows. */
import type { Component } from 'svelte';

import ChatPane from '../chat/ChatPane.svelte';
import TablesPane from '../tables/TablesPane.svelte';
import DetailsPane from '../text/DetailsPane.svelte';
import MarkdownPane from '../text/MarkdownPane.svelte';
import TextPane from '../text/TextPane.svelte';
import type { TabId } from './tabs';

export const panes: Readonly<Record<TabId, Component>> = {
  text: TextPane,
  markdown: MarkdownPane,
  tables: TablesPane,
  chat: ChatPane,
  details: DetailsPane,
};
