import { describe, expect, it } from 'vitest';

import { fromField, spanOf, toField, withSpan } from '../src/features/filter/dates';
import { conditionName, languagesName } from '../src/features/filter/labels';
import { mostCommonMove } from '../src/features/jobs/moves';
import { Paged, type Window } from '../src/features/jobs/paged.svelte';
import { everything, movesBy, placeOfNew, usual } from '../src/features/jobs/query';
import { tagsOf, typedTags } from '../src/features/jobs/tags';
import { setLocale } from '../src/i18n/index.svelte';
import { summary } from './host';

describe('a change', () => {
  const job = summary('a');
  const more = { ...job, pages_done: 2, mean_confidence: 0.5, elapsed_ms: 900 };

  it('of progress moves nothing', () => {
    for (const sort of ['queue', 'created', 'name', 'confidence'] as const) expect(movesBy({ ...usual, sort }, job, more), sort).toBe(false);
  });

  it('moves a job where the order or the filter goes by it', () => {
    const running = { ...job, state: 'running' as const };
    expect(movesBy(usual, running, job)).toBe(true);
    expect(movesBy({ ...usual, sort: 'name' }, running, job)).toBe(false);
    expect(movesBy({ ...usual, sort: 'name', filter: { ...everything, states: ['done'] } }, running, job)).toBe(true);
    expect(movesBy({ ...usual, sort: 'confidence' }, running, job)).toBe(true);
    expect(movesBy({ ...usual, sort: 'name' }, job, { ...job, name: 'b' })).toBe(true);
    expect(movesBy(usual, job, { ...job, priority: 'high' })).toBe(true);
    expect(movesBy({ ...usual, filter: { ...everything, name: 'x' } }, job, { ...job, tags: ['x'] })).toBe(true);
  });

  it('that is a new job has its place in the queue', () => {
    const list = [summary('r', { state: 'running' }), summary('q', { state: 'queued' }), summary('l', { state: 'queued', priority: 'low' }), job];
    const fresh = summary('f', { state: 'queued' });
    expect(placeOfNew(usual, fresh, list)).toBe(2);
    expect(placeOfNew(usual, { ...fresh, priority: 'high' }, list)).toBe(1);
    expect(placeOfNew(usual, { ...fresh, state: 'failed' }, list)).toBe(3);
    expect(placeOfNew({ ...usual, sort: 'created' }, fresh, list)).toBe(0);
    expect(placeOfNew({ ...usual, sort: 'name' }, fresh, list)).toBeNull();
    expect(placeOfNew({ ...usual, reverse: true }, fresh, list)).toBeNull();
  });
});

describe('a view', () => {
  const seen = new Map([3, 4, 5, 6].map((at) => [at, String(at)]));

  it('goes with most of its rows', () => {
    expect(mostCommonMove(seen, (id) => Number(id) + 2)).toBe(2);
    expect(mostCommonMove(seen, (id) => (id === '3' ? 40 : Number(id) - 1))).toBe(-1);
    expect(mostCommonMove(seen, () => -1)).toBe(0);
  });
});

describe('a long list', () => {
  const window = (offset: number, limit: number, total = 1000): Window<string> => ({
    items: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => `item ${offset + i}`),
    total,
  });

  it('asks for a page once, and for one that lost an item again', async () => {
    const asked: number[] = [];
    const list = new Paged(async (offset, limit) => (asked.push(offset), window(offset, limit)));
    await list.see(0, 20);
    await list.see(10, 120);
    await list.see(0, 120);
    expect(asked).toEqual([0, 100]);
    list.remove(['item 5', 'item 990']);
    expect(list.at(5)).toBe('item 6');
    expect(list.total).toBe(999);
    await list.see(150, 198);
    expect(asked).toEqual([0, 100, 100]);
  });

  it('drops the answer to an earlier question', async () => {
    const answers: ((answer: Window<string>) => void)[] = [];
    const list = new Paged<string>(() => new Promise((resolve) => answers.push(resolve)));
    const first = list.restart();
    const second = list.restart();
    answers[1]?.({ items: ['new'], total: 1 });
    await second;
    answers[0]?.({ items: ['old', 'old'], total: 2 });
    await first;
    expect([list.at(0), list.total]).toEqual(['new', 1]);
  });

  it('keeps what is on screen through a reload, and does not keep everything for ever', async () => {
    const list = new Paged(async (offset, limit) => window(offset, limit, 50_000));
    for (let at = 0; at < 50_000; at += 100) await list.see(at, at + 20);
    expect(list.items.size).toBeLessThan(5000);
    expect(list.at(49_900)).toBe('item 49900');
    const again = list.reload();
    expect(list.at(49_900)).toBe('item 49900');
    await again;
    expect(list.at(49_999)).toBe('item 49999');
  });

  it('tells of what it could not get, and asks again', async () => {
    const failures: unknown[] = [];
    let fails = true;
    const list = new Paged(
      async (offset, limit) => {
        if (fails) throw new Error('busy');
        return window(offset, limit);
      },
      (error) => failures.push(error),
    );
    await list.see(0, 9);
    fails = false;
    await list.see(0, 9);
    expect(failures).toHaveLength(1);
    expect(list.at(9)).toBe('item 9');
  });
});

describe('days', () => {
  // The clocks go forward in this night in much of Europe; in others the test is only simpler.
  const now = new Date(2026, 2, 29, 15, 30).getTime();

  it('begin at midnight of the person', () => {
    expect(withSpan(everything, 'today', now).from_ms).toBe(new Date(2026, 2, 29).getTime());
    expect(withSpan(everything, 'week', now).from_ms).toBe(new Date(2026, 2, 23).getTime());
    expect(withSpan(everything, 'custom', now).until_ms).toBe(new Date(2026, 2, 30).getTime());
    for (const span of ['any', 'today', 'week', 'month', 'custom'] as const) expect(spanOf(withSpan(everything, span, now), now)).toBe(span);
  });

  it('are written and read by date fields, the last day included', () => {
    expect(fromField('2026-03-29', true)).toBe(new Date(2026, 2, 30).getTime());
    expect(toField(fromField('2026-03-29', true), true)).toBe('2026-03-29');
    expect(toField(fromField('0099-12-31'))).toBe('0099-12-31');
    expect(fromField('')).toBeNull();
  });
});

describe('words', () => {
  it('for languages by any of their codes', () => {
    setLocale('de');
    expect(['deu', 'de', 'chi_sim', 'eng+fra', 'auto', 'not_a_code_at_all'].map(languagesName)).toEqual([
      'Deutsch',
      'Deutsch',
      'Chinesisch (vereinfacht)',
      'Englisch + Französisch',
      'Automatisch',
      'not_a_code_at_all',
    ]);
    expect(conditionName('engines', 'pdf')).toBe('Text der PDF-Datei');
    expect(conditionName('engines', 'toString')).toBe('toString');
    setLocale('en');
  });

  it('for tags of several jobs', () => {
    expect(tagsOf([['a', 'b'], ['a']], new Set(['c']), new Set())).toEqual([
      { tag: 'a', everywhere: true },
      { tag: 'b', everywhere: false },
      { tag: 'c', everywhere: true },
    ]);
    expect(tagsOf([['a', 'b'], ['a']], new Set(['b']), new Set(['a']))).toEqual([{ tag: 'b', everywhere: true }]);
    expect(typedTags(' x , ,two  words,x')).toEqual(['x', 'two words']);
  });
});
