/**
 * The page that a person looks at: which one, what is known about it, and its text once it is read. Replies that come
 * after the person has moved on are kept for later but never shown in the wrong place.
 */
import { SvelteMap } from 'svelte/reactivity';

import { toWireError, type Host, type JobSummary, type Page, type PageStatus, type Rect, type WireError } from '../../platform';
import type { Jobs } from '../jobs/jobs.svelte';
import { placesOf, type Places } from '../edit/path';
import { matches, type Term } from '../search/terms';
import { pageView, type PageView } from './layout';
import { Selection } from './selection.svelte';

/** Pages kept after they were shown, so that turning back is instant. */
const KEPT = 16;

const nothing: ReadonlySet<string> = new Set();
const nowhere: readonly Rect[] = [];

export interface LoadedPage {
  readonly page: Page;
  readonly view: PageView;
}

export class Reader {
  loaded = $state.raw<LoadedPage | null>(null);
  error = $state.raw<WireError | null>(null);
  readonly selection = new Selection();

  readonly job: JobSummary | null = $derived.by(() => this.jobs.current);
  /** Id of the open document: changes with the document, and not with what becomes known of it. */
  readonly openId: string | null = $derived(this.job?.id ?? null);
  readonly #places = new SvelteMap<string, number>();
  /** 0-based; each document remembers its own. */
  readonly index = $derived(this.job === null ? 0 : (this.#places.get(this.job.id) ?? 0));
  readonly count = $derived(this.job?.pages ?? 0);
  readonly status: PageStatus | null = $derived.by(() =>
    this.job === null ? null : (this.jobs.pages(this.job.id).get(this.index) ?? null),
  );
  /** Width and height of the page in its pixels; zero until known. */
  readonly size = $derived({
    width: this.loaded?.page.width || this.status?.width || 0,
    height: this.loaded?.page.height || this.status?.height || 0,
  });

  /** What is sought in the document that is open. */
  #sought = $state.raw<{ readonly job: string; readonly terms: readonly Term[] } | null>(null);
  /** Words of the open document that were found by its own search: their keys by page (0-based). */
  marked = $state.raw<{ readonly job: string; readonly keys: ReadonlyMap<number, ReadonlySet<string>> } | null>(null);
  /** Keys of the words on this page that are sought, in reading order. */
  readonly found: ReadonlySet<string> = $derived.by(() => {
    const [sought, marked] = [this.#sought, this.marked];
    if (!this.loaded || this.job === null) return nothing;
    if (marked !== null && marked.job === this.job.id) return marked.keys.get(this.index) ?? nothing;
    return sought !== null && sought.job === this.job.id ? matches(this.loaded.view, sought.terms) : nothing;
  });
  /** Where everything on this page stands, for corrections. */
  readonly places: Places | null = $derived(this.loaded === null ? null : placesOf(this.loaded.page));
  /** The page whose first match is to come into view once it is there. */
  #bringing = '';

  /** What an answer cites. */
  #cited = $state.raw<{ readonly job: string; readonly page: number; readonly rects: readonly Rect[] } | null>(null);
  /** Rectangles of this page that are cited, in its pixels. */
  readonly cited: readonly Rect[] = $derived.by(() => {
    const cited = this.#cited;
    return cited !== null && cited.job === this.job?.id && cited.page === this.index ? cited.rects : nowhere;
  });

  // Nothing on screen depends on what is kept.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<string, LoadedPage>();
  #wanted = '';

  constructor(
    private readonly host: Host,
    private readonly jobs: Jobs,
  ) {}

  /** Turns to a page; stays within the document. */
  go(index: number): void {
    if (this.job !== null) this.#places.set(this.job.id, Math.max(0, Math.min(index, this.count - 1)));
  }

  /** Opens a page (0-based) of a job at what is sought on it. */
  find(job: string, index: number, terms: readonly Term[]): void {
    this.#sought = { job, terms };
    this.#bringing = `${job}/${index}`;
    this.#places.set(job, index);
    this.#bring();
  }

  /** Opens a page (0-based) of a job and marks what is cited there, in pixels of the page; nothing is marked elsewhere. */
  cite(job: string, page: number, rects: readonly Rect[]): void {
    if (this.jobs.selected !== job) this.jobs.select(job);
    this.#places.set(job, page);
    this.#cited = { job, page, rects };
  }

  /** Takes the marks of a citation off. */
  citeNothing(): void {
    this.#cited = null;
  }

  /** Marks nothing any more. */
  seekNothing(): void {
    this.#sought = null;
    this.#bringing = '';
  }

  /** Picks the first match, which brings it into view on both sides. */
  #bring(): void {
    if (this.loaded === null || this.#wanted !== this.#bringing) return;
    this.#bringing = '';
    const [first] = this.found;
    if (first !== undefined && first !== this.selection.pinned) this.selection.pin(first, null);
  }

  /**
   * Brings the text of a page on screen, or takes it off while the page has none. `state` is what the page is known
   * to be in; only finished pages are asked for.
   */
  async show(job: string, index: number, state: PageStatus['state'] | null): Promise<void> {
    const key = `${job}/${index}`;
    if (key !== this.#wanted) this.selection.clear();
    this.#wanted = key;
    this.error = null;
    this.loaded = state === 'done' ? (this.#kept.get(key) ?? null) : null;
    this.#bring();
    if (state !== 'done' || this.loaded) return;
    try {
      const page = await this.host.call('get_page', { job, page: index });
      const loaded = { page, view: pageView(page) };
      this.#keep(key, loaded);
      if (this.#wanted === key) this.loaded = loaded;
      this.#bring();
    } catch (error) {
      if (this.#wanted === key) this.error = toWireError(error);
    }
  }

  /** A page that is kept, as it is known now. */
  known(job: string, index: number): Page | undefined {
    return this.#kept.get(`${job}/${index}`)?.page;
  }

  /** Takes a page in as it is now, in the place of what was kept of it. */
  put(job: string, page: Page): void {
    const key = `${job}/${page.index}`;
    const loaded = { page, view: pageView(page) };
    this.#keep(key, loaded);
    if (this.#wanted === key) this.loaded = loaded;
  }

  /** Asks anew for pages that have changed. The one on screen stays there until its successor is here. */
  async refresh(job: string, pages: readonly number[]): Promise<void> {
    for (const index of pages) {
      const key = `${job}/${index}`;
      if (!this.#kept.has(key)) continue;
      if (this.#wanted === key) this.put(job, await this.host.call('get_page', { job, page: index }));
      else this.#kept.delete(key);
    }
  }

  /** Takes everything off screen. */
  clear(): void {
    this.#wanted = '';
    this.loaded = null;
    this.error = null;
    this.selection.clear();
  }

  #keep(key: string, loaded: LoadedPage): void {
    this.#kept.set(key, loaded);
    if (this.#kept.size > KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
  }
}
