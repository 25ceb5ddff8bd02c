/** Find and replace within the open document: what is sought, what was found, and which of it the person stands at. */
import type { FindPattern, MatchRef, TextMatch } from '../../platform';
import { toWireError } from '../../platform';
import type { Session } from '../../session.svelte';
import { placesOf, keyOfLine } from './path';

/** So long typing has to rest before the document is looked through. */
const REST_MS = 150;

export class Find {
  /** Whether the bar is there, and whether it replaces too. */
  shown = $state<'find' | 'replace' | null>(null);
  pattern = $state.raw<FindPattern>({ text: '', case: false, whole_word: false, regex: false });
  replacement = $state('');
  /** Only on the page on screen. */
  here = $state(false);
  matches = $state.raw<readonly TextMatch[]>([]);
  /** How many there are, more than are listed perhaps. */
  total = $state(0);
  /** The match that is stood at; -1 for none. */
  at = $state(-1);
  /** Why nothing can be found: a regular expression that is none. */
  problem = $state('');
  /** Counts the openings: each puts the keyboard into the bar. */
  opened = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly session: Session) {}

  open(kind: 'find' | 'replace'): void {
    this.shown = kind;
    this.opened++;
    void this.look();
  }

  close(): void {
    this.shown = null;
    this.session.reader.marked = null;
    this.matches = [];
    this.at = -1;
    this.total = 0;
  }

  /** Seeks something else, once typing rests. */
  seek(change: Partial<FindPattern>): void {
    this.pattern = { ...this.pattern, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(true), REST_MS);
  }

  limit(here: boolean): void {
    this.here = here;
    void this.look(true);
  }

  /** Looks the document through. `go` leads to the first match from the page on screen. */
  async look(go = false): Promise<void> {
    const { reader, host } = this.session;
    const job = reader.job?.id;
    if (this.shown === null || job === undefined) return;
    const asked = ++this.#asked;
    clearTimeout(this.#timer);
    if (this.pattern.text === '') return this.#take(job, [], 0);
    const page = reader.index;
    try {
      const { matches, total } = await host.call('find_text', { job, pattern: this.pattern, ...(this.here ? { page } : {}) });
      if (asked !== this.#asked) return;
      const before = this.at;
      this.#take(job, matches, total);
      this.at = Math.min(before, matches.length - 1);
      if (go) this.#go(Math.max(0, matches.findIndex((match) => match.page >= page)));
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#take(job, [], 0);
      this.problem = toWireError(error).message;
    }
  }

  next(by: 1 | -1 = 1): void {
    const { length } = this.matches;
    if (length > 0) this.#go(this.at < 0 ? (by > 0 ? 0 : length - 1) : (this.at + by + length) % length);
  }

  /** Replaces the match that is stood at, and goes on to the next. */
  async replace(): Promise<void> {
    const match = this.matches[this.at];
    if (!match) return this.next();
    const { at } = this;
    const only: MatchRef[] = [{ page: match.page, at: match.at, start: match.start }];
    if ((await this.#replace(match.page, only)) === null) return;
    await this.look();
    if (this.matches.length > 0) this.#go(at % this.matches.length);
  }

  /** Replaces all that is found, as one step. Resolves to how many places that were; null where it failed. */
  async replaceAll(): Promise<number | null> {
    const changes = await this.#replace(this.here ? this.session.reader.index : undefined);
    if (changes !== null) await this.look();
    return changes;
  }

  async #replace(page: number | undefined, only?: MatchRef[]): Promise<number | null> {
    const { edits, host } = this.session;
    const { pattern, replacement } = this;
    const reply = await edits.change((job) =>
      host.call('replace_text', { job, pattern, replacement, ...(page === undefined ? {} : { page }), ...(only ? { only } : {}) }),
    );
    return reply?.changes ?? null;
  }

  #take(job: string, matches: readonly TextMatch[], total: number): void {
    this.matches = matches;
    this.total = total;
    this.problem = '';
    if (matches.length === 0) this.at = -1;
    this.#mark(job);
  }

  #go(index: number): void {
    const match = this.matches[index];
    if (!match) return;
    this.at = index;
    const { reader } = this.session;
    reader.go(match.page);
    const job = reader.job?.id;
    if (job === undefined) return;
    void reader.show(job, match.page, 'done').then(() => {
      this.#mark(job);
      const key = this.#keys(match)[0];
      if (this.at === index && key !== undefined && reader.selection.pinned !== key) reader.selection.pin(key, null);
    });
  }

  /** Marks what was found on the pages that are here; on the others, when they come. */
  #mark(job: string): void {
    const { reader } = this.session;
    const keys = this.matches.filter(({ page }) => page === reader.index).flatMap((match) => this.#keys(match));
    // Made anew each time, never changed.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    reader.marked = { job, keys: new Map([[reader.index, new Set(keys)]]) };
  }

  /** Marks again: another page has come on screen. */
  mark(): void {
    const job = this.session.reader.job?.id;
    if (this.shown !== null && job !== undefined) this.#mark(job);
  }

  /** The keys of the words that a match touches, on a page that is here. */
  #keys(match: TextMatch): string[] {
    const { reader } = this.session;
    const page = reader.job === null ? undefined : reader.known(reader.job.id, match.page);
    const line = page ? keyOfLine(match.page === reader.index && reader.places ? reader.places : placesOf(page), match.at) : undefined;
    if (line === undefined) return [];
    const { first_word: first, last_word: last } = match;
    if (first === null || last === null) return [line];
    return Array.from({ length: last - first + 1 }, (_, i) => `${line}:${first + i}`);
  }
}
