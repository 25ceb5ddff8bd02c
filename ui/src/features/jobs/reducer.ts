/**
 * What the interface knows about jobs, as a value, and how each message of the host changes it.
 *
 * Replies and events overtake each other: a list asked for before an event may answer after it, and a page can finish
 * before its job was heard of. So nothing is taken on trust because it came last. What is older than what is known is
 * dropped, and a removed job stays removed. Only a reply that was asked for after the last word about a job is surely
 * newer than that word; `clock` tells which it is.
 */
import type { HostEvent, JobDetail, JobState, JobSummary, PageState, PageStatus } from '../../platform';

/** The pages of one job by their 0-based index; pages not heard of yet are absent. */
export type Pages = ReadonlyMap<number, PageStatus>;

/** What is shown of a job besides its row. */
export interface Notes {
  /** What a person should know. */
  readonly warnings: readonly string[];
  /** The source file, where it is the person's own and still known. */
  readonly source: string | null;
}

/** Everything known about jobs. Never changed in place. */
export interface JobTable {
  readonly jobs: ReadonlyMap<string, JobSummary>;
  readonly pages: ReadonlyMap<string, Pages>;
  readonly notes: ReadonlyMap<string, Notes>;
  readonly removed: ReadonlySet<string>;
  /** Counts events and questions. */
  readonly clock: number;
  /** The clock at the last word about a job. */
  readonly heard: ReadonlyMap<string, number>;
}

export const emptyTable: JobTable = {
  jobs: new Map(),
  pages: new Map(),
  notes: new Map(),
  removed: new Set(),
  clock: 0,
  heard: new Map(),
};

const PAGE_RANK: Readonly<Record<PageState, number>> = { waiting: 0, running: 1, done: 2, failed: 2 };

/** Whether a job in this state changes no more by itself. */
export function isOver(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Pages that need no more work, read or failed. */
export function settled(job: JobSummary): number {
  return job.pages_done + job.pages_failed;
}

/** Whether `next` tells of an earlier moment than `known`, as far as the two alone can tell. */
function isStaleJob(known: JobSummary, next: JobSummary): boolean {
  const { elapsed_ms: before } = known;
  if (isOver(known.state) && !isOver(next.state)) {
    // A job that is taken up again has run as long as when it ended, or longer; a late message tells of less. One that
    // never ran tells nothing either way.
    return next.state === 'queued' ? next.elapsed_ms < Math.max(before, 1) : next.elapsed_ms <= before;
  }
  if (isOver(next.state)) return false;
  if (known.state !== 'queued' && next.state === 'queued') {
    const resumed = known.state === 'paused' || next.elapsed_ms > before;
    return !resumed || next.elapsed_ms < before || settled(next) < settled(known);
  }
  return settled(next) < settled(known);
}

function isStalePage(known: PageStatus, next: PageStatus): boolean {
  return PAGE_RANK[next.state] < PAGE_RANK[known.state] || (known.has_image && !next.has_image);
}

/** Takes in several jobs at once. `asked` is the clock when they were asked for; 0 for news that nobody asked for. */
function withJobs(table: JobTable, summaries: readonly JobSummary[], asked: number): JobTable {
  const jobs = new Map(table.jobs);
  const pages = new Map(table.pages);
  const heard = new Map(table.heard);
  for (const job of summaries) {
    const known = jobs.get(job.id);
    const surely = asked > (heard.get(job.id) ?? 0);
    if (table.removed.has(job.id) || (known && !surely && isStaleJob(known, job))) continue;
    jobs.set(job.id, job);
    heard.set(job.id, asked > 0 ? Math.max(asked, heard.get(job.id) ?? 0) : table.clock);
    const own = pages.get(job.id);
    // Taken up again: what had failed is going to be read.
    if (own && known && isOver(known.state) && !isOver(job.state)) pages.set(job.id, withoutFailures(own));
  }
  return { ...table, jobs, pages, heard };
}

function withoutFailures(pages: Pages): Pages {
  return new Map([...pages].filter(([, page]) => page.state !== 'failed'));
}

function withPages(table: JobTable, job: string, statuses: readonly PageStatus[]): JobTable {
  if (table.removed.has(job)) return table;
  const pages = new Map(table.pages.get(job));
  for (const page of statuses) {
    const known = pages.get(page.index);
    if (!known || !isStalePage(known, page)) pages.set(page.index, page);
  }
  return { ...table, pages: new Map(table.pages).set(job, pages) };
}

/** The table without some jobs, whatever is still told of them. */
export function without(table: JobTable, ids: readonly string[]): JobTable {
  const gone = ids.filter((id) => !table.removed.has(id));
  if (gone.length === 0) return table;
  const removed = new Set([...table.removed, ...gone]);
  const known = gone.some((id) => table.jobs.has(id) || table.pages.has(id));
  return { ...(known ? kept(table, (id) => !removed.has(id)) : table), removed };
}

/** The table after an event. Events that are not about one job leave it as it is. */
export function withEvent(before: JobTable, event: HostEvent): JobTable {
  const table = { ...before, clock: before.clock + 1 };
  switch (event.type) {
    case 'job_changed':
      return withJobs(table, [event.job], 0);
    case 'page_changed':
      return withPages({ ...table, heard: new Map(table.heard).set(event.job, table.clock) }, event.job, [event.page]);
    case 'job_removed':
      return without(table, [event.job]);
    case 'pages_corrected':
    case 'list_changed':
    case 'model_changed':
    case 'export_changed':
    case 'chat_progress':
    case 'problem':
      return before;
  }
}

/** The table when the host is asked something. Its `clock` is what the reply is to be taken in with. */
export function asking(table: JobTable): JobTable {
  return { ...table, clock: table.clock + 1 };
}

/** The table after a list of jobs. It only adds: a job that is not in the list may be in another window of it. */
export function withList(table: JobTable, jobs: readonly JobSummary[], asked = 0): JobTable {
  return withJobs(table, jobs, asked);
}

/** The table after one job's details. */
export function withDetail(table: JobTable, detail: JobDetail, asked = 0): JobTable {
  const { id } = detail.summary;
  if (table.removed.has(id)) return table;
  const surely = asked > (table.heard.get(id) ?? 0);
  const fresh = surely ? { ...table, pages: new Map(table.pages).set(id, new Map()) } : table;
  const next = withPages(withJobs(fresh, [detail.summary], asked), id, detail.pages);
  const { warnings, source } = detail;
  return { ...next, notes: new Map(next.notes).set(id, { warnings, source }) };
}

/** The table with no jobs but these. What was removed stays so. */
export function retaining(table: JobTable, ids: readonly string[]): JobTable {
  const wanted = new Set(ids);
  return kept(table, (id) => wanted.has(id));
}

function kept(table: JobTable, keep: (id: string) => boolean): JobTable {
  const those = <T>(map: ReadonlyMap<string, T>): Map<string, T> => new Map([...map].filter(([id]) => keep(id)));
  return { ...table, jobs: those(table.jobs), pages: those(table.pages), notes: those(table.notes), heard: those(table.heard) };
}
