/** The hosted service while its settings are on screen: where jobs would go, whether they may, and what it last said. */
import type { Consent, Host, HostedCheck, HostedStatus } from '../../platform';
import type { SettingsDesk } from './settings.svelte';

export const consents: readonly Consent[] = ['ask', 'allowed', 'forbidden'];

export class HostedDesk {
  status = $state.raw<HostedStatus | null>(null);
  /** What the last try of the connection gave; null before one, and once something has changed. */
  check = $state.raw<HostedCheck | null>(null);
  checking = $state(false);

  constructor(
    private readonly host: Host,
    private readonly desk: SettingsDesk,
  ) {}

  async load(): Promise<void> {
    await this.#learn(() => this.host.call('hosted_status', {}));
  }

  /** Another address has another token, or none. */
  async moveTo(url: string): Promise<void> {
    const { settings } = this.desk;
    if (!settings) return;
    await this.desk.change({ hosted: { ...settings.hosted, url } });
    const { error } = this.desk;
    await this.load();
    this.desk.error = error;
  }

  keepToken(token: string): Promise<boolean> {
    return this.#learn(() => this.host.call('set_hosted_token', { token }));
  }

  forgetToken(): Promise<boolean> {
    return this.#learn(() => this.host.call('clear_hosted_token', {}));
  }

  async agree(consent: Consent): Promise<void> {
    await this.#learn(() => this.host.call('set_hosted_consent', { consent }));
    // The same word stands among the settings, which are sent as a whole.
    const { settings } = this.desk;
    if (settings && this.status) this.desk.settings = { ...settings, hosted: { ...settings.hosted, consent: this.status.consent } };
  }

  async tryOut(): Promise<void> {
    this.checking = true;
    this.check = null;
    await this.desk.attempt(async () => {
      this.check = await this.host.call('check_hosted', {});
    });
    this.checking = false;
  }

  async #learn(ask: () => Promise<HostedStatus>): Promise<boolean> {
    this.check = null;
    return this.desk.attempt(async () => {
      this.status = await ask();
    });
  }
}
