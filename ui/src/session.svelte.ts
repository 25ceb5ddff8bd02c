/** One window's session: the host, what is on screen, and what a person can ask for. */
import { createContext } from 'svelte';

import { Toasts } from './components/toasts.svelte';
import { Exports } from './features/batch/exports.svelte';
import { Chat } from './features/chat/chat.svelte';
import { Edits } from './features/edit/edits.svelte';
import { Find } from './features/edit/find.svelte';
import { Commands } from './features/commands/desk.svelte';
import { Frame } from './features/frame/frame.svelte';
import { Announcer } from './features/jobs/announcer';
import { JobActions, type Question } from './features/jobs/actions.svelte';
import { Jobs } from './features/jobs/jobs.svelte';
import { Reader } from './features/page/reader.svelte';
import { Review } from './features/review/review.svelte';
import { Regions } from './features/page/regions.svelte';
import { Viewer } from './features/page/viewer.svelte';
import { Search } from './features/search/search.svelte';
import { drawSample } from './features/start/sample';
import { terms } from './features/search/terms';
import { Packs } from './features/settings/models.svelte';
import { count, t } from './i18n/index.svelte';
import {
  toWireError,
  type About,
  type ExportFormat,
  type Host,
  type HostEvent,
  type JobFilter,
  type SearchHit,
  type Transfer,
  type Unsubscribe,
} from './platform';
import { copyText } from './platform/clipboard';

export class Session {
  readonly toasts = new Toasts();
  readonly jobs: Jobs;
  readonly reader: Reader;
  readonly viewer: Viewer;
  readonly search: Search;
  readonly models: Packs;
  readonly exports = new Exports();
  readonly actions = new JobActions(this);
  readonly edits = new Edits(this);
  readonly review = new Review(this);
  readonly find = new Find(this);
  readonly regions = new Regions(this);
  readonly chat = new Chat(this);
  readonly frame = new Frame();
  readonly commands: Commands;
  about = $state.raw<About | null>(null);
  dragging = $state(false);
  /** Files on their way to a host elsewhere. */
  transfer = $state.raw<Transfer | null>(null);
  readonly #announcer: Announcer;
  readonly #ended: Unsubscribe[] = [];

  constructor(readonly host: Host) {
    const failed = (error: unknown): void => this.toasts.failed(toWireError(error));
    this.jobs = new Jobs(host, failed);
    this.#announcer = new Announcer(host);
    this.reader = new Reader(host, this.jobs);
    this.viewer = new Viewer(this.reader);
    this.search = new Search(host, this.jobs, failed);
    this.models = new Packs(host);
    this.commands = new Commands(this);
    this.jobs.onArrivals = (ids) => this.#offerSettings(ids);
  }

  /** Connects to the host. Listens first and asks then, so that nothing is missed in between. */
  async open(): Promise<void> {
    await this.attempt(async () => {
      this.#ended.push(await this.host.subscribe((event) => this.#receive(event)));
      this.#ended.push(await this.host.onDrag((state) => (this.dragging = state === 'over')));
      if (this.host.link) this.#ended.push(this.host.link.watchTransfer((transfer) => (this.transfer = transfer)));
      await this.jobs.load();
      this.#announcer.begin(this.jobs.known());
    });
    this.jobs.ready = true;
    // What the bench takes for the end of the start: the frame after the one that draws the list.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('usable')));
    await this.attempt(async () => {
      this.about = await this.host.call('about', {});
    });
  }

