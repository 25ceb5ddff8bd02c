import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import { pageView } from '../src/features/page/layout';
import { fold, matches, terms } from '../src/features/search/terms';
import type { Page } from '../src/platform';
import { page, status, summary, TestHost } from './host';
import { all, click, close, many, one, open, press, rest, row, settle, type } from './window';

let host: TestHost;
const asked = (name: string): Record<string, unknown>[] =>
  host.asked.filter((one) => one.startsWith(`${name} `)).map((one) => JSON.parse(one.slice(name.length + 1)) as Record<string, unknown>);

/** A page with these lines, each of words parted by spaces. */
function pageOf(...lines: string[]): Page {
  const made = page();
  const [first] = made.blocks;
  const [line] = first?.lines ?? [];
  const [word] = line?.words ?? [];
  if (!first || !line || !word) throw new Error('a page has a word');
  first.lines = lines.map((text) => ({ ...line, text, words: text.split(' ').map((part) => ({ ...word, text: part })) }));
  made.blocks = [first];
  return made;
}

function found(query: string, ...lines: string[]): string[] {
  const view = pageView(pageOf(...lines));
  return [...matches(view, terms(query))].map((key) => view.words.get(key)?.text ?? '');
}

beforeEach(() => {
  setLocale('en');
  host = new TestHost();
});
afterEach(close);

describe('what is sought', () => {
  it('knows neither case nor accents', () => {
    expect(fold('Čeština ÄÖÜ שָׁלוֹם')).toBe('cestina aou שלום');
    // Vowel signs are letters to those who write them; a Hangul syllable stays one.
    expect(fold('हिन्दी 한국')).toBe('हिन्दी 한국');
    expect(found('muller', 'Frau Müller, bitte')).toEqual(['Müller,']);
    expect(found('MÜLLER ', 'muller mullerin')).toEqual(['muller']);
  });

  it('is whole words, but for the last, which may be a beginning', () => {
    expect(found('inv due', 'invoice due dues')).toEqual(['due', 'dues']);
    expect(found('inv', 'Invoice no inverse')).toEqual(['Invoice', 'inverse']);
    expect(found('inv ', 'Invoice inv.')).toEqual(['inv.']);
  });

  it('stands together in quotation marks, over the ends of lines too', () => {
    expect(found('"the court"', 'the old court of the', 'court')).toEqual(['the', 'court']);
    expect(found('"e mail"', 'my E-Mail')).toEqual(['E-Mail']);
  });

  it('is any part of writing without spaces', () => {
    expect(found('京都', '東京 都庁 京')).toEqual(['東京', '都庁']);
  });

  it('may be nothing', () => {
    expect(terms(' "" ,')).toEqual([]);
    expect(found('  ', 'word')).toEqual([]);
  });
});

