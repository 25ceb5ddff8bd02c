/**
 * What a person does with jobs. Each deed is told to the host, a failure becomes a message, and what it did is asked for
 * at once, so that nothing on screen waits for events.
 */
import { count, t } from '../../i18n/index.svelte';
import type { ExportFormat, HostedStatus, JobSummary, Priority, RerunHosted, RerunJob } from '../../platform';
import type { Session } from '../../session.svelte';
import { canCancel, canPause, canResume, canRetry, isWorthAsking, moveJob, type Move } from './deeds';
import { retagged } from './tags';
import type { SettingsSection } from '../settings/sections';

/** What is asked over the window. */
export type Question =
  | { readonly kind: 'delete'; readonly jobs: readonly string[] }
  | { readonly kind: 'tags'; readonly jobs: readonly string[] }
  | { readonly kind: 'rerun'; readonly job: string }
  | { readonly kind: 'failures'; readonly job: string }
  | { readonly kind: 'send'; readonly request: RerunHosted; readonly status: HostedStatus }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings'; readonly section?: SettingsSection };

type Plain = 'pause_job' | 'resume_job' | 'cancel_job' | 'retry_job';

export class JobActions {
  question = $state.raw<Question | null>(null);
  /** The job whose row is a field for its name. */
  renaming = $state<string | null>(null);

  constructor(private readonly session: Session) {}

  pause = (ids: readonly string[]): Promise<void> => this.#each('pause_job', ids, canPause);

  resume = (ids: readonly string[]): Promise<void> => this.#each('resume_job', ids, canResume);

  cancel = (ids: readonly string[]): Promise<void> => this.#each('cancel_job', ids, canCancel);

  retry = (ids: readonly string[]): Promise<void> => this.#each('retry_job', ids, canRetry);

  /** Reads a source again as a new job, which is then shown. */
  async rerun(request: RerunJob): Promise<void> {
    await this.#begin(() => this.session.host.call('rerun_job', request));
  }

  /** Has a source read by the hosted service as a new job. Before the first file is sent, the person is asked. */
  async rerunHosted(request: RerunHosted): Promise<void> {
    await this.session.attempt(async () => {
      const status = await this.session.host.call('hosted_status', {});
      // What is missing there can be put right there.
      if (status.problem || !status.has_token) this.question = { kind: 'settings', section: 'hosted' };
      else if (status.consent === 'ask') this.question = { kind: 'send', request, status };
      else await this.send(request, status.consent);
    });
  }

  /** Sends a source, or not, as the person has answered; an answer for good is kept. */
  async send(request: RerunHosted, consent: 'once' | 'allowed' | 'forbidden'): Promise<void> {
    const { host } = this.session;
    await this.session.attempt(async () => {
      if (consent !== 'once') await host.call('set_hosted_consent', { consent });
    });
    if (consent === 'forbidden') this.session.toasts.done(t('send.kept'));
    else await this.#begin(() => host.call('rerun_hosted', { ...request, options: { ...request.options, allow_upload: true } }));
  }

  /** Moves a waiting job within the queue. */
  async move(job: JobSummary, move: Move): Promise<void> {
    await this.session.attempt(() => moveJob(this.session.host, job, move));
    await this.session.jobs.list.reload();
  }

  /** Makes a field of the row that the keyboard stands on. */
  beginRename(): void {
    this.renaming = this.session.jobs.underCursor?.id ?? null;
  }

  /** Moves the waiting job that the keyboard stands on. */
  moveCursor(move: Move): void {
    const job = this.session.jobs.underCursor;
    if (job?.state === 'queued') void this.move(job, move);
  }

  /** Moves a waiting job before another, or to the end. */
  async moveBefore(job: string, before: string | null): Promise<void> {
    await this.session.attempt(async () => void (await this.session.host.call('move_job', { job, before })));
    await this.session.jobs.list.reload();
  }

  async setPriority(ids: readonly string[], priority: Priority): Promise<void> {
    for (const job of ids) {
      if (!(await this.#did(job, async () => void (await this.session.host.call('set_priority', { job, priority }))))) return;
    }
  }

  async rename(job: string, name: string): Promise<void> {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed === this.session.jobs.job(job)?.name) return;
    await this.#did(job, async () => void (await this.session.host.call('rename_job', { job, name: trimmed })));
  }

  /** Adds tags to jobs and takes others from them. */
  async tag(ids: readonly string[], added: readonly string[], taken: readonly string[]): Promise<void> {
    for (const job of ids) {
      const before = this.session.jobs.job(job)?.tags ?? [];
      const tags = retagged(before, added, taken);
      if (tags.join('\n') === before.join('\n')) continue;
      if (!(await this.#did(job, async () => void (await this.session.host.call('tag_job', { job, tags }))))) return;
    }
  }

  /** Deletes jobs; where that loses work, the person is asked first. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    if (isWorthAsking(ids.map((id) => this.session.jobs.job(id)))) this.question = { kind: 'delete', jobs: ids };
    else await this.removeNow(ids);
  }

  async removeNow(ids: readonly string[]): Promise<void> {
    const gone = await this.session.attempt(() => this.session.jobs.remove(ids));
    if (gone && ids.length > 1) this.session.toasts.done(count('delete.done', ids.length));
  }

  /** Writes results: one to a file of the person's choice, several to a folder. */
  async save(ids: readonly string[], format: ExportFormat): Promise<void> {
    const [only, ...others] = ids;
    if (only === undefined) return;
    if (others.length === 0) return this.session.save(only, format);
    await this.session.attempt(async () => {
      const written = await this.session.host.saveAll(ids, format);
      if (written !== null) this.session.toasts.done(count('text.saved_all', written));
    });
  }

  async reveal(job: string): Promise<void> {
    await this.session.attempt(() => this.session.host.reveal(job), t('jobs.reveal_failed'));
  }

  async #begin(make: () => Promise<JobSummary>): Promise<void> {
    const { jobs } = this.session;
    await this.session.attempt(async () => {
      const job = await make();
      jobs.apply({ type: 'job_changed', job });
      jobs.select(job.id);
    });
  }

  async #each(command: Plain, ids: readonly string[], fits: (job: JobSummary) => boolean): Promise<void> {
    for (const id of ids) {
      const job = this.session.jobs.job(id);
      if (job && !fits(job)) continue;
      if (!(await this.#did(id, async () => void (await this.session.host.call(command, { job: id }))))) return;
    }
  }

  async #did(job: string, deed: () => Promise<void>): Promise<boolean> {
    const done = await this.session.attempt(deed);
    if (done) await this.session.jobs.refresh(job);
    return done;
  }
}
