/** What is said of an answer: whether the documents bear it out, as a sign and in words. */
import type { IconName } from '../../components/icons';
import type { Key } from '../../i18n/index.svelte';
import type { ChatMessage } from '../../platform';

export interface Standing {
  readonly icon: IconName;
  readonly title: Key;
  /** Before the passages. */
  readonly hint: Key;
}

/** The standing of an answer over so many documents. An answer of an unknown standing counts as one that nobody checked. */
export function standingOf({ standing, answerer, citations, jobs }: ChatMessage): Standing {
  const near: Key = citations.length > 0 ? 'chat.nearest' : 'chat.nothing_near';
  switch (standing) {
    case 'supported':
      return { icon: 'check', title: answerer === 'generative' ? 'chat.checked' : 'chat.quoted', hint: 'chat.sources' };
    case 'not_found':
      return { icon: 'search', title: jobs.length > 1 ? 'chat.not_found_many' : 'chat.not_found', hint: near };
    default:
      return { icon: 'warning', title: 'chat.withheld', hint: near };
  }
}
