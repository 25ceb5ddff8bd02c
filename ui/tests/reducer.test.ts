import { describe, expect, it } from 'vitest';

import { emptyTable, listed, withDetail, withEvent, withList, type JobTable } from '../src/features/jobs/reducer';
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
    const table = withDetail(withList(gone, [summary('a')]), { summary: summary('a'), pages: [status(0)], warnings: ['w'] });
    expect(table.jobs.size).toBe(0);
    expect(table.pages.has('a')).toBe(false);
    expect(table.warnings.has('a')).toBe(false);
  });

  it('are not lost when a list that was made before them answers after them', () => {
    const table = withList(after(changed('a'), changed('b')), [summary('b', { state: 'running', elapsed_ms: 1 })]);
    expect([...table.jobs.keys()].sort()).toEqual(['a', 'b']);
    expect(table.jobs.get('b')?.state).toBe('done');
  });

  it('are listed newest first, and by name where they are of one moment', () => {
    const table = withList(emptyTable, [
      summary('x', { created_ms: 1, name: 'old' }),
      summary('y', { created_ms: 2, name: 'scan 10' }),
      summary('z', { created_ms: 2, name: 'scan 9' }),
    ]);
    expect(listed(table).map((job) => job.name)).toEqual(['scan 9', 'scan 10', 'old']);
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
    const detail = { summary: summary('a'), pages: [status(0, { state: 'waiting' }), status(1)], warnings: [] };
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
});
