/** The words that a person has taught, and what is always replaced by what, while both are on screen. */
import type { Host, Replacement } from '../../platform';
import type { SettingsDesk } from './settings.svelte';

export class WordLists {
  /** The dictionary, sorted by the host. */
  words = $state.raw<readonly string[]>([]);
  /** The pairs, in the order in which they are applied. */
  pairs = $state.raw<readonly Replacement[]>([]);

  constructor(
    private readonly host: Host,
    private readonly desk: SettingsDesk,
  ) {}

  async load(): Promise<void> {
    await this.desk.attempt(async () => {
      const [words, pairs] = await Promise.all([this.host.call('get_dictionary', {}), this.host.call('get_replacements', {})]);
      this.words = words.words;
      this.pairs = pairs.list;
    });
  }

  /** Teaches every word of a text. Resolves to whether that was done. */
  add(text: string): Promise<boolean> {
    const words = text.split(/\s+/u).filter((word) => word !== '');
    return this.desk.attempt(async () => {
      this.words = (await this.host.call('add_words', { words })).words;
    });
  }

  forget(word: string): Promise<boolean> {
    return this.desk.attempt(async () => {
      this.words = (await this.host.call('remove_words', { words: [word] })).words;
    });
  }

  /** Keeps the pairs as they are to be. A refusal, such as of a broken expression, leaves those before. */
  keep(pairs: readonly Replacement[]): Promise<boolean> {
    return this.desk.attempt(async () => {
      this.pairs = (await this.host.call('set_replacements', { list: [...pairs] })).list;
    });
  }
}
