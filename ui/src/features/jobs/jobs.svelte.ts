/** The jobs on screen: keeps the table current, and holds which job a person looks at. */
import type { Host, HostEvent, JobSummary } from '../../platform';
import { emptyTable, isOver, listed, withDetail, withEvent, withList, type JobTable, type Pages } from './reducer';

/** New jobs that come closer together than this were opened together; only the first of them is shown. */
const BURST_MS = 1500;

const noPages: Pages = new Map();

export class Jobs {
  /** False until the host's first list is here: until then nothing is known, not even that there is nothing. */
  ready = $state(false);
  selected = $state<string | null>(null);
  #table = $state.raw<JobTable>(emptyTable);
  readonly list = $derived(listed(this.#table));
  readonly current = $derived(this.selected === null ? null : (this.#table.jobs.get(this.selected) ?? null));
  #lastArrival = 0;

  constructor(private readonly host: Host) {}

  /** Asks for all jobs. Call it after subscribing, so that nothing falls between. */
  async load(): Promise<void> {
    const jobs = await this.host.call('list_jobs', {});
    this.#table = withList(this.#table, jobs);
    this.ready = true;
    if (this.current === null) this.select(this.list[0]?.id ?? null);
  }

  /** Takes in an event of the host. */
  apply(event: HostEvent): void {
    const before = this.list;
    const isNew = event.type === 'job_changed' && !this.#table.jobs.has(event.job.id);
    this.#table = withEvent(this.#table, event);
    if (event.type === 'job_removed' && event.job === this.selected) {
      const place = before.findIndex((job) => job.id === event.job);
      this.select((this.list[place] ?? this.list.at(-1))?.id ?? null);
    }
    if (isNew && event.type === 'job_changed' && this.#table.jobs.has(event.job.id)) {
      const now = Date.now();
      if (this.current === null || now - this.#lastArrival > BURST_MS) this.select(event.job.id);
      this.#lastArrival = now;
    }
  }

  /** Shows a job, and asks for the state of its pages. */
  select(id: string | null): void {
    this.selected = id;
    if (id !== null) void this.#loadDetail(id);
  }

  /** The pages of a job as far as they are known. */
  pages(id: string): Pages {
    return this.#table.pages.get(id) ?? noPages;
  }

  /** What a person should know about a job besides its state. */
  warnings(id: string): readonly string[] {
    return this.#table.warnings.get(id) ?? [];
  }

  /** Whether a small picture of the job's first page can be asked for. While its pages are unknown, one is likely. */
  hasThumbnail(job: JobSummary): boolean {
    return this.pages(job.id).get(0)?.has_image ?? job.pages_done > 0;
  }

  /** Stops a job that runs; takes one that is over from the list. */
  async dismiss(job: JobSummary): Promise<void> {
    if (!isOver(job.state)) {
      await this.host.call('cancel_job', { job: job.id });
      return;
    }
    await this.host.call('remove_job', { job: job.id });
    // The event says the same; acting at once keeps the list from lagging behind the click.
    this.apply({ type: 'job_removed', job: job.id });
  }

  async #loadDetail(id: string): Promise<void> {
    try {
      const detail = await this.host.call('get_job', { job: id });
      this.#table = withDetail(this.#table, detail);
    } catch {
      // The job may have gone in the meantime. What is known from events stays on screen.
    }
  }
}
