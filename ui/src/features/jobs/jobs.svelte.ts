/**
 * The jobs on screen: the window of the list that is looked at, what is known of each job in it, and which job a person
 * has opened.
 */
import type { Host, HostEvent, JobSummary } from '../../platform';
import { Chosen } from './chosen.svelte';
import { Paged } from './paged.svelte';
import { isFiltered, movesBy, placeOfNew, usual, type Query } from './query';
import { asking, emptyTable, retaining, withDetail, withEvent, withList, without, type JobTable, type Notes, type Pages } from './reducer';

/** New jobs that come closer together than this were opened together; only the first of them is shown. */
const BURST_MS = 1500;
/** So long after a change the list is asked for again: many changes come together. */
const RELOAD_MS = 120;
/** More jobs than this are not remembered. */
const REMEMBERED = 12_000;
/** The greatest window that the host gives. */
const MOST = 1000;

const noPages: Pages = new Map();

export class Jobs {
  /** False until the host's first list is here: until then nothing is known, not even that there is nothing. */
  ready = $state(false);
  /** Whether there is any job at all, shown or not. */
  any = $state(false);
  /** Which jobs are listed, and how. */
  query = $state.raw<Query>(usual);
  /** The job that is open. */
  selected = $state<string | null>(null);
  #table = $state.raw<JobTable>(emptyTable);
  readonly list: Paged<string>;
  readonly chosen: Chosen;
  readonly current = $derived(this.selected === null ? null : (this.#table.jobs.get(this.selected) ?? null));
  /** What is done by keys is done with these: those that are marked, or else the one that is open. */
  readonly targets: readonly string[] = $derived.by(() => {
    if (this.chosen.ids.size > 0) return [...this.chosen.ids];
    return this.selected === null ? [] : [this.selected];
  });
  /** The job that the keyboard stands on in the list. */
  readonly underCursor = $derived.by(() => this.job(this.list.at(this.chosen.cursor)) ?? null);
  #lastArrival = 0;
  #newest = 0;
  /** Whether something has changed that was not told: also what is open may have gone on. */
  #unheard = false;
  #reloading: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Host,
    failed: (error: unknown) => void = () => undefined,
  ) {
    this.list = new Paged((offset, limit) => this.#window(offset, limit), failed);
    this.chosen = new Chosen(this.list, (from, to) => this.#idsBetween(from, to));
  }

  /** Asks for the first jobs. Call it after subscribing, so that nothing falls between. */
  async load(): Promise<void> {
    await this.list.restart();
    this.ready = true;
    if (this.current === null) this.select(this.list.at(0) ?? null);
  }

  /** Lists other jobs, or in another order. */
  async ask(query: Query): Promise<void> {
    this.query = query;
    this.chosen.clear();
    await this.list.restart();
  }

  /** What is known of a job; undefined for one that was not heard of. */
  job(id: string | undefined): JobSummary | undefined {
    return id === undefined ? undefined : this.#table.jobs.get(id);
  }

  /** Every job that was heard of. */
  known(): JobSummary[] {
    return [...this.#table.jobs.values()];
  }

  /** Takes in jobs that came with something else, such as hits. */
  learn(jobs: readonly JobSummary[]): void {
    this.#table = withList(this.#table, jobs);
  }

  /** Takes in an event of the host. */
  apply(event: HostEvent): void {
    if (event.type === 'list_changed') {
      this.#unheard = true;
      return this.#reloadSoon();
    }
    const before = event.type === 'job_changed' ? this.#table.jobs.get(event.job.id) : undefined;
    this.#table = withEvent(this.#table, event);
    if (event.type === 'job_removed') this.#gone([event.job]);
    else if (event.type === 'job_changed') this.#changed(before, event.job.id);
  }

  /** Shows a job, and asks for the state of its pages. */
  select(id: string | null): void {
    this.selected = id;
    if (id !== null) void this.refresh(id);
  }

  /** Asks how a job stands now: after a command, so that its effect is seen whatever order the events come in. */
  async refresh(id: string): Promise<void> {
    try {
      const asked = this.#ask();
      const detail = await this.host.call('get_job', { job: id });
      const before = this.#table.jobs.get(id);
      this.#table = withDetail(this.#table, detail, asked);
      this.#changed(before, id);
    } catch {
      // The job may have gone in the meantime. What is known from events stays on screen.
    }
  }

  /** The pages of a job as far as they are known. */
  pages(id: string): Pages {
    return this.#table.pages.get(id) ?? noPages;
  }

  /** What a person should know about a job besides its state. */
  notes(id: string): Notes | null {
    return this.#table.notes.get(id) ?? null;
  }

  /** Whether a small picture of the job's first page can be asked for. While its pages are unknown, one is likely. */
  hasThumbnail(job: JobSummary): boolean {
    return this.pages(job.id).get(0)?.has_image ?? job.pages_done > 0;
  }

  /** Deletes jobs. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.host.call('delete_jobs', { jobs: [...ids] });
    // The events say the same; acting at once keeps the list from lagging behind the click.
    this.#table = without(this.#table, ids);
    this.#gone(ids);
  }

  /** After everything was deleted: nothing that is known holds any more. */
  async forgetEverything(): Promise<void> {
    this.#table = without(this.#table, [...this.#table.jobs.keys()]);
    this.selected = null;
    await this.ask(usual);
  }

  #ask(): number {
    this.#table = asking(this.#table);
    return this.#table.clock;
  }

  async #window(offset: number, limit: number): Promise<{ items: string[]; total: number }> {
    const { filter, sort, reverse } = this.query;
    const asked = this.#ask();
    const { jobs, total } = await this.host.call('list_jobs', { filter, sort, reverse, offset, limit });
    this.#table = withList(this.#table, jobs, asked);
    this.#forgetFar();
    this.#newest = Math.max(this.#newest, ...jobs.map((job) => job.created_ms));
    if (total > 0) this.any = true;
    else await this.#lookForAny();
    const items = jobs.map(({ id }) => id).filter((id) => !this.#table.removed.has(id));
    return { items, total };
  }

  async #idsBetween(from: number, to: number): Promise<string[]> {
    const ids: string[] = [];
    for (let offset = from; offset <= to; offset += MOST) {
      ids.push(...(await this.#window(offset, Math.min(MOST, to - offset + 1))).items);
    }
    return ids;
  }

  /** A list of nothing may be the filter's doing. */
  async #lookForAny(): Promise<void> {
    if (!isFiltered(this.query.filter)) this.any = false;
    else this.any = (await this.host.call('list_jobs', { ...usual, offset: 0, limit: 1 })).total > 0;
    if (!this.any) this.query = usual;
  }

  #changed(before: JobSummary | undefined, id: string): void {
    const job = this.#table.jobs.get(id);
    if (!job) return;
    this.any = true;
    if (before) {
      if (movesBy(this.query, before, job)) this.#reloadSoon();
      return;
    }
    this.#reloadSoon();
    // A job from a window that was never seen may be heard of late; only one that is newer than all others is new.
    if (job.created_ms < this.#newest) return;
    this.#newest = job.created_ms;
    this.#insert(job);
    if (job.origin !== 'app') return;
    const now = Date.now();
    if (this.current === null || now - this.#lastArrival > BURST_MS) this.select(id);
    this.#lastArrival = now;
  }

  #insert(job: JobSummary): void {
    if (this.list.placeOf(job.id) >= 0) return;
    const first: JobSummary[] = [];
    for (let at = 0; ; at++) {
      const one = this.job(this.list.at(at));
      if (!one) break;
      first.push(one);
    }
    const place = placeOfNew(this.query, job, first);
    if (place !== null) this.list.insert(place, job.id);
  }

  #gone(ids: readonly string[]): void {
    const place = this.selected === null ? -1 : this.list.placeOf(this.selected);
    this.list.remove(ids);
    this.chosen.drop(ids);
    this.#reloadSoon();
    if (this.list.total === 0 && !isFiltered(this.query.filter)) this.any = false;
    if (this.selected === null || !ids.includes(this.selected)) return;
    // Its place is the next one's now; at the end of the list, the one before.
    const next = place < 0 ? undefined : (this.list.at(place) ?? this.list.at(place - 1));
    this.select(next ?? this.list.at(0) ?? null);
  }

  #reloadSoon(): void {
    this.#reloading ??= setTimeout(() => {
      this.#reloading = undefined;
      void this.list.reload();
      if (this.#unheard && this.selected !== null) void this.refresh(this.selected);
      this.#unheard = false;
    }, RELOAD_MS);
  }

  /** A list that was scrolled through from end to end would fill the memory. */
  #forgetFar(): void {
    if (this.#table.jobs.size <= REMEMBERED) return;
    const open = this.selected === null ? [] : [this.selected];
    this.#table = retaining(this.#table, [...this.list.items.values(), ...this.chosen.ids, ...open]);
  }
}
