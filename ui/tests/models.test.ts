import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import { pack, TestHost } from './host';
import { click, close, open, press, settle } from './window';

let host: TestHost;

beforeEach(async () => {
  setLocale('en');
  host = new TestHost();
  host.models = [
    pack('v6-small', { shipped: true, state: { state: 'installed' } }),
    pack('korean'),
    pack('v6-medium', { bytes: null }),
    pack('ocrs', { licence: 'CC-BY-SA-4.0' }),
  ];
  await open(host);
  await press(',', { ctrlKey: true }, document.body);
  await click('settings-models');
  await settle();
});
afterEach(close);

function row(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="model"][data-name="${name}"]`);
  if (found === null) throw new Error(`no row for ${name}`);
  return found;
}

function button(name: string, what: string): HTMLButtonElement | null {
  return row(name).querySelector<HTMLButtonElement>(`[data-testid="model-${what}"]`);
}

async function pressOn(name: string, what: string): Promise<void> {
  button(name, what)?.click();
  await settle();
}

describe('models', () => {
  it('are listed with size, licence and what they are for', () => {
    expect(row('korean').textContent).toContain('Korean and English');
    expect(row('korean').textContent).toContain('8 MB');
    expect(row('ocrs').textContent).toContain('CC-BY-SA-4.0');
    expect(row('v6-medium').textContent).toContain('Size not known');
    expect(row('v6-small').textContent).toContain('Comes with the app');
    expect(button('v6-small', 'add')).toBeNull();
    expect(button('v6-small', 'remove')).toBeNull();
  });

  it('are added with progress, and stopped', async () => {
    await pressOn('korean', 'add');
    expect(host.asked).toContain('add_model {"pack":"korean"}');
    const downloading = pack('korean', { state: { state: 'downloading', done: 2_000_000, total: 8_000_000 } });
    host.send({ type: 'model_changed', pack: downloading, error: null });
    await settle();
    expect(row('korean').querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25');
    expect(button('korean', 'add')).toBeNull();
    await pressOn('korean', 'cancel');
    expect(host.asked).toContain('cancel_model {"pack":"korean"}');
    host.send({ type: 'model_changed', pack: pack('korean', { state: { state: 'partial', done: 2_000_000 } }), error: null });
    await settle();
    expect(button('korean', 'add')?.textContent).toContain('Go on');
    expect(button('korean', 'remove')).not.toBeNull();
  });

  it('say why they could not be added, until the next try', async () => {
    const error = { code: 'model_broken', message: 'its SHA-256 is another' } as const;
    host.send({ type: 'model_changed', pack: pack('korean'), error });
    await settle();
    expect(row('korean').querySelector('[role=alert]')?.textContent).toContain('its SHA-256 is another');
    expect(row('ocrs').querySelector('[role=alert]')).toBeNull();
    await pressOn('korean', 'add');
    expect(row('korean').querySelector('[role=alert]')).toBeNull();
  });

  it('are removed where they were added', async () => {
    host.models = [pack('korean', { removable: true, state: { state: 'installed' } })];
    host.send({ type: 'model_changed', pack: pack('korean', { removable: true, state: { state: 'installed' } }), error: null });
    await settle();
    expect(row('korean').textContent).toContain('Installed');
    await pressOn('korean', 'remove');
    expect(button('korean', 'add')?.textContent).toContain('Add');
  });
});