describe('the search', () => {
  it('shows names as they are typed, once the typing rests', async () => {
    many(host, 300);
    await open(host);
    const before = asked('list_jobs').length;
    for (const text of ['s', 'sc', 'scan 29']) await type('search', text);
    await rest();
    expect(asked('list_jobs').length - before).toBe(1);
    expect(all('job-row').map((one) => one.textContent?.includes('scan 29'))).toEqual(Array(11).fill(true));
    expect(one('search-mode-names').textContent).toContain('11');
    await press('Escape', {}, one('search'));
    await rest();
    expect(one('job-count').textContent).toBe('300 documents');
    expect(one<HTMLInputElement>('search').value).toBe('');
  });

  it('takes the letters that are typed on the list', async () => {
    many(host, 3);
    await open(host);
    await press('x');
    expect(document.activeElement).toBe(one('search'));
    expect(one<HTMLInputElement>('search').value).toBe('x');
  });

  it('shows the newest answer, whichever comes last', async () => {
    many(host, 30);
    await open(host);
    const call = host.call.bind(host);
    const held: (() => void)[] = [];
    host.call = (async (name: 'list_jobs', args: { filter: { name: string } }) => {
      if (name === 'list_jobs' && args.filter.name === 'scan 1') await new Promise<void>((resolve) => held.push(resolve));
      return call(name, args as never);
    }) as typeof host.call;
    await type('search', 'scan 1');
    await rest();
    await type('search', 'scan 2');
    await rest();
    const shown = (): (string | undefined)[] => all('job-row').map((one) => one.dataset['job']);
    const before = shown();
    expect(before).toHaveLength(11);
    held.forEach((go) => go());
    await settle();
    expect(shown()).toEqual(before);
  });

  it('finds pages by their text, and opens them at the place', async () => {
    many(host, 40);
    host.put({ summary: summary('book', { name: 'Book.pdf', pages: 3, pages_done: 3 }), pages: [0, 1, 2].map((i) => status(i)), source: null, source_bytes: null, warnings: [] });
    host.pages.set('book/2', { ...pageOf('The court', 'of Müllheim decided'), index: 2 });
    await open(host);
    await type('search', 'mü');
    await rest();
    // No name has it: the texts are shown by themselves.
    const [hit] = all('hit');
    expect(all('hit')).toHaveLength(1);
    expect(hit?.textContent).toContain('Book.pdf');
    expect(hit?.textContent).toContain('Page 3');
    expect(hit?.querySelector('mark')?.textContent).toBe('Mü');
    hit?.click();
    await settle();
    expect(one<HTMLInputElement>('page-number').value).toBe('3');
    expect([...document.querySelectorAll('.word.found')].map((word) => word.textContent)).toEqual(['Müllheim']);
    expect(document.querySelector('[data-marked=pinned]')?.textContent).toBe('Müllheim');
    expect(one('boxes').dataset['found']).toBe('1');

    host.pages.delete('book/2');
    host.send({ type: 'list_changed' });
    await rest();
    await rest();
    expect(all('hit')).toHaveLength(0);

    await click('search-clear');
    await rest();
    expect(one('boxes').dataset['found']).toBe('0');
    expect(one<HTMLInputElement>('page-number').value).toBe('3');
  });

  it('goes from hit to hit by keyboard, and pages through them', async () => {
    for (let i = 0; i < 250; i++) {
      host.put({ summary: summary(`j${i}`), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
      host.pages.set(`j${i}/0`, pageOf(`needle number ${i}`));
    }
    await open(host);
    await type('search', 'needle');
    await rest();
    expect(one('search-mode-text').textContent).toContain('250');
    await press('ArrowDown', {}, one('hit-list'));
    expect(one('text').textContent).toContain('needle number 0');
    await press('End', {}, one('hit-list'));
    await settle();
    expect(one('text').textContent).toContain('needle number 249');
    expect(asked('search').at(-1)).toMatchObject({ text: 'needle', offset: 200, limit: 100 });
  });
});

describe('filters', () => {
  it('hold back what does not fit, and are taken away one by one', async () => {
    many(host, 20);
    host.change('job-3', { state: 'failed', tags: ['tax'] });
    host.change('job-4', { state: 'failed' });
    await open(host);
    await click('filter');
    await click('filter-states-failed');
    await click('filter-tags-tax');
    expect(all('job-row').map((one) => one.dataset['job'])).toEqual(['job-3']);
    expect(all('chip').map((chip) => chip.textContent?.trim())).toEqual(['Failed', 'tax']);
    expect(one('filter').textContent).toContain('2');
    all('chip')[1]?.querySelector('button')?.click();
    await settle();
    expect(one('job-count').textContent).toBe('2 documents');
    await click('filter-clear');
    expect(one('job-count').textContent).toBe('20 documents');
    await press('Escape', {}, one('filter-popover'));
    expect(all('filter-popover')).toHaveLength(0);
  });

  it('that nothing passes leave a word, and not the start screen', async () => {
    many(host, 3);
    await open(host);
    await click('filter');
    await click('filter-states-paused');
    expect(document.body.textContent).toContain('Nothing fits');
    expect(all('start')).toHaveLength(0);
  });

  it('go by days', async () => {
    many(host, 2);
    host.change('job-0', { created_ms: Date.now() });
    await open(host);
    await click('filter');
    await click('filter-date-week');
    expect(all('job-row').map((one) => one.dataset['job'])).toEqual(['job-0']);
    const filter = asked('list_jobs').at(-1)?.['filter'] as { from_ms: number };
    expect(new Date(filter.from_ms).getHours()).toBe(0);
    await click('filter-date-custom');
    await type('filter-until', '2001-02-03', 'change');
    const ends = asked('list_jobs').map(({ filter }) => (filter as { until_ms: number }).until_ms);
    expect(ends).toContain(new Date(2001, 1, 4).getTime());
  });

  it('and orders are asked of the host', async () => {
    many(host, 12);
    await open(host);
    await type('sort', 'name', 'change');
    expect(all('job-row')[0]?.textContent).toContain('scan 1.pdf');
    await click('sort-reverse');
    expect(asked('list_jobs').at(-1)).toMatchObject({ sort: 'name', reverse: true });
    expect(all('job-row')[0]?.textContent).toContain('scan 12.pdf');
    row('job-0');
  });
});
