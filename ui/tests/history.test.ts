import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import { summary, TestHost } from './host';
import { all, click, close, many, one, open, press, rest, row, settle } from './window';

let host: TestHost;
const list = (): HTMLElement => one('job-list');
const windows = (): { offset: number; limit: number }[] =>
  host.asked.filter((asked) => asked.startsWith('list_jobs')).map((asked) => JSON.parse(asked.slice(10)));
const selected = (): (string | undefined)[] =>
  all('job-row').filter((one) => one.getAttribute('aria-selected') === 'true').map((one) => one.dataset['job']);

async function scrollTo(index: number): Promise<void> {
  list().scrollTop = index * 74;
  list().dispatchEvent(new Event('scroll'));
  await settle();
}

beforeEach(() => {
  setLocale('en');
  host = new TestHost();
});
afterEach(close);

describe('ten thousand jobs', () => {
  it('are listed with no more rows than are seen, and no more asked for', async () => {
    many(host, 10_000);
    await open(host);
    expect(all('job-row').length).toBeLessThan(40);
    expect(one('job-count').textContent).toBe('10,000 documents');
    const [first] = all('job-row');
    expect(first?.getAttribute('aria-setsize')).toBe('10000');
    expect(first?.getAttribute('aria-posinset')).toBe('1');
    expect(windows()).toMatchObject([{ offset: 0, limit: 100 }]);
  });

  it('leave no hole where one scrolls to', async () => {
    many(host, 10_000);
    await open(host);
    list().scrollTop = 5000 * 74;
    list().dispatchEvent(new Event('scroll'));
    await Promise.resolve();
    // Until they are here, their places are held.
    await settle();
    expect(all('job-placeholder')).toHaveLength(0);
    expect(row('job-5000').dataset['index']).toBe('5000');
    expect(windows().at(-1)).toMatchObject({ offset: 5000, limit: 100 });
    // The row with the keyboard is there even out of view, or no screen reader could name it.
    expect(row('job-0').dataset['index']).toBe('0');
  });

  it('hold the place of what has not arrived', async () => {
    many(host, 10_000);
    await open(host);
    const call = host.call.bind(host);
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    host.call = (async (name: 'list_jobs', args: never) => {
      if (name === 'list_jobs') await gate;
      return call(name, args);
    }) as typeof host.call;
    await scrollTo(7000);
    const held = all('job-placeholder').length;
    expect(held).toBeGreaterThan(9);
    go();
    await settle();
    expect(all('job-placeholder')).toHaveLength(0);
    expect(row('job-7000').textContent).toContain('scan 3000.pdf');
  });

  it('are reached from one end to the other by keyboard', async () => {
    many(host, 10_000);
    await open(host);
    await press('End');
    expect(selected()).toEqual(['job-9999']);
    expect(list().getAttribute('aria-activedescendant')).toBe('job-job-9999');
    await press('PageUp');
    expect(selected()).toEqual(['job-9990']);
    await press('ArrowUp', { shiftKey: true });
    await press('ArrowUp', { shiftKey: true });
    expect(selected()).toEqual(['job-9988', 'job-9989', 'job-9990']);
    await press('Home');
    expect(selected()).toEqual(['job-0']);
  });

  it('are deleted together, after a question', async () => {
    many(host, 1500);
    await open(host);
    await press('a', { ctrlKey: true });
    expect(one('chosen').textContent).toBe('1,500 chosen');
    await press('Delete');
    expect(one('delete-dialog').textContent).toContain('Delete 1,500 documents?');
    expect(host.jobs.size).toBe(1500);
    await click('delete-confirm');
    expect(host.jobs.size).toBe(0);
    await rest();
    one('start');
  });
});

describe('marks', () => {
  const at = (id: string, more: MouseEventInit = {}): boolean => row(id).dispatchEvent(new MouseEvent('click', { bubbles: true, ...more }));

  it('are set one by one and by ranges', async () => {
    many(host, 300);
    await open(host);
    at('job-2');
    at('job-5', { shiftKey: true });
    await settle();
    expect(selected()).toEqual(['job-2', 'job-3', 'job-4', 'job-5']);
    at('job-4', { ctrlKey: true });
    at('job-8', { ctrlKey: true });
    await settle();
    expect(selected()).toEqual(['job-2', 'job-3', 'job-5', 'job-8']);
    await click('chosen-save');
    await click('chosen-save-md');
    expect(host.asked).toContain('save_all 4 md');
    await press('Escape');
    expect(selected()).toHaveLength(1);
  });

  it('share their tags', async () => {
    many(host, 3);
    host.change('job-0', { tags: ['old', 'tax'] });
    host.change('job-1', { tags: ['old'] });
    await open(host);
    await press('ArrowDown', { shiftKey: true });
    await click('chosen-tags');
    expect(all('chip').map((chip) => chip.textContent?.trim())).toEqual(['old', 'tax (some)']);
    one('tags').querySelector('button')?.click();
    const field = one<HTMLInputElement>('tags-field');
    field.value = 'new, other';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await click('tags-save');
    expect(host.jobs.get('job-0')?.summary.tags).toEqual(['new', 'other', 'tax']);
    expect(host.jobs.get('job-1')?.summary.tags).toEqual(['new', 'other']);
  });
});

describe('changes elsewhere', () => {
  it('are seen without losing place or mark', async () => {
    many(host, 1000);
    await open(host);
    await scrollTo(500);
    row('job-503').click();
    await settle();
    for (let i = 0; i < 3; i++) {
      host.put({ summary: summary(`new-${i}`, { created_ms: 2e6 + i }), pages: [], source: null, source_bytes: null, warnings: [] });
    }
    host.send({ type: 'list_changed' });
    await rest();
    expect(one('job-count').textContent).toBe('1,003 documents');
    expect(selected()).toEqual(['job-503']);
    expect(row('job-503').dataset['index']).toBe('506');
    expect(list().scrollTop).toBe(503 * 74);
  });

  it('to a job out of sight are counted, and do not take the view along', async () => {
    many(host, 1000);
    await open(host);
    const asked = windows().length;
    const far = summary('job-900', { created_ms: 1e6 - 900, state: 'running', elapsed_ms: 600 });
    host.change('job-900', far);
    for (let i = 0; i < 5; i++) host.send({ type: 'job_changed', job: { ...far, elapsed_ms: 600 + i } });
    await rest();
    // At work now, and so the first of the queue; the open job is still the one that was open.
    expect(row('job-900').dataset['index']).toBe('0');
    expect(selected()).toEqual(['job-0']);
    expect(one('job-count').textContent).toBe('1,000 documents');
    expect(windows().length - asked).toBe(1);
  });

  it('bring a new job to its place at once', async () => {
    many(host, 3);
    host.change('job-0', { state: 'running', pages: 3 });
    await open(host);
    const job = summary('fresh', { state: 'queued', pages: 0, pages_done: 0, created_ms: 3e6 });
    host.put({ summary: job, pages: [], source: null, source_bytes: null, warnings: [] });
    host.send({ type: 'job_changed', job });
    await settle();
    expect(all('job-row').map((one) => one.dataset['job'])).toEqual(['job-0', 'fresh', 'job-1', 'job-2']);
    host.send({ type: 'job_removed', job: 'fresh' });
    await settle();
    expect(all('job-row')).toHaveLength(3);
  });

  it('end with the start screen when the last job is gone', async () => {
    many(host, 1);
    await open(host);
    host.jobs.clear();
    host.send({ type: 'job_removed', job: 'job-0' });
    await settle();
    one('start');
  });
});
