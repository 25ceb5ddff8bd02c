/**
 * The word that is open for correction, and the review that leads from one doubtful word to the next. The editor stays
 * where the keyboard is; Enter accepts or corrects the word and goes on by itself.
 *
 * The next word is asked for while this one is looked at. What is typed before it is there waits for it.
 */
import type { DoubtReply, ReviewState, WordPath } from '../../platform';
import type { Session } from '../../session.svelte';
import { merge, setWord, split } from '../edit/deeds';
import { keyOfWord, type WordPlace } from '../edit/path';
import { typed, type Stroke } from './strokes';

/** A word of the open document. */
export interface Spot {
  /** 0-based. */
  readonly page: number;
  readonly path: WordPath;
}

/** Where the editor stands: over the text, or over the page. */
export type Ground = 'text' | 'page';

/** Words to which undoing leads back. */
const TRAIL = 500;

export class Review {
  /** Whether doubtful words are gone through; else a word is open by itself, or none. */
  active = $state(false);
  spot = $state.raw<Spot | null>(null);
  /** What stands in the editor. */
  text = $state('');
  /** Nothing was typed yet: all of the word is selected. */
  untouched = $state(true);
  ground = $state<Ground>('text');
  /** Whether the next word is still on its way. */
  moving = $state(false);
  /** How the review of the open document stands; null while nobody knows. */
  progress = $state.raw<ReviewState | null>(null);
  /** The open word; null while its page is not on screen. */
  readonly place: WordPlace | null = $derived.by(() => this.#find(this.spot));
  /** Readings to choose from, the engine's first; the original at the end, where the word was corrected. */
  readonly choices: readonly string[] = $derived.by(() => {
    const { word } = this.place ?? {};
    if (!word) return [];
    const all = [...(word.alternatives ?? []), ...(this.more ?? []), ...(word.original ? [word.original] : [])];
    // Only to drop what stands twice.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    return [...new Set(all)].filter((one) => one !== word.text).slice(0, 9);
  });
  /** Readings that were asked for; null before anybody asked. */
  more = $state.raw<readonly string[] | null>(null);
  /** Whether they are on their way. */
  seeking = $state(false);
  /** The choice that stands in the editor; -1 for what was typed. */
  chosen = $state(-1);

  #ahead: Promise<DoubtReply> | null = null;
  #typed: Stroke[] = [];
  #own = '';
  #trail: Spot[] = [];
  /** Only what was begun last may still change the screen. */
  #turn = 0;

  constructor(private readonly session: Session) {}

  /** Begins the review at the word that is picked, or at the top of the page; goes on with it, where it runs. */
  async start(back = false): Promise<void> {
    const { reader } = this.session;
    if (reader.job === null) return;
    const from = this.spot ?? this.#picked();
    this.active = true;
    this.#trail = [];
    void this.measure();
    await this.#arrive(this.#ask(from ?? { page: reader.index, path: null }, back));
  }

  /** Leaves the editor, and the review with it. */
  stop(): void {
    this.#turn++;
    this.active = false;
    this.spot = null;
    this.moving = false;
    this.#ahead = null;
    this.#typed = [];
  }

  /** Opens a word (by its key on this page) to be corrected by itself. */
  open(key: string, ground: Ground = 'text', text?: string): void {
    const { reader } = this.session;
    const place = reader.places?.words.get(key);
    if (!place) return;
    this.ground = ground;
    this.#open({ page: reader.index, path: place.path });
    if (text !== undefined) this.write(text);
  }

  /** The next doubtful word, or the one before, without a word on this one. */
  async skip(back = false): Promise<void> {
    if (!this.active) return this.start(back);
    if (this.spot) await this.#arrive(!back && this.#ahead ? this.#ahead : this.#ask(this.spot, back));
  }

  /** Takes the word as it now stands in the editor. In the review it goes on to the next. */
  async accept(): Promise<void> {
    const { place, spot, text } = this;
    if (!place || !spot) return;
    const edit = setWord(place, text);
    const same = edit.type === 'accept_words';
    // A single word that was only looked at stays as it is.
    if (same && !this.active) return this.stop();
    const done = this.session.edits.apply(spot.page, [edit]);
    this.#trail = [...this.#trail, spot].slice(-TRAIL);
    void done.then((worked) => (worked ? this.counted() : this.#giveBack(spot, text)));
    if (!this.active) return this.#close(place.key);
    // Where the word becomes several or none, places after it move: only the page as it then is knows the next.
    if (edit.type === 'set_word' && (edit.text === '' || edit.text.includes(' '))) {
      this.moving = true;
      await done;
      if (this.spot === spot) await this.#arrive(this.#ask(this.#before(spot, edit.text), false));
    } else await this.#arrive(this.#ahead ?? this.#ask(spot, false));
  }

  /** Takes the reading of a number from 1. */
  async choose(number: number): Promise<void> {
    const text = this.choices[number - 1];
    if (text === undefined) return;
    this.write(text);
    await this.accept();
  }

  /** Has the engines read the open word's place once more, for other readings. */
  async seek(): Promise<void> {
    const { place, spot } = this;
    const job = this.session.reader.job?.id;
    if (!place || !spot || job === undefined || this.seeking) return;
    this.seeking = true;
    const asked = this.#turn;
    await this.session.attempt(async () => {
      const { readings } = await this.session.host.call('word_alternatives', { job, page: spot.page, bbox: place.word.bbox });
      if (this.spot === spot && this.#turn === asked) this.more = readings.map((one) => one.text);
    });
    if (this.spot === spot) this.seeking = false;
  }

  /** Puts the next or previous reading into the editor, and past the first what was typed. */
  turn(by: 1 | -1): void {
    const count = this.choices.length;
    if (count === 0) return;
    if (this.chosen < 0) this.#own = this.text;
    this.chosen = Math.max(-1, Math.min(count - 1, this.chosen + by));
    this.text = this.chosen < 0 ? this.#own : (this.choices[this.chosen] ?? this.text);
    this.untouched = false;
  }

  /** What was typed into the editor. */
  write(text: string): void {
    this.text = text;
    this.untouched = false;
    this.chosen = -1;
  }

  /** A key that came while the next word was on its way. */
  keep(stroke: Stroke): void {
    this.#typed.push(stroke);
  }

  /** Parts the word at the caret (in characters), or its line or block where the caret is at its beginning. */
  async split(caret: number): Promise<void> {
    const { place, spot } = this;
    const edit = place && this.text === place.word.text ? split(place, caret) : null;
    if (!edit || !spot) return;
    await this.session.edits.apply(spot.page, [edit]);
    if (this.spot === spot) this.#open(edit.type === 'split_word' ? spot : this.spot);
  }

  /** Joins the word with what follows it. */
  async merge(): Promise<void> {
    const { place, spot } = this;
    const page = this.session.reader.loaded?.page;
    const edit = place && page ? merge(page, place) : null;
    if (!edit || !spot) return;
    await this.session.edits.apply(spot.page, [edit]);
    if (this.spot === spot) this.#open(spot);
  }

  /** Takes the last step back and stands where it was made. */
  async undo(): Promise<void> {
    const page = await this.session.edits.undo();
    this.#ahead = null;
    const spot = this.#trail.at(-1);
    if (this.active && spot && spot.page === page) {
      this.#trail = this.#trail.slice(0, -1);
      await this.#stand(spot, ++this.#turn);
    } else if (this.spot && this.place) this.#open(this.spot);
    else if (this.spot) this.stop();
    this.counted();
  }

  /** Does the last step again that was undone. */
  async redo(): Promise<void> {
    await this.session.edits.redo();
    this.#ahead = null;
    if (this.spot && this.place) this.#open(this.spot);
    this.counted();
  }

  /** Opens the word beside this one, keeping what was typed: for going through words that nobody doubts. */
  async beside(by: 1 | -1): Promise<void> {
    const { place, spot } = this;
    const { reader, edits } = this.session;
    if (!place || !spot) return;
    const edit = setWord(place, this.text);
    if (edit.type === 'set_word' && !(await edits.apply(spot.page, [edit]))) return;
    const keys = [...(reader.places?.words.keys() ?? [])];
    const next = keys[keys.indexOf(place.key) + by];
    if (next !== undefined) this.open(next, this.ground);
    else this.stop();
  }

  /** Puts the word under the editor into the personal dictionary: it is right, here and everywhere. */
  async learn(): Promise<void> {
    const word = this.text.trim();
    if (word === '') return;
    await this.session.attempt(async () => {
      await this.session.host.call('add_words', { words: [word] });
    });
    // Others like it are not asked about any more.
    this.#ahead = null;
    await this.accept();
  }

  /** Asks how the review stands. */
  async measure(): Promise<void> {
    const job = this.session.reader.job?.id;
    if (job === undefined) return void (this.progress = null);
    try {
      const progress = await this.session.host.call('review_state', { job });
      if (this.session.reader.job?.id === job) this.progress = progress;
    } catch {
      // The words can be gone through without their number.
    }
  }

  #find(spot: Spot | null): WordPlace | null {
    const { reader } = this.session;
    if (spot === null || reader.index !== spot.page || !reader.places) return null;
    const key = keyOfWord(reader.places, spot.path);
    return key === undefined ? null : (reader.places.words.get(key) ?? null);
  }

  #picked(): Spot | null {
    const { reader } = this.session;
    const place = reader.selection.pinned === null ? undefined : reader.places?.words.get(reader.selection.pinned);
    return place ? { page: reader.index, path: place.path } : null;
  }

  /** Where to look on from, when `spot` has become several words or none. */
  #before(spot: Spot, text: string): { page: number; path: WordPath | null } {
    if (text !== '') return { page: spot.page, path: { ...spot.path, word: spot.path.word + text.split(' ').length - 1 } };
    return { page: spot.page, path: spot.path.word > 0 ? { ...spot.path, word: spot.path.word - 1 } : spot.path };
  }

  #ask({ page, path }: { page: number; path: WordPath | null }, back: boolean): Promise<DoubtReply> {
    const job = this.session.reader.job?.id ?? '';
    return this.session.host.call('next_doubtful', path ? { job, page, after: path, back } : { job, page, back });
  }

