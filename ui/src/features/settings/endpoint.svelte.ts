/** The model that answers in chats, while its settings are on screen: where it is, and whether it can be used. */
import type { EndpointSettings, EndpointStatus, Host } from '../../platform';
import type { SettingsDesk } from './settings.svelte';

export class EndpointDesk {
  status = $state.raw<EndpointStatus | null>(null);

  constructor(
    private readonly host: Host,
    private readonly desk: SettingsDesk,
  ) {}

  async load(): Promise<void> {
    await this.#learn(() => this.host.call('endpoint_status', {}));
  }

  /** Another address has another key, or none. */
  async change(change: Partial<EndpointSettings>): Promise<void> {
    const { settings } = this.desk;
    if (!settings) return;
    await this.desk.change({ endpoint: { ...settings.endpoint, ...change } });
    const { error } = this.desk;
    await this.load();
    this.desk.error = error;
  }

  /** Keeps a key for this address; an empty one forgets it. */
  keepKey(key: string): Promise<boolean> {
    return this.#learn(() => this.host.call('set_endpoint_key', { key }));
  }

  #learn(ask: () => Promise<EndpointStatus>): Promise<boolean> {
    return this.desk.attempt(async () => {
      this.status = await ask();
    });
  }
}
