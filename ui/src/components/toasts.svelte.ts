/** Short messages about what was just done, or what just failed. */
import type { WireError } from '../platform';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** What went wrong, for a message about a failure. */
  readonly error: WireError | null;
}

/** How long a message stays, in milliseconds. Failures stay until they are dismissed. */
const SHOWN_MS = 4000;
/** More than this many at once are not read; the oldest go. */
const MOST = 3;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 0;

  /** Says that something worked. */
  done(text: string): void {
    const id = this.#add(text, null);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  /** Says that something failed; `text` where the error alone does not tell what. */
  failed(error: WireError, text = ''): void {
    this.#add(text, error);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(text: string, error: WireError | null): number {
    const id = this.#next++;
    this.list = [...this.list, { id, text, error }].slice(-MOST);
    return id;
  }
}
