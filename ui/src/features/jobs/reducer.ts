/**
 * What the interface knows about jobs, as a value, and how each message of the host changes it.
 *
 * Replies and events overtake each other: a list asked for before an event may answer after it, and a page can finish
 * before its job was heard of. So nothing is taken on trust because it came last. What is older than what is known is
 * dropped, and a removed job stays removed.
 */
import type { HostEvent, JobDetail, JobState, JobSummary, PageState, PageStatus } from '../../platform';

/** The pages of one job by their 0-based index; pages not heard of yet are absent. */
export type Pages = ReadonlyMap<number, PageStatus>;

/** Everything known about jobs. Never changed in place. */
export interface JobTable {
  readonly jobs: ReadonlyMap<string, JobSummary>;
  readonly pages: ReadonlyMap<string, Pages>;
  readonly warnings: ReadonlyMap<string, readonly string[]>;
  readonly removed: ReadonlySet<string>;
}

export const emptyTable: JobTable = { jobs: new Map(), pages: new Map(), warnings: new Map(), removed: new Set() };

const PAGE_RANK: Readonly<Record<PageState, number>> = { waiting: 0, running: 1, done: 2, failed: 2 };

/** Whether a job in this state changes no more by itself. */
export function isOver(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Pages that need no more work, read or failed. */
export function settled(job: JobSummary): number {
  return job.pages_done + job.pages_failed;
}

/** Whether `next` tells of an earlier moment than `known`. */
function isStaleJob(known: JobSummary, next: JobSummary): boolean {
  // A job that is over and then taken up again has run longer than when it ended; a late message has not.
  if (isOver(known.state) && !isOver(next.state)) return next.elapsed_ms <= known.elapsed_ms;
  if (isOver(next.state)) return false;
  if (known.state !== 'queued' && next.state === 'queued') return true;
  return settled(next) < settled(known);
}

function isStalePage(known: PageStatus, next: PageStatus): boolean {
  return PAGE_RANK[next.state] < PAGE_RANK[known.state] || (known.has_image && !next.has_image);
}

function withJob(table: JobTable, job: JobSummary): JobTable {
  const known = table.jobs.get(job.id);
  if (table.removed.has(job.id) || (known && isStaleJob(known, job))) return table;
  return { ...table, jobs: new Map(table.jobs).set(job.id, job) };
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

function without(table: JobTable, job: string): JobTable {
  const jobs = new Map(table.jobs);
  const pages = new Map(table.pages);
  const warnings = new Map(table.warnings);
  jobs.delete(job);
  pages.delete(job);
  warnings.delete(job);
  return { jobs, pages, warnings, removed: new Set(table.removed).add(job) };
}

/** The table after an event. Events that are not about jobs leave it as it is. */
export function withEvent(table: JobTable, event: HostEvent): JobTable {
  switch (event.type) {
    case 'job_changed':
      return withJob(table, event.job);
    case 'page_changed':
      return withPages(table, event.job, [event.page]);
    case 'job_removed':
      return without(table, event.job);
    case 'problem':
      return table;
  }
}

/** The table after a list of jobs. It only adds: a job that began after the list was made is not in it. */
export function withList(table: JobTable, jobs: readonly JobSummary[]): JobTable {
  return jobs.reduce(withJob, table);
}

/** The table after one job's details. */
export function withDetail(table: JobTable, detail: JobDetail): JobTable {
  const { id } = detail.summary;
  const next = withPages(withJob(table, detail.summary), id, detail.pages);
  if (next.removed.has(id)) return next;
  return { ...next, warnings: new Map(next.warnings).set(id, detail.warnings) };
}

const byName = new Intl.Collator(undefined, { numeric: true });

/** Jobs as they are listed: newest first; those of the same moment by name. */
export function listed(table: JobTable): JobSummary[] {
  return [...table.jobs.values()].sort(
    (a, b) => b.created_ms - a.created_ms || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
  );
}
