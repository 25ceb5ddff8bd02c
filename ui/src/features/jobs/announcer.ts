/**
 * Tells a person who looks elsewhere that something long has ended: one long document, or all that was waiting. The host
 * says nothing while the window is in front.
 */
import { count, t } from '../../i18n/index.svelte';
import type { Host, HostEvent, JobSummary } from '../../platform';
import { isOver } from './reducer';

/** What takes longer than this, in milliseconds, a person does not wait for. */
const LONG_MS = 20_000;

export class Announcer {
  /** Jobs that work or wait. */
  readonly #busy = new Set<string>();
  #since = 0;
  #done = 0;
  #failed = 0;

  constructor(private readonly host: Host) {}

  /** Takes in what the list holds at the start: work may be under way. */
  begin(jobs: readonly JobSummary[]): void {
    for (const job of jobs) if (isBusy(job)) this.#add(job.id);
  }

  /** Takes in an event; resolves when what is to be said was said. */
  async hear(event: HostEvent): Promise<void> {
    if (event.type === 'job_removed') this.#busy.delete(event.job);
    if (event.type !== 'job_changed') return;
    const { job } = event;
    if (isBusy(job)) return this.#add(job.id);
    if (!this.#busy.delete(job.id)) return;
    if (isOver(job.state) && job.state !== 'cancelled') {
      if (job.state === 'failed') this.#failed += 1;
      else this.#done += 1;
    }
    const announced = job.state !== 'cancelled' && isOver(job.state) && job.elapsed_ms >= LONG_MS;
    const several = this.#done + this.#failed > 1 && Date.now() - this.#since >= LONG_MS;
    if (this.#busy.size === 0 && several) await this.#say(count('notify.all', this.#done + this.#failed), this.#outcome());
    else if (announced) await this.#say(job.name, outcomeOf(job));
  }

  #add(id: string): void {
    if (this.#busy.size === 0) {
      this.#since = Date.now();
      this.#done = 0;
      this.#failed = 0;
    }
    this.#busy.add(id);
  }

  #outcome(): string {
    return this.#failed > 0 ? count('notify.failed', this.#failed) : t('notify.done');
  }

  async #say(title: string, body: string): Promise<void> {
    try {
      if ((await this.host.call('get_settings', {})).notify) await this.host.notify(title, body);
    } catch {
      // A system without notifications is no reason to disturb a person; the list says the same.
    }
  }
}

function isBusy(job: JobSummary): boolean {
  return job.state === 'queued' || job.state === 'running';
}

function outcomeOf(job: JobSummary): string {
  if (job.state === 'failed') return t('jobs.state.failed');
  return job.pages_failed > 0 ? count('jobs.failed', job.pages_failed) : t('notify.done');
}
