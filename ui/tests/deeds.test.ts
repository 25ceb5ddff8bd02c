import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import { status, summary, TestHost } from './host';
import { all, click, close, many, one, open, pick, press, row, settle } from './window';

let host: TestHost;
const order = (): (string | undefined)[] => all('job-row').map((one) => one.dataset['job']);
const items = (): (string | undefined)[] => [...document.querySelectorAll<HTMLElement>('[role=menu] [data-entry]')].map((one) => one.dataset['entry']);

/** Three that wait after one at work. */
function aQueue(): void {
  many(host, 2);
  host.change('job-0', { state: 'running', pages: 9, pages_done: 2 });
  for (const id of ['a', 'b', 'c']) {
    const job = summary(id, { state: 'queued', pages: 0, pages_done: 0, elapsed_ms: 0, mean_confidence: null });
    host.put({ summary: job, pages: [], source: null, source_bytes: null, warnings: [] });
  }
}

beforeEach(() => {
  setLocale('en');
  host = new TestHost();
});
afterEach(close);

describe('the menu', () => {
  it('offers what the state of a job allows, and does it', async () => {
    aQueue();
    await open(host);
    row('b').click();
    await press('F10', { shiftKey: true });
    expect(items()).toEqual(['pause', 'cancel', 'move', 'priority', 'rename', 'tags', 'reveal', 'delete']);
    await click('job-menu-pause');
    expect(host.asked).toContain('pause_job {"job":"b"}');
    expect(row('b').dataset['state']).toBe('paused');
    await press('ContextMenu');
    expect(items()).toContain('resume');
    await click('job-menu-resume');
    expect(row('b').dataset['state']).toBe('queued');
  });

  it('offers results in every format, and the source', async () => {
    many(host, 1);
    await open(host);
    row('job-0').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, clientX: 9, clientY: 9 }));
    await settle();
    expect(items()).toEqual(['rerun', 'rename', 'tags', 'copy', 'save', 'reveal', 'delete']);
    await click('job-menu-save');
    expect(items()).toEqual(expect.arrayContaining(['save.txt', 'save.md', 'save.json']));
    await click('job-menu-save.json');
    expect(host.asked).toContain('save_as job-0 json');
    host.failures.set('reveal', { code: 'input_missing', message: 'scan.pdf is gone' });
    await press('ContextMenu');
    await click('job-menu-reveal');
    expect(host.asked).toContain('reveal job-0');
    expect(all('toast').at(-1)?.textContent).toContain('The source file could not be shown');
  });

  it('is walked with the arrows, and given up with Escape', async () => {
    aQueue();
    await open(host);
    row('b').click();
    await press('ContextMenu');
    const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset['entry'];
    const key = (name: string): Promise<void> => press(name, {}, document.activeElement ?? document);
    expect(focused()).toBe('pause');
    await key('ArrowDown');
    await key('ArrowDown');
    await key('ArrowRight');
    expect(focused()).toBe('first');
    await key('ArrowLeft');
    expect(focused()).toBe('move');
    await key('Escape');
    expect(items()).toEqual([]);
    expect(document.activeElement).toBe(one('job-list'));
  });
});

describe('the queue', () => {
  it('is put in order by keys and by the menu', async () => {
    aQueue();
    await open(host);
    expect(order()).toEqual(['job-0', 'a', 'b', 'c', 'job-1']);
    row('b').click();
    await press('ArrowUp', { altKey: true });
    expect(host.asked).toContain('move_job {"job":"b","before":"a"}');
    expect(order()).toEqual(['job-0', 'b', 'a', 'c', 'job-1']);
    await press('ArrowDown', { altKey: true });
    await press('ArrowDown', { altKey: true });
    expect(host.asked).toContain('move_job {"job":"b","before":null}');
    expect(order()).toEqual(['job-0', 'a', 'c', 'b', 'job-1']);
    await press('ContextMenu');
    await click('job-menu-move');
    await click('job-menu-first');
    expect(order()).toEqual(['job-0', 'b', 'a', 'c', 'job-1']);
  });

  it('lets a job to the front of more urgent ones by making it as urgent', async () => {
    aQueue();
    host.change('a', { priority: 'high' });
    await open(host);
    row('c').click();
    await press('ContextMenu');
    await click('job-menu-move');
    await click('job-menu-first');
    expect(host.jobs.get('c')?.summary.priority).toBe('high');
    expect(host.asked.slice(-12)).toEqual(
      expect.arrayContaining(['set_priority {"job":"c","priority":"high"}', 'move_job {"job":"c","before":"a"}']),
    );
  });

  it('is put in order by dragging, among jobs that wait', async () => {
    aQueue();
    await open(host);
    const list = one('job-list');
    list.setPointerCapture = () => undefined;
    const pointer = (name: string, target: EventTarget, y: number): boolean =>
      target.dispatchEvent(new PointerEvent(name, { bubbles: true, button: 0, clientY: y }));
    pointer('pointerdown', row('c'), 3.5 * 74);
    pointer('pointermove', list, 0);
    pointer('pointerup', list, 0);
    await settle();
    // Not before the one at work.
    expect(host.asked).toContain('move_job {"job":"c","before":"a"}');
    pointer('pointerdown', row('job-1'), 4.5 * 74);
    pointer('pointermove', list, 0);
    pointer('pointerup', list, 0);
    await settle();
    expect(host.asked.filter((asked) => asked.startsWith('move_job'))).toHaveLength(1);
  });
});

