/** The settings while they are on screen: each change is told to the host at once, and taken back where it refuses. */
import { toWireError, type Host, type Keep, type Settings, type Storage, type WireError } from '../../platform';

export class SettingsDesk {
  settings = $state.raw<Settings | null>(null);
  storage = $state.raw<Storage | null>(null);
  /** Why the last change did not work. The dialog shows it, since it covers the window's own messages. */
  error = $state.raw<WireError | null>(null);
  /** Changes are sent one after another, so that the last one is what stays. */
  #sending: Promise<void> = Promise.resolve();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    await this.attempt(async () => {
      this.settings = await this.host.call('get_settings', {});
    });
    await this.measure();
  }

  /** Asks how much is kept. */
  async measure(): Promise<void> {
    await this.attempt(async () => {
      this.storage = await this.host.call('storage', {});
    });
  }

  change(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    if (before === null) return Promise.resolve();
    const next = { ...before, ...change };
    this.settings = next;
    this.#sending = this.#sending.then(async () => {
      const sent = await this.attempt(async () => void (await this.host.call('set_settings', next)));
      if (!sent && this.settings === next) this.settings = before;
    });
    return this.#sending;
  }

  async clearPreviews(): Promise<void> {
    await this.attempt(async () => {
      this.storage = await this.host.call('clear_previews', {});
    });
  }

  async attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      this.error = null;
      return true;
    } catch (error) {
      this.error = toWireError(error);
      return false;
    }
  }
}

/** How a `Keep` is shown: one of three, and a number of days. */
export type KeepKind = 'always' | 'days' | 'never';

/** So many days are proposed to a person who picks days. */
const USUAL_DAYS = 30;

export function keepKind(keep: Keep): KeepKind {
  return typeof keep === 'string' ? keep : 'days';
}

export function keepDays(keep: Keep): number {
  return typeof keep === 'string' ? USUAL_DAYS : keep.days;
}

export function toKeep(kind: KeepKind, days = USUAL_DAYS): Keep {
  return kind === 'days' ? { days } : kind;
}
