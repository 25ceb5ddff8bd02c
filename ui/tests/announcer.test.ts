import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Announcer } from '../src/features/jobs/announcer';
import { setLocale } from '../src/i18n/index.svelte';
import { summary, TestHost } from './host';

let host: TestHost;
let announcer: Announcer;
let now: number;
const said = (): string[] => host.asked.filter((asked) => asked.startsWith('notify'));
const hear = (...args: Parameters<typeof summary>): Promise<void> => announcer.hear({ type: 'job_changed', job: summary(...args) });

beforeEach(() => {
  setLocale('en');
  host = new TestHost();
  announcer = new Announcer(host);
  now = 1e6;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
});

describe('what has ended', () => {
  it('is announced where it was long', async () => {
    await hear('a', { state: 'running' });
    await hear('a', { elapsed_ms: 19_000 });
    expect(said()).toEqual([]);
    await hear('b', { state: 'running' });
    await hear('b', { elapsed_ms: 60_000, pages: 9, pages_failed: 2 });
    await hear('b', { elapsed_ms: 60_000 });
    expect(said()).toEqual(['notify b.png: 2 pages failed']);
  });

  it('is announced once for many that were dropped together', async () => {
    announcer.begin([summary('a', { state: 'running' }), summary('z')]);
    for (const id of ['b', 'c', 'd']) await hear(id, { state: 'queued' });
    for (const id of ['a', 'b', 'c']) {
      await hear(id, { elapsed_ms: 8000 });
      now += 8000;
    }
    expect(said()).toEqual([]);
    await hear('d', { state: 'failed', elapsed_ms: 8000 });
    expect(said()).toEqual(['notify 4 documents are read: 1 failed']);
  });

  it('is not announced where a person stopped it, or wants no word of it', async () => {
    await hear('a', { state: 'running' });
    await hear('a', { state: 'cancelled', elapsed_ms: 60_000 });
    await hear('b', { state: 'running' });
    await hear('b', { state: 'paused', elapsed_ms: 60_000 });
    host.settings = { ...host.settings, notify: false };
    await hear('c', { state: 'running' });
    await hear('c', { elapsed_ms: 60_000 });
    expect(said()).toEqual([]);
  });
});
