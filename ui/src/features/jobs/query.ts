/** Which jobs a person wants to see, and in which order: a value, and what follows from it. */
import type { JobFilter, JobSort, JobSummary } from '../../platform';
import { isOver } from './reducer';

export interface Query {
  readonly filter: JobFilter;
  readonly sort: JobSort;
  readonly reverse: boolean;
}

/** Lets every job through. */
export const everything: JobFilter = {
  name: '',
  states: [],
  engines: [],
  languages: [],
  tags: [],
  formats: [],
  from_ms: null,
  until_ms: null,
};

/** What is shown until a person asks for something else: what works, what waits, and then the history. */
export const usual: Query = { filter: everything, sort: 'queue', reverse: false };

/** Every order there is, as it is offered. */
export const sorts: readonly JobSort[] = Object.keys({
  queue: 0,
  created: 0,
  name: 0,
  pages: 0,
  confidence: 0,
} satisfies Record<JobSort, 0>) as JobSort[];

/** The fields of a filter that hold lists. */
export type ListField = 'states' | 'engines' | 'languages' | 'tags' | 'formats';

/** How many conditions a filter has, besides the name that is sought. */
export function conditions(filter: JobFilter): number {
  const { states, engines, languages, tags, formats } = filter;
  const dates = filter.from_ms !== null || filter.until_ms !== null ? 1 : 0;
  return states.length + engines.length + languages.length + tags.length + formats.length + dates;
}

/** Whether a filter holds anything back. */
export function isFiltered(filter: JobFilter): boolean {
  return filter.name !== '' || conditions(filter) > 0;
}

/** A filter with `value` added to one of its lists, or taken from it. */
export function toggled(filter: JobFilter, field: ListField, value: string): JobFilter {
  const list: readonly string[] = filter[field];
  const next = list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
  return { ...filter, [field]: next };
}

/** Whether a change of a job may change its place in the list, or whether it is in the list at all. */
export function movesBy(query: Query, before: JobSummary, after: JobSummary): boolean {
  const { filter, sort } = query;
  const state = before.state !== after.state;
  const name = before.name !== after.name;
  const tags = before.tags.join('\n') !== after.tags.join('\n');
  if (state && (sort === 'queue' || conditions(filter) > 0)) return true;
  if (filter.name !== '' && (name || tags)) return true;
  if (filter.tags.length > 0 && tags) return true;
  switch (sort) {
    case 'queue':
      return before.priority !== after.priority;
    case 'name':
      return name;
    case 'pages':
      return before.pages !== after.pages;
    case 'confidence':
      // It changes with every page; only where it ends is worth a new order.
      return state && isOver(after.state);
    case 'created':
      return false;
  }
}

/**
 * Where a new job goes, told by the first jobs of the list, so that it is seen before the host was asked. `null` where
 * only the host can tell.
 */
export function placeOfNew(query: Query, job: JobSummary, first: readonly JobSummary[]): number | null {
  if (query.reverse || isFiltered(query.filter)) return null;
  if (query.sort === 'created') return 0;
  if (query.sort !== 'queue') return null;
  if (isOver(job.state)) return firstAt(first, (one) => isOver(one.state));
  return firstAt(first, (one) => one.state !== 'running' && (one.state !== 'queued' || RANK[one.priority] < RANK[job.priority]));
}

const RANK = { low: 0, normal: 1, high: 2 } as const;

function firstAt(jobs: readonly JobSummary[], is: (job: JobSummary) => boolean): number {
  const at = jobs.findIndex(is);
  return at < 0 ? jobs.length : at;
}
