/**
 * The connection to our server: whether somebody is logged in, whether the server is there, and its events.
 *
 * The browser's own reconnecting would neither slow down nor tell a session that has ended from a server that is away. So
 * each break closes the stream, and the server is asked for the session: at once the first time, since most breaks are
 * none, then ever more seldom. After a break the page is told to list again, for nobody knows what it missed.
 */
import type { HostEvent, LinkState, Unsubscribe } from '../host';
import { toWireError } from '../errors';
import { Requests, type Listener } from './request';

/** Where the server tells that it is ours, and whether somebody is logged in. */
const SESSION = '/ui/session';
/** Between two attempts, in milliseconds: doubling from the first to the last. */
const FIRST_WAIT = 1000;
const LAST_WAIT = 15_000;

/** What the server says of the session. */
interface Session {
  server: string;
  open: boolean;
}

/** Whether an answer is one of our server's: other servers answer anything at all to any address. */
function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'server' in value && value.server === 'ocrchat';
}

/** How long to wait before the attempt after `failures` failed ones; `random` is 0–1, so that not all pages come at once. */
export function waitAfter(failures: number, random: number): number {
  if (failures <= 1) return failures * FIRST_WAIT * (0.5 + random / 2);
  return Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.75 + random / 4);
}

export class ServerLink implements Listener {
  readonly requests = new Requests(this);
  // Until the server was heard, it is away.
  #state: LinkState = 'lost';
  readonly #watchers = new Set<(state: LinkState) => void>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #stream: EventSource | null = null;
  #listening: (() => void)[] = [];
  #failures = 0;
  #missed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get state(): LinkState {
    return this.#state;
  }

  /** Asks the server for the first time. Resolves to false where the page is not from a server of ours. */
  async begin(): Promise<boolean> {
    try {
      const response = await fetch(SESSION, { credentials: 'same-origin' });
      const answer: unknown = await response.json().catch(() => null);
      if (!isSession(answer)) return false;
      this.#become(answer.open ? 'open' : 'closed');
    } catch {
      this.lost();
    }
    // A laptop that wakes up, or a tab that is looked at again, should not wait for its turn.
    window.addEventListener('online', this.retry);
    document.addEventListener('visibilitychange', () => document.hidden || this.retry());
    return true;
  }

  watch(cb: (state: LinkState) => void): Unsubscribe {
    this.#watchers.add(cb);
    cb(this.#state);
    return () => void this.#watchers.delete(cb);
  }

  /** Passes on the server's events; resolves when none is missed any more. */
  async listen(cb: (event: HostEvent) => void): Promise<Unsubscribe> {
    this.#listeners.add(cb);
    if (this.#state === 'open' && this.#stream?.readyState !== EventSource.OPEN) {
      const opened = new Promise<void>((resolve) => this.#listening.push(resolve));
      this.#stream ??= this.#open();
      await opened;
    }
    return () => {
      this.#listeners.delete(cb);
      if (this.#listeners.size === 0) this.#close();
    };
  }

  /** Tells the page of something that did not come from the server. */
  tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async login(token: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await this.requests.send('/ui/login', { method: 'POST', headers, body: JSON.stringify({ token }) });
    this.#failures = 0;
    this.#become('open');
  }

  async logout(): Promise<void> {
    try {
      await this.requests.send('/ui/logout', { method: 'POST' });
    } catch (error) {
      // A server that does not answer cannot end the session: the person must not believe that it did.
      if (this.#state !== 'closed') throw toWireError(error);
    }
    this.closed();
  }

  retry = (): void => {
    if (this.#state !== 'lost') return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#look();
  };

  lost(): void {
    // At the door nothing is interrupted, and the login tells of it by itself.
    if (this.#state === 'closed') return;
    this.#close();
    this.#missed = true;
    this.#failures = Math.max(this.#failures, 1);
    this.#become('lost');
    this.#plan();
  }

  closed(): void {
    this.#close();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#become('closed');
  }

  /** Resolves when the server is there and somebody is logged in; to false when nobody is any more. */
  async untilDecided(): Promise<boolean> {
    return new Promise((resolve) => {
      let end: Unsubscribe | null = null;
      end = this.watch((state) => {
        if (state === 'lost') return;
        queueMicrotask(() => end?.());
        resolve(state === 'open');
      });
    });
  }

  #open(): EventSource {
    const stream = new EventSource('/ui/events');
    stream.onopen = () => {
      this.#failures = 0;
      this.#become('open');
      this.#release();
      if (this.#missed) this.tell({ type: 'list_changed' });
      this.#missed = false;
    };
    stream.onmessage = ({ data }) => this.tell(JSON.parse(data as string) as HostEvent);
    stream.onerror = () => {
      this.#close();
      this.#missed = true;
      this.#plan();
    };
    return stream;
  }

  #close(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#release();
  }

  #release(): void {
    for (const resolve of this.#listening.splice(0)) resolve();
  }

  #plan(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        void this.#look();
      },
      waitAfter(this.#failures, Math.random()),
    );
  }

  /** Asks the server whether it is there, and goes on from its answer. */
  async #look(): Promise<void> {
    try {
      const response = await fetch(SESSION, { credentials: 'same-origin' });
      const answer: unknown = await response.json();
      if (!isSession(answer)) throw new Error('this is not our server');
      if (!answer.open) return this.closed();
    } catch {
      this.#failures += 1;
      this.#become('lost');
      return this.#plan();
    }
    if (this.#listeners.size > 0) this.#stream ??= this.#open();
    else this.#become('open');
  }

  #become(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const watcher of [...this.#watchers]) watcher(state);
  }
}
