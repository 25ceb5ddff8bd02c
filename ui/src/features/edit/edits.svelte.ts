/**
 * The corrections of the open document: one after the other in the order in which a person made them, however fast, and
 * on screen before the host has them. The host keeps them, with their undoing; nothing here outlives the window.
 */
import { toWireError, type ChangeReply, type Edit, type EditState, type Page } from '../../platform';
import type { Session } from '../../session.svelte';
import { foresee } from './foresee';

const nothing: EditState = { undo: 0, redo: 0 };

/** A correction that the host does not have yet. */
interface Pending {
  readonly job: string;
  readonly page: number;
  readonly edits: readonly Edit[];
}

export class Edits {
  /** What can be undone in the open document. */
  history = $state.raw<EditState>(nothing);
  /** How many corrections are on their way. */
  waiting = $state(0);
  /** Counts what has changed the open document, for those who show something that follows from it. */
  version = $state(0);
  #pending: readonly Pending[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  /** Changes of our own that were or will be told of by an event as well, by page. */
  // Nothing on screen follows from it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #echoes = new Map<string, number>();

  constructor(private readonly session: Session) {}

  /** Learns what can be undone in a document that was opened. */
  async follow(job: string | null): Promise<void> {
    this.history = nothing;
    if (job === null) return;
    try {
      const history = await this.session.host.call('edit_state', { job });
      if (this.#isOpen(job) && this.waiting === 0) this.history = history;
    } catch {
      // A document that is just going has nothing to undo.
    }
  }

  /** Corrects a page (0-based) of the open document. Resolves to whether that was done; a failure is told here. */
  apply(page: number, edits: readonly Edit[]): Promise<boolean> {
    const job = this.session.reader.job?.id;
    if (job === undefined || edits.length === 0) return Promise.resolve(false);
    const pending: Pending = { job, page, edits };
    this.#pending = [...this.#pending, pending];
    this.#show(job, page, this.session.reader.known(job, page));
    return this.#next(async () => {
      const { page: now, history } = await this.session.host.call('edit_page', { job, page, edits: [...edits] });
      this.#drop(pending);
      this.#mine(job, [page]);
      this.#show(job, page, now, true);
      this.#done(job, history);
    }, async () => {
      this.#drop(pending);
      // What was foreseen did not come about.
      await this.#reload(job, [page]);
    });
  }

  /** Takes the last step back. Resolves to the page (0-based) that it touched last; null where there was none. */
  undo = (): Promise<number | null> => this.#step('undo_edit');

  /** Does the step again that was undone last. */
  redo = (): Promise<number | null> => this.#step('redo_edit');

  /** Runs what changes pages by itself, such as a replacement, after everything before it. Null where it failed. */
  async change(ask: (job: string) => Promise<ChangeReply>): Promise<ChangeReply | null> {
    const job = this.session.reader.job?.id;
    if (job === undefined) return null;
    let reply: ChangeReply | null = null;
    await this.#next(async () => {
      reply = await ask(job);
      this.#mine(job, reply.pages);
      await this.#reload(job, reply.pages);
      this.#done(job, reply.history);
    });
    return reply;
  }

  /** Hears of changed pages. Our own changes come back as events too and are known already. */
  hear(job: string, pages: readonly number[]): void {
    const foreign = pages.filter((page) => !this.#isEcho(`${job}/${page}`));
    if (foreign.length === 0) return;
    void this.#next(async () => {
      await this.#reload(job, foreign);
      if (this.#isOpen(job)) this.history = await this.session.host.call('edit_state', { job });
      this.version++;
    });
  }

  async #step(name: 'undo_edit' | 'redo_edit'): Promise<number | null> {
    const reply = await this.change((job) => this.session.host.call(name, { job }));
    const page = reply?.page ?? null;
    if (page !== null) this.session.reader.go(page);
    return page;
  }

  /** Does something after everything before it, whether that worked or not. */
  #next(action: () => Promise<void>, onfailure?: () => Promise<void>): Promise<boolean> {
    this.waiting++;
    const done = this.#queue.then(async () => {
      try {
        await action();
        return true;
      } catch (error) {
        this.session.toasts.failed(toWireError(error));
        await onfailure?.().catch(() => undefined);
        return false;
      } finally {
        this.waiting--;
      }
    });
    this.#queue = done;
    return done;
  }

  /** Shows a page with what is still on its way to the host. */
  #show(job: string, index: number, base: Page | undefined, fresh = false): void {
    const { reader } = this.session;
    if (!base) return;
    let page = base;
    const waiting = this.#pending.filter((one) => one.job === job && one.page === index);
    // On a page that shows the older ones already, only the newest is missing.
    for (const { edits } of fresh ? waiting : waiting.slice(-1)) {
      const next = foresee(page, edits);
      if (next === null) break;
      page = next;
    }
    if (fresh || page !== base) reader.put(job, page);
  }

  async #reload(job: string, pages: readonly number[]): Promise<void> {
    const { reader } = this.session;
    await reader.refresh(job, pages);
    for (const page of pages) {
      if (this.#pending.some((one) => one.job === job && one.page === page)) this.#show(job, page, reader.known(job, page), true);
    }
  }

  #drop(pending: Pending): void {
    this.#pending = this.#pending.filter((one) => one !== pending);
  }

  #done(job: string, history: EditState): void {
    if (this.#isOpen(job)) this.history = history;
    this.version++;
  }

  #isOpen(job: string): boolean {
    return this.session.reader.job?.id === job;
  }

  /** A change of ours: one event for each page is its echo, whether it has come already or not. */
  #mine(job: string, pages: readonly number[]): void {
    for (const page of pages) this.#count(`${job}/${page}`, 1);
  }

  #isEcho(key: string): boolean {
    const expected = this.#echoes.get(key) ?? 0;
    // While something of ours is on its way, an event that nobody expects yet is taken for its echo.
    if (expected <= 0 && this.waiting === 0) return false;
    this.#count(key, -1);
    return true;
  }

  #count(key: string, by: number): void {
    const count = (this.#echoes.get(key) ?? 0) + by;
    if (count === 0) this.#echoes.delete(key);
    else this.#echoes.set(key, count);
  }
}