  /** Ends the subscriptions. */
  close(): void {
    for (const end of this.#ended.splice(0)) end();
  }

  /** Runs what a person asked for; a failure becomes a message. Resolves to whether it worked. */
  async attempt(action: () => Promise<void>, failure = ''): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      // A host that does not answer, and a session that has ended, are told once and for the whole window.
      const { link } = this.host;
      if (link === null || link.state === 'open') this.toasts.failed(toWireError(error), failure);
      return false;
    }
  }

  /** Lists only what a filter lets through, and seeks only there. */
  filter(filter: JobFilter): void {
    void this.jobs.ask({ ...this.jobs.query, filter });
    this.search.again();
  }

  /** Opens a page that was found, at what was sought. */
  openHit(hit: SearchHit): void {
    this.jobs.learn([hit.job]);
    if (this.jobs.selected !== hit.job.id) this.jobs.select(hit.job.id);
    this.reader.find(hit.job.id, hit.page, terms(this.search.text));
  }

  /** Ends the search: the whole list again, and no marks on the page. */
  endSearch = (): void => {
    this.search.clear();
    this.reader.seekNothing();
  };

  /** Asks or shows something over the window. */
  ask(question: Question): void {
    this.actions.question = question;
  }

  /** Whether something is asked over the window, which then has the keyboard. */
  get asking(): boolean {
    return this.actions.question !== null;
  }

  openSettings = (): void => this.ask({ kind: 'settings' });

  openFiles = (): Promise<boolean> => this.attempt(() => this.host.openFiles());

  openFolder = (): Promise<boolean> => this.attempt(() => this.host.openFolder());

  logout = (): Promise<boolean> => this.attempt(async () => this.host.link?.logout());

  /** Starts a job from an image without a file. */
  addImage(image: Blob, name = t('open.pasted_name')): Promise<boolean> {
    return this.attempt(async () => {
      const bytes = new Uint8Array(await image.arrayBuffer());
      const job = await this.host.addImage(name, bytes);
      this.jobs.apply({ type: 'job_changed', job });
      this.jobs.select(job.id);
    });
  }

  /** Draws a document to try the app with, and reads it. */
  async addSample(): Promise<void> {
    const drawn = await drawSample();
    if (drawn) await this.addImage(drawn, t('start.sample_name'));
  }

  /** Puts the text of one page (0-based), or of all, on the clipboard. */
  async copy(job: string, page?: number): Promise<void> {
    const request = page === undefined ? { job, format: 'txt' as const } : { job, format: 'txt' as const, page };
    const text = this.host.call('export_text', request).then((exported) => exported.text);
    const copied = await this.attempt(() => copyText(text), t('text.copy_failed'));
    if (copied) this.toasts.done(t('text.copied'));
  }

  /** Puts a command on the clipboard, for a person to run. */
  async copyCommand(command: string): Promise<void> {
    const copied = await this.attempt(() => copyText(Promise.resolve(command)), t('text.copy_failed'));
    if (copied) this.toasts.done(t('text.copied'));
  }

  /** Writes a job's result to a file of the person's choice. */
  async save(job: string, format: ExportFormat): Promise<void> {
    await this.attempt(async () => {
      const name = await this.host.saveAs(job, format);
      if (name !== null) this.toasts.done(t('text.saved', { name }));
    });
  }

  /** Lets the pointer carry a job's result out of the window. */
  async dragOut(job: string, format: ExportFormat): Promise<void> {
    await this.attempt(async () => void (await this.host.dragOut(job, format)));
  }

  /** Several documents that came together may want settings of their own; nobody is held up by a question. */
  #offerSettings(ids: readonly string[]): void {
    if (ids.length < 2) return;
    this.toasts.done(count('batch.arrived', ids.length), {
      label: t('batch.offer'),
      run: () => this.ask({ kind: 'batch', jobs: ids.filter((id) => this.jobs.job(id) !== undefined) }),
    });
  }

  /** Says that no doubtful word is left. */
  reviewed(): void {
    this.toasts.done(t('review.finished'));
  }

  #receive(event: HostEvent): void {
    if (event.type === 'problem') this.toasts.failed(event.error);
    else if (event.type === 'model_changed') this.models.hear(event);
    else if (event.type === 'export_changed') this.exports.hear(event);
    else if (event.type === 'pages_corrected') this.edits.hear(event.job, event.pages);
    else if (event.type === 'chat_progress') this.chat.hear(event);
    else this.jobs.apply(event);
    this.search.hear(event);
    void this.#announcer.hear(event);
  }
}

/** The session of the window that a component is in. */
export const [getSession, setSession] = createContext<Session>();
