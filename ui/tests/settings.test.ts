import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { bytes, setLocale } from '../src/i18n/index.svelte';
import { TestHost } from './host';
import { all, click, close, many, one, open, pick, press, settle, type } from './window';

let host: TestHost;

beforeEach(async () => {
  setLocale('en');
  host = new TestHost();
  many(host, 3);
  await open(host);
  await press(',', { ctrlKey: true }, document.body);
});
afterEach(close);

describe('settings', () => {
  it('are told at once, within their bounds', async () => {
    await pick('settings-page_seconds', '90');
    await pick('settings-workers', '4000');
    expect(host.settings).toMatchObject({ page_seconds: 90, workers: 64 });
    await pick('settings-page_seconds', '0');
    expect(host.settings.page_seconds).toBe(1);
    await pick('settings-idle_minutes', 'x');
    expect(host.settings.idle_minutes).toBe(5);
  });

  it('are taken back when the host refuses', async () => {
    host.failures.set('set_settings', { code: 'output_unwritable', message: 'settings.json is read-only' });
    await pick('settings-page_seconds', '90');
    expect(one('settings').querySelector('[role=alert]')?.textContent).toContain('settings.json is read-only');
    expect(one<HTMLInputElement>('settings-page_seconds').value).toBe('300');
  });

  it('say how long is kept what can be made or had again', async () => {
    await click('settings-storage');
    await pick('keep-previews', 'days');
    expect(host.settings.keep_previews).toEqual({ days: 30 });
    await pick('keep-previews-days', '7');
    expect(host.settings.keep_previews).toEqual({ days: 7 });
    await pick('keep-sources', 'never');
    expect(host.settings.keep_sources).toBe('never');
  });

  it('show what is kept, and clear the pictures', async () => {
    await click('settings-storage');
    expect(one('storage').textContent).toContain('3 documents, 30 pages');
    expect(one('storage').textContent).toContain('81 MB');
    await click('clear-previews');
    expect(one('storage').textContent).not.toContain('81 MB');
    expect(one<HTMLButtonElement>('clear-previews').disabled).toBe(true);
  });

  it('delete everything only when it is meant', async () => {
    await click('settings-storage');
    await click('everything');
    await type('everything-word', 'delet');
    expect(one<HTMLButtonElement>('everything-confirm').disabled).toBe(true);
    await type('everything-word', ' Delete');
    await click('everything-confirm');
    expect(host.asked).toContain('delete_everything {}');
    await settle();
    one('start');
    expect(one('storage').textContent).toContain('0 documents');
  });

  it('switch what is announced', async () => {
    await click('settings-general');
    await click('settings-notify');
    expect(host.settings.notify).toBe(false);
    expect(one('settings-notify').getAttribute('aria-checked')).toBe('false');
  });
});

describe('watched folders', () => {
  it('are watched once it is known where the results go', async () => {
    await click('settings-watch');
    await click('watch-add');
    expect(host.asked).toContain('pick_folder');
    expect(one('watch-folder').textContent).toContain('/scans');
    expect(host.settings.watch).toEqual([]);
    host.folder = '/text';
    await click('watch-output');
    const watched = { enabled: true, input: '/scans', output: '/text', formats: ['md'], done: null, failed: null };
    expect(host.settings.watch).toEqual([watched]);
    host.folder = '/done';
    await click('watch-done');
    await click('watch-format-txt');
    await click('watch-format-md');
    // The last one stays: nothing would come of it otherwise.
    await click('watch-format-txt');
    await click('watch-enabled');
    expect(host.settings.watch).toEqual([{ ...watched, done: '/done', formats: ['txt'], enabled: false }]);
    host.folder = null;
    await click('watch-failed');
    expect(host.settings.watch[0]?.failed).toBeNull();
    await click('watch-done-clear');
    expect(host.settings.watch[0]?.done).toBeNull();
    await click('watch-remove');
    expect(host.settings.watch).toEqual([]);
    expect(all('watch-folder')).toHaveLength(0);
  });
});

describe('sizes', () => {
  it('are written in the unit that fits', () => {
    expect([0, 999, 1000, 2_449_999, 81_000_000, 3e15].map(bytes)).toEqual(['0 byte', '999 byte', '1 kB', '2.45 MB', '81 MB', '3,000 TB']);
  });
});
