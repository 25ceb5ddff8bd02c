/** What can be done with a job, told by its state. */
import type { Host, JobSummary, Priority } from '../../platform';
import { everything, usual, type Query } from './query';

/** A job that has not begun, and can be moved. */
export function isWaiting(job: JobSummary): boolean {
  return job.state === 'queued';
}

export function canPause(job: JobSummary): boolean {
  return job.state === 'queued' || job.state === 'running';
}

export function canResume(job: JobSummary): boolean {
  return job.state === 'paused' || job.state === 'cancelled';
}

export function canCancel(job: JobSummary): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'paused';
}

export function canRetry(job: JobSummary): boolean {
  return job.pages_failed > 0;
}

/** Whether there is text to copy or to save. */
export function hasText(job: JobSummary): boolean {
  return job.pages_done > 0;
}

/** Whether deleting it loses work, so that a person is asked first. */
export function isWorthAsking(jobs: readonly (JobSummary | undefined)[]): boolean {
  return jobs.length > 1 || jobs.some((job) => !job || job.state === 'done' || hasText(job));
}

export const priorities: readonly Priority[] = ['high', 'normal', 'low'];

const waiting: Query = { ...usual, filter: { ...everything, states: ['queued'] } };

/** Where a waiting job goes. */
export type Move = 'first' | 'up' | 'down';

/**
 * Moves a waiting job among those that wait. The order is asked for first: what the list shows may be sorted otherwise.
 * A job stays among those that are as urgent; only to become the first does it get more urgent.
 */
export async function moveJob(host: Host, job: JobSummary, move: Move): Promise<void> {
  const { jobs } = await host.call('list_jobs', { ...waiting, offset: 0, limit: 1000 });
  const first = jobs[0];
  if (move === 'first') {
    if (!first || first.id === job.id) return;
    if (first.priority !== job.priority) await host.call('set_priority', { job: job.id, priority: first.priority });
    await host.call('move_job', { job: job.id, before: first.id });
    return;
  }
  const peers = jobs.filter((one) => one.priority === job.priority);
  const at = peers.findIndex((one) => one.id === job.id);
  const past = move === 'up' ? peers[at - 1] : peers[at + 1];
  if (at < 0 || !past) return;
  const before = move === 'up' ? past.id : (peers[at + 2]?.id ?? null);
  await host.call('move_job', { job: job.id, before });
}