describe('a job', () => {
  it('gets another name in its row', async () => {
    many(host, 1);
    await open(host);
    await press('F2');
    const field = one<HTMLInputElement>('rename');
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('scan 1');
    field.value = '  Letter.pdf ';
    await press('Enter', {}, field);
    expect(host.asked).toContain('rename_job {"job":"job-0","name":"Letter.pdf"}');
    expect(row('job-0').textContent).toContain('Letter.pdf');
    await press('F2');
    one<HTMLInputElement>('rename').value = 'not this';
    await press('Escape', {}, one('rename'));
    expect(host.jobs.get('job-0')?.summary.name).toBe('Letter.pdf');
  });

  it('is read again with what a person picks, as a new job', async () => {
    many(host, 1);
    host.change('job-0', { format: 'pdf' });
    await open(host);
    await press('ContextMenu');
    await click('job-menu-rerun');
    await pick('rerun-language', 'deu');
    await pick('rerun-mode', 'force');
    await click('rerun-start');
    expect(host.asked).toContain('rerun_job {"job":"job-0","engine":"auto","language":"deu","mode":"force"}');
    expect(row('job-0-again').getAttribute('aria-selected')).toBe('true');
  });

  it('says which pages failed and why, and tries them again', async () => {
    const error = { code: 'worker_timeout' as const, message: 'page 2 took 300 s' };
    const pages = [status(0), status(1, { state: 'failed', error }), status(2)];
    host.put({ summary: summary('a', { pages: 3, pages_done: 2, pages_failed: 1 }), pages, source: null, source_bytes: null, warnings: [] });
    await open(host);
    await click('failures-show');
    const [failure] = all('failure');
    expect(failure?.textContent).toContain('Page 2');
    expect(failure?.textContent).toContain('Reading this page took too long');
    expect(failure?.textContent).toContain('Allow more time in the settings');
    expect(failure?.textContent).toContain('page 2 took 300 s');
    failure?.querySelector('button')?.click();
    await settle();
    expect(one<HTMLInputElement>('page-number').value).toBe('2');
    await click('retry-pages');
    expect(host.asked).toContain('retry_job {"job":"a"}');
    expect(row('a').dataset['state']).toBe('queued');
    expect(all('failures')).toHaveLength(0);
  });

  it('that a full disk has stopped says so, and goes on when it is told', async () => {
    const error = { code: 'disk_full' as const, message: 'no room in /data' };
    const held = summary('a', { state: 'paused', pages: 3, pages_done: 1, error });
    host.put({ summary: held, pages: [status(0), status(1, { state: 'waiting' })], source: null, source_bytes: null, warnings: [] });
    await open(host);
    expect(row('a').textContent).toContain('The disk is full');
    await click('page-next');
    expect(one('text').textContent).toContain('no room in /data');
    await click('resume');
    expect(host.asked).toContain('resume_job {"job":"a"}');
    expect(row('a').dataset['state']).toBe('queued');
  });

  it('that holds nothing is deleted without a question', async () => {
    aQueue();
    await open(host);
    row('b').click();
    await press('Delete');
    expect(host.asked).toContain('delete_jobs {"jobs":["b"]}');
    row('job-1').click();
    await press('Delete');
    expect(one('delete-dialog').textContent).toContain('The source file stays where it is');
    await click('delete-cancel');
    expect(host.jobs.has('job-1')).toBe(true);
  });

  it('that cannot be had stays, and the reason is told', async () => {
    aQueue();
    host.failures.set('delete_jobs', { code: 'disk_full', message: 'no room' });
    await open(host);
    row('b').click();
    await press('Delete');
    expect(one('toast').textContent).toContain('The disk is full');
    row('b');
  });
});
