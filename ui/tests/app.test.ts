import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../src/App.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import type { Page } from '../src/platform';
import { page, status, summary, TestHost } from './host';

let host: TestHost;
let app: Record<string, unknown> | null = null;
const scrolled: string[] = [];

beforeEach(() => {
  setLocale('en');
  host = new TestHost();
  scrolled.length = 0;
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
    scrolled.push(this.getAttribute('data-word') ?? this.getAttribute('data-text-word') ?? '');
  });
});

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
  document.body.replaceChildren();
});

/** Lets replies arrive and the document follow. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
  flushSync();
}

async function start(): Promise<void> {
  app = mount(App, { target: document.body, props: { host } });
  await settle();
}

function one<E extends Element = HTMLElement>(selector: string): E {
  const all = document.querySelectorAll<E>(selector);
  expect(all, selector).toHaveLength(1);
  return all[0] as E;
}

const test = (id: string): HTMLElement => one(`[data-testid="${id}"]`);
const point = (element: Element): boolean => element.dispatchEvent(new Event('pointerover', { bubbles: true }));

/** Does something at a point of the page, in its pixels: the sheet is laid out at its own size. */
function onPage(kind: string, x: number, y: number, more: MouseEventInit = {}): void {
  const sheet = test('sheet');
  sheet.getBoundingClientRect = () => new DOMRect(0, 0, 400, 300);
  const event = kind.startsWith('pointer') ? PointerEvent : MouseEvent;
  test('stage').dispatchEvent(new event(kind, { bubbles: true, clientX: x, clientY: y, ...more }));
  flushSync();
}

