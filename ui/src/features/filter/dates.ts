/** Ranges of days, in the person's own time. */
import type { JobFilter } from '../../platform';

export type Span = 'any' | 'today' | 'week' | 'month' | 'custom';

export const spans: readonly Span[] = ['any', 'today', 'week', 'month', 'custom'];

const DAYS: Readonly<Partial<Record<Span, number>>> = { today: 1, week: 7, month: 30 };

/** The first moment of a day, `days` days away from that of `ms`. */
function startOfDay(ms: number, days = 0): number {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  // By date and not by hours: not every day has 24.
  day.setDate(day.getDate() + days);
  return day.getTime();
}

/** A filter for the last days up to now. */
export function withSpan(filter: JobFilter, span: Span, now = Date.now()): JobFilter {
  const days = DAYS[span];
  if (days !== undefined) return { ...filter, from_ms: startOfDay(now, 1 - days), until_ms: null };
  // What a person sets by hand begins with today, so that both ends can be seen.
  if (span === 'custom') return { ...filter, from_ms: startOfDay(now), until_ms: startOfDay(now, 1) };
  return { ...filter, from_ms: null, until_ms: null };
}

/** Which of the spans a filter has. */
export function spanOf({ from_ms, until_ms }: JobFilter, now = Date.now()): Span {
  if (from_ms === null && until_ms === null) return 'any';
  if (until_ms !== null) return 'custom';
  return spans.find((span) => DAYS[span] !== undefined && startOfDay(now, 1 - DAYS[span]) === from_ms) ?? 'custom';
}

/** A moment as a date field writes its day. The end of a range is its last day, not the moment after. */
export function toField(ms: number | null, end = false): string {
  if (ms === null) return '';
  const day = new Date(end ? ms - 1 : ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The first moment of a date field's day, or with `end` the moment after it; null for an empty one. */
export function fromField(text: string, end = false): number | null {
  const [year, month, day] = text.split('-').map(Number);
  if (!year || !month || !day) return null;
  // Not by the constructor, which takes the year 99 for 1999 while it is being typed.
  return startOfDay(new Date(0).setFullYear(year, month - 1, day), end ? 1 : 0);
}
