/**
 * Moving a waiting job by hand. By pointer events, since the shell takes the web view's own dragging for files.
 */
import type { JobSummary } from '../../platform';
import type { Jobs } from './jobs.svelte';
import { isFiltered } from './query';
import { isWaiting } from './deeds';

/** A pointer that moves less than this is a click. */
const SLOP = 5;

export class RowDrag {
  /** The place before which the row would go; null while nothing is dragged. */
  target = $state<number | null>(null);
  #job: JobSummary | null = null;
  #from = { index: 0, y: 0 };

  constructor(
    private readonly jobs: Jobs,
    private readonly height: number,
    private readonly drop: (job: string, before: string | null) => void,
  ) {}

  /** The pointer is pressed on the row at `index`. */
  press(index: number, event: PointerEvent): void {
    this.#job = null;
    const { sort, reverse, filter } = this.jobs.query;
    const job = this.jobs.job(this.jobs.list.at(index));
    if (!job || !isWaiting(job) || sort !== 'queue' || reverse || isFiltered(filter)) return;
    if (event.button !== 0 || event.ctrlKey || event.shiftKey || event.metaKey) return;
    this.#job = job;
    this.#from = { index, y: event.clientY };
  }

  /** The pointer moves over `scroller`. */
  move(scroller: HTMLElement, event: PointerEvent): void {
    if (this.#job === null) return;
    if (this.target === null) {
      if (Math.abs(event.clientY - this.#from.y) < SLOP) return;
      scroller.setPointerCapture(event.pointerId);
    }
    const y = event.clientY - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const [first, last] = this.#peers(this.#job);
    this.target = Math.max(first, Math.min(last + 1, Math.round(y / this.height)));
  }

  /** The pointer is let go; returns whether something was dragged. */
  release(): boolean {
    const [job, target, { index }] = [this.#job, this.target, this.#from];
    this.cancel();
    if (job === null || target === null) return false;
    if (target === index || target === index + 1) return true;
    const next = this.jobs.job(this.jobs.list.at(target));
    this.drop(job.id, next && isPeer(job, next) ? next.id : null);
    return true;
  }

  cancel(): void {
    this.#job = null;
    this.target = null;
  }

  /** The places of the jobs among which this one can go: those that wait and are as urgent. */
  #peers(job: JobSummary): [number, number] {
    let { index: first } = this.#from;
    let last = first;
    const fits = (at: number): boolean => {
      const one = this.jobs.job(this.jobs.list.at(at));
      return one !== undefined && isPeer(job, one);
    };
    while (fits(first - 1)) first--;
    while (fits(last + 1)) last++;
    return [first, last];
  }
}

function isPeer(job: JobSummary, other: JobSummary): boolean {
  return isWaiting(other) && other.priority === job.priority;
}