  /** Stands at the word that comes, and then does what was typed meanwhile. */
  async #arrive(asked: Promise<DoubtReply>): Promise<void> {
    const turn = ++this.#turn;
    this.moving = true;
    this.#ahead = null;
    const worked = await this.session.attempt(async () => {
      const { doubt } = await asked;
      if (turn !== this.#turn) return;
      if (doubt) await this.#stand({ page: doubt.page, path: doubt.at }, turn);
      else this.#finish();
    });
    if (!worked && turn === this.#turn) this.stop();
  }

  async #stand(spot: Spot, turn: number): Promise<void> {
    const { reader } = this.session;
    const job = reader.job?.id;
    if (job === undefined) return;
    if (reader.index !== spot.page || reader.loaded === null) {
      reader.go(spot.page);
      await reader.show(job, spot.page, 'done');
    }
    if (turn !== this.#turn) return;
    this.#open(spot);
    if (this.active) {
      this.#ahead = this.#ask(spot, false);
      // Its failure is told when somebody goes there.
      this.#ahead.catch(() => undefined);
    }
    await this.#replay();
  }

  #open(spot: Spot): void {
    this.spot = spot;
    this.moving = false;
    this.more = null;
    this.seeking = false;
    this.chosen = -1;
    this.text = this.place?.word.text ?? '';
    this.untouched = true;
    const { selection } = this.session.reader;
    if (this.place && selection.pinned !== this.place.key) selection.pin(this.place.key, null);
  }

