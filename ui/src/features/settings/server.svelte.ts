/** The local server while its settings are on screen: how it stands, and the tokens that may call it. */
import type { AddToken, AddedToken, Host, ServerStatus, TokenInfo, TokenLimits } from '../../platform';
import type { SettingsDesk } from './settings.svelte';

/** So often the server's state is asked for: it starts and stops beside the settings that say so. */
const LOOK_MS = 1500;

export const unlimited: TokenLimits = {
  pages_a_day: null,
  pages_a_month: null,
  balance: null,
  pages_a_file: null,
  bytes_a_file: null,
};

export class ServerDesk {
  status = $state.raw<ServerStatus | null>(null);
  tokens = $state.raw<readonly TokenInfo[] | null>(null);
  /** The token that was just made, for as long as its secret is shown. */
  made = $state.raw<AddedToken | null>(null);

  constructor(
    private readonly host: Host,
    private readonly desk: SettingsDesk,
  ) {}

  /** Follows the server until the returned function is called. */
  follow(): () => void {
    const look = (): void => void this.load();
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }

  /** Asks how everything stands. A failure is not told: the next look comes soon. */
  async load(): Promise<void> {
    try {
      const [status, { tokens }] = await Promise.all([this.host.call('server_status', {}), this.host.call('list_tokens', {})]);
      this.status = status;
      this.tokens = tokens;
    } catch {
      // What was known stays on screen.
    }
  }

  async add(token: AddToken): Promise<boolean> {
    return this.#change(async () => {
      this.made = await this.host.call('add_token', token);
    });
  }

  async limit(token: string, limits: TokenLimits): Promise<boolean> {
    return this.#change(async () => void (await this.host.call('set_token', { token, limits })));
  }

  async revoke(token: string): Promise<boolean> {
    const gone = await this.#change(async () => void (await this.host.call('revoke_token', { token })));
    if (gone && this.made?.token.id === token) this.made = null;
    return gone;
  }

  async #change(action: () => Promise<void>): Promise<boolean> {
    const done = await this.desk.attempt(action);
    await this.load();
    return done;
  }
}

/** A mebibyte, the unit in which a file's size is limited. */
export const MIB = 1024 * 1024;

/** Each quota that is set, with what was used of it; the tightest first tells most. */
export function quotas({ limits, usage }: TokenInfo): { kind: 'day' | 'month' | 'balance'; used: number; cap: number }[] {
  const all = [
    { kind: 'day', used: usage.today, cap: limits.pages_a_day },
    { kind: 'month', used: usage.this_month, cap: limits.pages_a_month },
    { kind: 'balance', used: usage.of_balance, cap: limits.balance },
  ] as const;
  return all.flatMap(({ kind, used, cap }) => (cap === null ? [] : [{ kind, used, cap }]));
}
