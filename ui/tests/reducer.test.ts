import { describe, expect, it } from 'vitest';

import { asking, emptyTable, withDetail, withEvent, withList, type JobTable } from '../src/features/jobs/reducer';
import type { HostEvent } from '../src/platform';
import { status, summary } from './host';

const after = (...events: HostEvent[]): JobTable => events.reduce(withEvent, emptyTable);
const changed = (...args: Parameters<typeof summary>): HostEvent => ({ type: 'job_changed', job: summary(...args) });
const paged = (...args: Parameters<typeof status>): HostEvent => ({ type: 'page_changed', job: 'a', page: status(...args) });
const running = (done: number, elapsed: number): HostEvent =>
  changed('a', { state: 'running', pages: 9, pages_done: done, elapsed_ms: elapsed });

describe('jobs', () => {
  it('go on as events tell', () => {
    const table = after(changed('a', { state: 'queued', pages: 0, pages_done: 0 }), running(2, 10), running(5, 30));
    expect(table.jobs.get('a')?.pages_done).toBe(5);
  });

  it('do not go back when an older event comes later', () => {
    expect(after(running(5, 30), running(2, 10)).jobs.get('a')?.pages_done).toBe(5);
    expect(after(changed('a'), running(2, 10)).jobs.get('a')?.state).toBe('done');
    expect(after(running(1, 5), changed('a', { state: 'queued', pages_done: 0 })).jobs.get('a')?.state).toBe('running');
  });

  it('end even when the last progress was never told', () => {
    expect(after(running(2, 10), changed('a', { state: 'cancelled', pages_done: 1 })).jobs.get('a')?.state).toBe('cancelled');
  });

  it('go on when they are taken up again', () => {
    expect(after(changed('a', { state: 'cancelled', elapsed_ms: 40 }), running(3, 41)).jobs.get('a')?.state).toBe('running');
  });

  it('stay removed, whatever arrives afterwards', () => {
    const gone = after(changed('a'), { type: 'job_removed', job: 'a' }, changed('a'), paged(0));
    const table = withDetail(withList(gone, [summary('a')]), { summary: summary('a'), pages: [status(0)], source: null, source_bytes: null, warnings: ['w'], ignore: [] });
    expect(table.jobs.size).toBe(0);
    expect(table.pages.has('a')).toBe(false);
    expect(table.notes.has('a')).toBe(false);
  });

  it('are not lost when a list that was made before them answers after them', () => {
    const table = withList(after(changed('a'), changed('b')), [summary('b', { state: 'running', elapsed_ms: 1 })]);
    expect([...table.jobs.keys()].sort()).toEqual(['a', 'b']);
    expect(table.jobs.get('b')?.state).toBe('done');
  });

  it('wait again when they are resumed or retried, and not when an old message says so', () => {
    const state = (...events: HostEvent[]): string | undefined => after(...events).jobs.get('a')?.state;
    const at = (state: 'queued' | 'paused' | 'done' | 'running', elapsed_ms: number): HostEvent =>
      changed('a', { state, elapsed_ms, pages: 9, pages_done: 3 });
    expect(state(at('paused', 40), at('queued', 40))).toBe('queued');
    expect(state(at('paused', 40), at('queued', 0))).toBe('paused');
    expect(state(at('done', 40), at('queued', 40))).toBe('queued');
    expect(state(at('done', 40), at('queued', 10))).toBe('done');
    expect(state(at('done', 40), at('running', 40))).toBe('done');
    expect(state(at('running', 40), at('queued', 40))).toBe('running');
  });

  it('are what a reply says that was asked for after all else', () => {
    const done = after(changed('a', { elapsed_ms: 0 }));
    const asked = asking(done);
    const queued = summary('a', { state: 'queued', pages_done: 0, elapsed_ms: 0 });
    expect(withList(asked, [queued], asked.clock).jobs.get('a')?.state).toBe('queued');
    // Something was heard between question and answer: then the answer may be the older of the two.
    const between = withEvent(asked, changed('a', { elapsed_ms: 0 }));
    expect(withList(between, [queued], asked.clock).jobs.get('a')?.state).toBe('done');
    // An earlier question that is answered later is older too.
    const later = asking(asked);
    const answered = withList(later, [summary('a', { state: 'paused', pages_done: 0 })], later.clock);
    expect(withList(answered, [queued], asked.clock).jobs.get('a')?.state).toBe('paused');
  });
});

describe('pages', () => {
  it('may be known before their job', () => {
    const table = after(paged(3), changed('a'));
    expect(table.pages.get('a')?.get(3)?.state).toBe('done');
    expect(table.jobs.has('a')).toBe(true);
  });

  it('do not go back', () => {
    expect(after(paged(0), paged(0, { state: 'running' })).pages.get('a')?.get(0)?.state).toBe('done');
    expect(after(paged(0), paged(0, { has_image: false })).pages.get('a')?.get(0)?.has_image).toBe(true);
    const detail = { summary: summary('a'), pages: [status(0, { state: 'waiting' }), status(1)], source: null, source_bytes: null, warnings: [], ignore: [] };
    const table = withDetail(after(paged(0)), detail);
    expect(table.pages.get('a')?.get(0)?.state).toBe('done');
    expect(table.pages.get('a')?.get(1)?.state).toBe('done');
  });

  it('leave the table before the event as it was', () => {
    const before = after(changed('a'), paged(0));
    withEvent(before, paged(1));
    withEvent(before, { type: 'job_removed', job: 'a' });
    expect(before.pages.get('a')?.size).toBe(1);
    expect(before.jobs.size).toBe(1);
  });

  it('that failed are forgotten when their job is taken up again', () => {
    const failed = after(changed('a', { pages_failed: 1 }), paged(0), paged(1, { state: 'failed' }));
    const again = withEvent(failed, changed('a', { state: 'queued', elapsed_ms: 500 }));
    expect([...(again.pages.get('a')?.keys() ?? [])]).toEqual([0]);
  });
});
