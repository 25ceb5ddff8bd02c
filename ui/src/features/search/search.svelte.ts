/**
 * What a person seeks: names in the list at once, and the text of all documents beside it. Only the newest question
 * counts, whatever order the answers come in.
 */
import type { Host, HostEvent, SearchHit } from '../../platform';
import type { Jobs } from '../jobs/jobs.svelte';
import { Paged } from '../jobs/paged.svelte';

/** What the panel lists while something is sought. */
export type Mode = 'names' | 'text';

/** A person who types is not asked about each letter. */
const TYPING_MS = 150;
/** So long after a change in the history the hits are asked for again. */
const RELOAD_MS = 400;

export class Search {
  text = $state('');
  /** What a person picked; null while the results decide. */
  picked = $state<Mode | null>(null);
  readonly hits: Paged<SearchHit>;
  readonly active = $derived(this.text.trim() !== '');
  /** Texts are shown by themselves where no name fits. */
  readonly mode: Mode = $derived.by(() => {
    if (!this.active) return 'names';
    if (this.picked !== null) return this.picked;
    return this.jobs.list.ready && this.jobs.list.total === 0 && this.hits.total > 0 ? 'text' : 'names';
  });
  #typing: ReturnType<typeof setTimeout> | undefined;
  #reloading: ReturnType<typeof setTimeout> | undefined;
  #sought = '';
  #focus: (() => void) | null = null;

  constructor(
    private readonly host: Host,
    private readonly jobs: Jobs,
    failed: (error: unknown) => void = () => undefined,
  ) {
    this.hits = new Paged((offset, limit) => this.#window(offset, limit), failed);
  }

  /** Takes in how the field is reached. The result ends it. */
  attach(focus: () => void): () => void {
    this.#focus = focus;
    return () => (this.#focus = null);
  }

  /** Puts the keyboard into the field. */
  focus(): void {
    this.#focus?.();
  }

  /** Takes in what was typed; asks when the typing rests. */
  type(text: string): void {
    this.text = text;
    clearTimeout(this.#typing);
    if (text.trim() === '') this.#seek();
    else this.#typing = setTimeout(() => this.#seek(), TYPING_MS);
  }

  /** Shows the whole list again. */
  clear(): void {
    this.picked = null;
    this.type('');
  }

  /** Asks again with other conditions. */
  again(): void {
    if (this.#sought !== '') void this.hits.restart();
  }

  /** Takes in an event: texts come with pages that are read, change by corrections, and go with jobs. */
  hear(event: HostEvent): void {
    const page = event.type === 'pages_corrected' || (event.type === 'page_changed' && event.page.state === 'done');
    if (this.#sought === '' || !(page || event.type === 'job_removed' || event.type === 'list_changed')) return;
    this.#reloading ??= setTimeout(() => {
      this.#reloading = undefined;
      if (this.#sought !== '') void this.hits.reload();
    }, RELOAD_MS);
  }

  #seek(): void {
    const sought = this.text.trim();
    if (sought === this.#sought) return;
    this.#sought = sought;
    const { query } = this.jobs;
    void this.jobs.ask({ ...query, filter: { ...query.filter, name: sought } });
    if (sought === '') this.hits.clear();
    else void this.hits.restart();
  }

  async #window(offset: number, limit: number): Promise<{ items: SearchHit[]; total: number }> {
    // The name is what the list is sought by; in texts it would hold back what it is not about.
    const filter = { ...this.jobs.query.filter, name: '' };
    const { hits, total } = await this.host.call('search', { text: this.#sought, filter, offset, limit });
    this.jobs.learn(hits.map((hit) => hit.job));
    return { items: hits, total };
  }
}