  #close(key: string): void {
    this.stop();
    const { reader } = this.session;
    if (reader.selection.pinned !== key) reader.selection.pin(key, null);
  }

  async #replay(): Promise<void> {
    for (let stroke = this.#typed.shift(); stroke; stroke = this.#typed.shift()) {
      if (stroke.kind === 'letter' || stroke.kind === 'erase') this.write(typed(this.text, this.untouched, stroke));
      else return this.act(stroke);
    }
  }

  /** Does what a key means that is no letter. */
  async act(stroke: Stroke): Promise<void> {
    if (stroke.kind === 'enter') await this.accept();
    else if (stroke.kind === 'choice') await this.choose(stroke.number);
    else if (stroke.kind === 'leave') this.stop();
    else if (stroke.kind === 'next' || stroke.kind === 'previous') {
      await (this.active ? this.skip(stroke.kind === 'previous') : this.beside(stroke.kind === 'next' ? 1 : -1));
    }
  }

  #finish(): void {
    this.stop();
    void this.measure();
    this.session.reviewed();
  }

  /** A word that could not be corrected: back to it, with what was typed. */
  async #giveBack(spot: Spot, text: string): Promise<void> {
    await this.#stand(spot, ++this.#turn);
    this.write(text);
  }

  #counting: ReturnType<typeof setTimeout> | undefined;

  /** Counts again soon: many words come together. */
  counted(): void {
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => void this.measure(), 250);
  }
}