function withOnePage(): void {
  host.put({ summary: summary('a'), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
  host.pages.set('a/0', page());
}

describe('the start screen', () => {
  it('says what to do, and every way is open', async () => {
    await start();
    expect(test('start').textContent).toContain('Drop scans or PDFs here');
    test('open-files').click();
    test('open-folder').click();
    await settle();
    expect(host.asked).toContain('open_files');
    expect(host.asked).toContain('open_folder');
  });

  it('tells what keeps the app from reading', async () => {
    host.problems = [{ code: 'model_missing', message: 'rec.onnx is not there' }];
    await start();
    expect(test('problems').textContent).toContain('The recognition models are missing');
    expect(test('problems').textContent).toContain('rec.onnx is not there');
  });

  it('changes its language at once', async () => {
    await start();
    const select = test('language') as HTMLSelectElement;
    select.value = 'de';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
    expect(test('start').textContent).toContain('Scans oder PDFs hier ablegen');
    expect(document.documentElement.lang).toBe('de');
  });

  it('shows where to drop while files are dragged over the window', async () => {
    await start();
    host.drag('over');
    flushSync();
    expect(test('drop-overlay').textContent).toContain('Drop to read');
    host.drag('dropped');
    flushSync();
    expect(document.querySelector('[data-testid=drop-overlay]')).toBeNull();
  });
});

describe('a job', () => {
  it('goes from dropped to read before the eyes', async () => {
    await start();
    host.put({ summary: summary('a', { state: 'running', pages_done: 0 }), pages: [], source: null, source_bytes: null, warnings: [] });
    host.pages.set('a/0', page());
    host.send({ type: 'job_changed', job: summary('a', { state: 'running', pages_done: 0, elapsed_ms: 1 }) });
    await settle();
    expect(test('job-row').dataset['state']).toBe('running');
    expect(document.querySelector('[data-testid=start]')).toBeNull();

    host.send({ type: 'page_changed', job: 'a', page: status(0, { state: 'running' }) });
    await settle();
    expect(test('page-image').getAttribute('src')).toBe('page://localhost/a/0/preview');
    expect(test('text').textContent).toContain('Reading this page');

    host.put({ summary: summary('a'), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
    host.send({ type: 'page_changed', job: 'a', page: status(0) });
    host.send({ type: 'job_changed', job: summary('a') });
    await settle();
    expect(test('job-row').dataset['state']).toBe('done');
    expect(test('boxes').dataset['boxes']).toBe('words');
    expect(test('text').textContent?.replace(/\s+/g, ' ')).toContain('Hello world');
  });

  it('keeps what is on screen when a late event tells of its past', async () => {
    withOnePage();
    await start();
    host.send({ type: 'page_changed', job: 'a', page: status(0, { state: 'running' }) });
    host.send({ type: 'job_changed', job: summary('a', { state: 'running', pages_done: 0, elapsed_ms: 1 }) });
    await settle();
    expect(test('job-row').dataset['state']).toBe('done');
    expect(one('[data-text-word="0:0"]').textContent).toBe('Hello');
  });

  it('that failed says why, in words and with the detail', async () => {
    const error = { code: 'password_required' as const, message: 'scan.pdf is encrypted' };
    host.put({ summary: summary('a', { state: 'failed', pages: 0, pages_done: 0, error }), pages: [], source: null, source_bytes: null, warnings: [] });
    await start();
    const panel = one('[role=alert]');
    expect(panel.textContent).toContain('The PDF is locked with a password');
    expect(panel.textContent).toContain('scan.pdf is encrypted');
  });

  it('shows a failed page in place of its text, and the others as they are', async () => {
    const error = { code: 'worker_crashed' as const, message: 'signal 11' };
    host.put({
      summary: summary('a', { pages: 2, pages_failed: 1 }),
      pages: [status(0), status(1, { state: 'failed', error })],
      source: null,
      source_bytes: null,
      warnings: [],
    });
    host.pages.set('a/0', page());
    await start();
    expect(test('text').textContent).toContain('Hello');
    test('page-next').click();
    await settle();
    expect(test('text').textContent).toContain('Reading this page failed');
    expect(document.querySelector('[data-testid=boxes]')).toBeNull();
    test('page-previous').click();
    await settle();
    expect(test('text').textContent).toContain('Hello');
    // Turning back shows what was kept.
    expect(host.asked.filter((asked) => asked.startsWith('get_page'))).toHaveLength(1);
  });

  it('is stopped while it runs and deleted when it is over', async () => {
    host.put({ summary: summary('a', { state: 'running', pages_done: 0 }), pages: [], source: null, source_bytes: null, warnings: [] });
    await start();
    test('job-cancel').click();
    await settle();
    expect(host.asked).toContain('cancel_job {"job":"a"}');
    // Asked for at once: no event has come.
    expect(test('job-row').dataset['state']).toBe('cancelled');
    test('job-list').dispatchEvent(new KeyboardEvent('keydown', { key: 'Delete', bubbles: true }));
    await settle();
    expect(host.asked).toContain('delete_jobs {"jobs":["a"]}');
    test('start');
  });

  it('is chosen with the keyboard', async () => {
    for (const [i, id] of ['a', 'b', 'c'].entries()) {
      host.put({ summary: summary(id, { created_ms: 100 - i }), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
      host.pages.set(`${id}/0`, page());
    }
    await start();
    const chosen = (): string | undefined => one('[role=option][aria-selected=true]').dataset['job'];
    const press = async (key: string): Promise<void> => {
      test('job-list').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await settle();
    };
    const active = (): string | null => test('job-list').getAttribute('aria-activedescendant');
    expect(chosen()).toBe('a');
    await press('ArrowDown');
    expect(chosen()).toBe('b');
    expect(active()).toBe('job-b');
    await press('End');
    expect(chosen()).toBe('c');
    await press('Delete');
    test('delete-confirm').click();
    await settle();
    expect(chosen()).toBe('b');
  });

  it('is shown when it arrives, but only the first of many at once', async () => {
    withOnePage();
    await start();
    vi.spyOn(Date, 'now').mockReturnValue(1e12);
    for (const id of ['b', 'c']) {
      const job = summary(id, { created_ms: 2000 });
      host.put({ summary: job, pages: [status(0)], source: null, source_bytes: null, warnings: [] });
      host.send({ type: 'job_changed', job });
    }
    await settle();
    expect(one('[role=option][aria-selected=true]').dataset['job']).toBe('b');
  });
});

describe('picture and text', () => {
  it('point at each other', async () => {
    withOnePage();
    await start();
    point(one('[data-text-word="1:0"]'));
    flushSync();
    const mark = test('mark-hovered');
    expect([mark.getAttribute('x'), mark.getAttribute('y')]).toEqual(['0', '80']);

    onPage('pointermove', 150, 30);
    expect(one('[data-marked=hovered]').textContent).toBe('world');
    expect(test('mark-hovered').getAttribute('x')).toBe('100');

    // Between two words there is their line.
    onPage('pointermove', 95, 90);
    expect(one('[data-marked=hovered]').getAttribute('data-text-line')).toBe('1');
  });

  it('bring a picked word into view on the other side, and keep it marked', async () => {
    withOnePage();
    await start();
    scrolled.length = 0;
    onPage('click', 150, 90);
    expect(scrolled).toEqual(['1:1']);
    onPage('pointermove', 50, 30);
    expect(one('[data-marked=pinned]').textContent).toBe('line');
    point(one('[data-text-word="1:1"]'));
    flushSync();
    expect(one('[data-marked=pinned]').textContent).toBe('line');
    expect(test('mark-pinned').getAttribute('y')).toBe('80');

    one('[data-text-word="0:0"]').click();
    flushSync();
    expect(scrolled).toEqual(['1:1']);
    expect(test('mark-pinned').getAttribute('y')).toBe('20');
    // Once more lets it go.
    one('[data-text-word="0:0"]').click();
    flushSync();
    expect(document.querySelector('[data-marked=pinned]')).toBeNull();
  });

  it('say their confidence of unsure words', async () => {
    withOnePage();
    await start();
    expect(one('[data-text-word="1:1"]').title).toBe('Confidence 40%');
    expect(one('[data-text-word="0:0"]').title).toBe('');
  });

  it('step through the unsure words', async () => {
    withOnePage();
    await start();
    const pinned = (): string | null => one('[data-marked=pinned]').getAttribute('data-text-word');
    await vi.waitFor(() => test('next-uncertain'));
    for (const [button, key] of [['next', '1:0'], ['next', '1:1'], ['next', '1:0'], ['previous', '1:1']] as const) {
      test(`${button}-uncertain`).click();
      await settle();
      expect(pinned()).toBe(key);
    }
  });

  it('do not put a slow page in the place of another', async () => {
    host.put({ summary: summary('a', { pages: 2, pages_done: 2 }), pages: [status(0), status(1)], source: null, source_bytes: null, warnings: [] });
    const second = page(1);
    second.blocks.length = 1;
    host.pages.set('a/1', second);
    let answer: (page: Page) => void = () => undefined;
    const call = host.call.bind(host) as (name: string, args: object) => Promise<unknown>;
    const slow = (name: string, args: object): Promise<unknown> =>
      name === 'get_page' && 'page' in args && args.page === 0
        ? new Promise<Page>((resolve) => (answer = resolve))
        : call(name, args);
    host.call = slow as typeof host.call;
    await start();
    test('page-next').click();
    await settle();
    answer(page(0));
    await settle();
    expect(document.querySelector('[data-text-word="1:0"]')).toBeNull();
    expect(one('[data-text-word="0:0"]').textContent).toBe('Hello');
  });
});

describe('results', () => {
  it('are saved in the format that was picked', async () => {
    withOnePage();
    await start();
    test('save').click();
    flushSync();
    test('save-md').click();
    await settle();
    expect(host.asked).toContain('save_as a md');
    expect(test('toast').textContent).toContain('Saved as result.md');
  });

  it('are copied, of one page or of all', async () => {
    host.put({ summary: summary('a', { pages: 2, pages_done: 2 }), pages: [status(0), status(1)], source: null, source_bytes: null, warnings: [] });
    host.pages.set('a/0', page());
    await start();
    test('copy').click();
    flushSync();
    test('copy-page').click();
    await settle();
    expect(host.asked).toContain('export_text {"job":"a","format":"txt","page":0}');
    test('copy').click();
    flushSync();
    test('copy-all').click();
    await settle();
    expect(host.asked).toContain('export_text {"job":"a","format":"txt"}');
    expect(document.querySelectorAll('[data-testid=toast]')).toHaveLength(2);
  });

  it('that cannot be had are spoken of, and stay until dismissed', async () => {
    withOnePage();
    host.failures.set('export_text', { code: 'internal', message: 'store closed' });
    await start();
    test('copy').click();
    await settle();
    expect(test('toast').textContent).toContain('The text could not be copied');
    expect(test('toast').textContent).toContain('store closed');
    one<HTMLButtonElement>('[data-testid=toast] button').click();
    flushSync();
    expect(document.querySelector('[data-testid=toast]')).toBeNull();
  });
});

describe('the clipboard', () => {
  async function paste(target: EventTarget, types: string[], items: unknown[] = []): Promise<Event> {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: { types, items, files: [] } });
    target.dispatchEvent(event);
    await settle();
    return event;
  }
  const press = (target: EventTarget): boolean =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'v', ctrlKey: true, bubbles: true }));
  const sink = (): HTMLElement | null => document.querySelector('.paste-sink');

  it('opens an image that is pasted, and leaves text alone', async () => {
    await start();
    await paste(document.body, ['text/plain'], [{ kind: 'string', type: 'text/plain' }]);
    expect(host.images).toEqual([]);
    const file = new File([new Uint8Array([1, 2, 3])], 'x.png', { type: 'image/png' });
    await paste(document.body, ['Files'], [{ kind: 'file', type: 'image/png', getAsFile: () => file }]);
    expect(host.images).toEqual([{ name: 'Pasted image.png', bytes: new Uint8Array([1, 2, 3]) }]);
    expect(test('job-row').dataset['job']).toBe('pasted');
  });

  it('lets the web view insert what it does not hand over, but nothing else', async () => {
    await start();
    press(document.body);
    const withText = await paste(sink() as HTMLElement, ['text/html', 'text/plain']);
    expect(withText.defaultPrevented).toBe(true);
    expect(sink()).toBeNull();
    press(document.body);
    const withNothing = await paste(sink() as HTMLElement, []);
    expect(withNothing.defaultPrevented).toBe(false);
    expect(sink()).not.toBeNull();
  });

  it('stays with a field that is typed into', async () => {
    host.put({ summary: summary('a', { pages: 2, pages_done: 2 }), pages: [status(0), status(1)], source: null, source_bytes: null, warnings: [] });
    await start();
    press(test('page-number'));
    expect(sink()).toBeNull();
    expect((await paste(test('page-number'), ['text/plain'])).defaultPrevented).toBe(false);
  });
});
