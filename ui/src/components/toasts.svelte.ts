/** Short messages about what was just done, or what just failed. */
import type { WireError } from '../platform';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** What went wrong, for a message about a failure. */
  readonly error: WireError | null;
  /** What can be done about it at once. */
  readonly deed: ToastDeed | null;
}

export interface ToastDeed {
  readonly label: string;
  readonly run: () => void;
}

/** How long a message stays, in milliseconds. Failures stay until they are dismissed. */
const SHOWN_MS = 4000;
/** With something to do in it, it stays longer. */
const OFFERED_MS = 12_000;
/** More than this many at once are not read; the oldest go. */
const MOST = 3;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 0;

  /** Says that something worked. */
  done(text: string, deed: ToastDeed | null = null): void {
    const id = this.#add(text, null, deed);
    setTimeout(() => this.dismiss(id), deed ? OFFERED_MS : SHOWN_MS);
  }

  /** Says that something failed; `text` where the error alone does not tell what. */
  failed(error: WireError, text = ''): void {
    this.#add(text, error);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(text: string, error: WireError | null, deed: ToastDeed | null = null): number {
    const id = this.#next++;
    this.list = [...this.list, { id, text, error, deed }].slice(-MOST);
    return id;
  }
}
