/** How long documents will take, by how long those before them took. */
import type { JobSummary } from '../../platform';

/** Seconds that a page took, as the middle of all documents that were read whole; null while there is none. */
export function secondsAPage(jobs: readonly JobSummary[]): number | null {
  const read = jobs.filter((job) => job.state === 'done' && job.pages_done > 0 && job.elapsed_ms > 0 && job.engine !== 'hosted');
  const each = read.map((job) => job.elapsed_ms / 1000 / job.pages_done).sort((a, b) => a - b);
  return each[Math.floor(each.length / 2)] ?? null;
}

/** Pages that are still to be read. A document that was not opened yet counts as the one page that it has at least. */
export function pagesLeft(jobs: readonly JobSummary[]): number {
  return jobs.reduce((all, job) => all + Math.max(0, (job.pages || 1) - job.pages_done - job.pages_failed), 0);
}
