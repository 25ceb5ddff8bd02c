/** The local server's tokens, the hosted service, and the question before a file is sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { quotas } from '../src/features/settings/server.svelte';
import { placeOf } from '../src/features/settings/place';
import { status, summary, TestHost } from './host';
import { all, click, close, one, open, pick, press, rest, row, settle, type } from './window';

let host: TestHost;

beforeEach(async () => {
  host = new TestHost();
  host.put({ summary: summary('a'), pages: [status(0)], source: null, source_bytes: 1_500_000, warnings: [] });
  await open(host);
});

afterEach(close);

async function settings(section: string): Promise<void> {
  await click('open-settings');
  await click(`settings-${section}`);
}

async function sendAgain(): Promise<void> {
  row('a').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  await settle();
  [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent?.includes('Read again'))?.click();
  await settle();
  await pick('rerun-engine', 'hosted');
  await click('rerun-start');
}

describe('the local server', () => {
  it('shows where it runs, and its problem in words', async () => {
    host.server = { ...host.server, running: true, address: 'http://127.0.0.1:8117', ui: true };
    await settings('server');
    expect(one('server-address').textContent).toBe('http://127.0.0.1:8117');
    await click('server-open');
    expect(host.asked).toContain('open_server');
    await click('dialog-close');
    host.server = { ...host.server, running: false, address: null, problem: { code: 'usage', message: 'the port is taken' } };
    await settings('server');
    expect(one('server-state').textContent).toContain('the port is taken');
  });

  it('is switched by the settings', async () => {
    await settings('server');
    await click('server-enabled');
    expect(host.settings.server.enabled).toBe(true);
    expect(host.settings.server.bind).toBe('127.0.0.1:8117');
  });

  it('shows a secret once, then never again', async () => {
    await settings('server');
    await click('token-new');
    await type('token-name', ' script ');
    await type('token-pages_a_day', '100', 'change');
    await type('token-bytes_a_file', '5', 'change');
    await click('token-save');
    expect(one('token-secret').textContent).toBe('secret of script');
    expect(host.tokens[0]?.limits).toMatchObject({ pages_a_day: 100, pages_a_month: null, bytes_a_file: 5 * 1024 * 1024 });
    await click('token-made-done');
    expect(all('token-secret')).toHaveLength(0);
    expect(all('token').map((one) => one.dataset['name'])).toEqual(['script']);
  });

  it('revokes only after a question', async () => {
    await host.call('add_token', { name: 'old', scope: 'api', limits: { pages_a_day: null, pages_a_month: null, balance: null, pages_a_file: null, bytes_a_file: null } });
    await settings('server');
    await click('token-revoke');
    expect(host.tokens).toHaveLength(1);
    await click('token-revoke-confirm');
    expect(host.tokens).toHaveLength(0);
    expect(all('token')).toHaveLength(0);
  });

  it('tells quotas with what was used of them', () => {
    const usage = { today: 3, this_month: 40, of_balance: 7, pages_cpu: 40, pages_vlm: 0 };
    const limits = { pages_a_day: 5, pages_a_month: null, balance: 50, pages_a_file: 2, bytes_a_file: null };
    const token = { id: '1', name: 'x', scope: 'api' as const, limits, usage, created_ms: 0, used_ms: null };
    expect(quotas(token)).toEqual([
      { kind: 'day', used: 3, cap: 5 },
      { kind: 'balance', used: 7, cap: 50 },
    ]);
  });
});

describe('the hosted service', () => {
  it('is asked about before the first file, with what goes where', async () => {
    await sendAgain();
    const dialog = one('send-dialog').textContent ?? '';
    for (const part of ['a.png', '1.5', 'https://ocr.chat']) expect(dialog).toContain(part);
    expect(host.asked.some((call) => call.startsWith('rerun_hosted'))).toBe(false);
    await click('send-once');
    expect(host.asked.find((call) => call.startsWith('rerun_hosted'))).toContain('"allow_upload":true');
    expect(host.hosted.consent).toBe('ask');
  });

  it('is not used when the person says never, and remembers it', async () => {
    await sendAgain();
    await click('send-never');
    expect(host.hosted.consent).toBe('forbidden');
    expect(host.asked.some((call) => call.startsWith('rerun_hosted'))).toBe(false);
  });

  it('is used without a question once it is allowed', async () => {
    host.hosted = { ...host.hosted, consent: 'allowed' };
    await sendAgain();
    expect(all('send-dialog')).toHaveLength(0);
    expect(host.asked.some((call) => call.startsWith('rerun_hosted'))).toBe(true);
  });

  it('leads to its settings where there is no token', async () => {
    host.hosted = { ...host.hosted, has_token: false, token_place: null };
    await sendAgain();
    expect(one('hosted-token')).toBeTruthy();
  });

  it('says where the token is kept, what is left, and whether it answers', async () => {
    host.hosted = { ...host.hosted, balance: { used: 120, cap: 500, at_ms: Date.now() } };
    await settings('hosted');
    expect(one('settings').textContent).toContain('Kept in this computer’s keychain.');
    expect(one('hosted-state').textContent).toContain('120 of 500 pages used');
    await click('hosted-check');
    expect(one('hosted-state').textContent).toContain('takes the token (120 ms)');
    await click('hosted-forget');
    expect(host.hosted.has_token).toBe(false);
  });

  it('shows how far a file is on its way', async () => {
    const remote = { phase: 'sending' as const, sent_bytes: 500_000, total_bytes: 2_000_000 };
    const job = summary('b', { created_ms: 2000, state: 'running', engine: 'hosted', pages_done: 0, remote });
    host.put({ summary: job, pages: [], source: null, source_bytes: null, warnings: [] });
    host.send({ type: 'job_changed', job });
    await rest();
    expect(row('b').textContent).toContain('Sending');
    expect(row('b').querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25');
  });

  it('is called by its host', () => {
    expect(placeOf('https://ocr.chat/')).toBe('ocr.chat');
    expect(placeOf('http://box:8117/ocr')).toBe('box:8117/ocr');
    expect(placeOf('nonsense')).toBe('nonsense');
  });
});

describe('keys', () => {
  it('go through the sections of the settings', async () => {
    await click('open-settings');
    await press('ArrowUp', {}, one('settings-reading'));
    expect(one('settings-general').getAttribute('aria-selected')).toBe('true');
  });
});
