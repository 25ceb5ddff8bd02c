/**
 * A long list of which the host sends windows. Whatever is in view is asked for page by page; what is known stays on
 * screen until something newer is there, so that neither scrolling nor a reload leaves a hole. Answers to an earlier
 * question are dropped.
 */
// What is known is replaced and never changed, so that one answer is one change; what is only counted here is not shown.
/* eslint-disable svelte/prefer-svelte-reactivity */

/** A window of the list and the length of the whole. */
export interface Window<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** How many items a page has. */
export const PAGE = 100;
/** More items than this are not kept; those farthest from the view go. */
const KEPT = 4000;

export class Paged<T> {
  /** How long the whole list is. */
  total = $state(0);
  /** Whether the host has answered to the question at hand. */
  ready = $state(false);
  /** Item by place, as far as they are known. */
  items = $state.raw<ReadonlyMap<number, T>>(new Map());
  /** Pages that are as new as the question. */
  #fresh = new Set<number>();
  #asked = new Set<number>();
  /** The question at hand; answers to others are dropped. */
  #question = 0;
  #seen = { first: 0, last: 0 };

  constructor(
    private readonly fetch: (offset: number, limit: number) => Promise<Window<T>>,
    /** What an error is told to. */
    private readonly failed: (error: unknown) => void = () => undefined,
  ) {}

  at(index: number): T | undefined {
    return this.items.get(index);
  }

  /** Asks for what is missing between two places, both included, and remembers that this is in view. */
  async see(first: number, last: number): Promise<void> {
    this.#seen = { first, last: Math.max(first, last) };
    const end = this.ready ? Math.min(last, this.total - 1) : last;
    const missing: number[] = [];
    for (let page = Math.floor(first / PAGE); page * PAGE <= end; page++) {
      if (!this.#asked.has(page) && !(this.#fresh.has(page) && this.#isWhole(page))) missing.push(page);
    }
    await Promise.all(missing.map((page) => this.#load(page, 1)));
  }

  /** Asks again for what is in view. The rest follows when it is seen. */
  async reload(): Promise<void> {
    this.#begin();
    const page = Math.floor(this.#seen.first / PAGE);
    const last = Math.floor(Math.max(this.#seen.last, this.#seen.first) / PAGE);
    // One question for all that is in view: two answers of different moments would show one job twice.
    await this.#load(page, Math.min(last - page + 1, 10));
  }

  /** Begins another list. The old one stays on screen until the first answer. */
  async restart(): Promise<void> {
    this.#begin();
    this.ready = false;
    this.#seen = { first: 0, last: 0 };
    await this.#load(0, 1);
  }

  /** Forgets everything. */
  clear(): void {
    this.#begin();
    this.ready = false;
    this.total = 0;
    this.items = new Map();
  }

  /** Puts an item in a place; what follows moves on by one. */
  insert(index: number, item: T): void {
    const items = new Map<number, T>();
    for (const [at, one] of this.items) items.set(at < index ? at : at + 1, one);
    this.items = items.set(index, item);
    this.total += 1;
  }

  /** Takes items out; what follows moves up. Those that are in no known window stay counted until the next reload. */
  remove(gone: readonly T[]): void {
    const set = new Set(gone);
    const left: [number, T][] = [];
    const places: number[] = [];
    for (const [at, one] of this.items) {
      if (set.has(one)) places.push(at);
      else left.push([at, one]);
    }
    if (places.length === 0) return;
    places.sort((a, b) => a - b);
    this.items = new Map(left.map(([at, one]) => [at - countBelow(places, at), one]));
    this.total = Math.max(0, this.total - places.length);
  }

  /** The place of an item, or -1 where it is in no window that is known. */
  placeOf(item: T): number {
    for (const [at, one] of this.items) if (one === item) return at;
    return -1;
  }

  #begin(): void {
    this.#question += 1;
    this.#fresh = new Set();
    this.#asked = new Set();
  }

  #isWhole(page: number): boolean {
    const end = Math.min((page + 1) * PAGE, this.total);
    for (let at = page * PAGE; at < end; at++) if (!this.items.has(at)) return false;
    return true;
  }

  async #load(page: number, pages: number): Promise<void> {
    const question = this.#question;
    for (let i = 0; i < pages; i++) this.#asked.add(page + i);
    try {
      const answer = await this.fetch(page * PAGE, pages * PAGE);
      if (question === this.#question) this.#take(page, pages, answer);
    } catch (error) {
      if (question === this.#question) this.failed(error);
    } finally {
      if (question === this.#question) for (let i = 0; i < pages; i++) this.#asked.delete(page + i);
    }
  }

  #take(page: number, pages: number, { items, total }: Window<T>): void {
    const [from, to] = [page * PAGE, (page + pages) * PAGE];
    const next = new Map<number, T>();
    for (const [at, one] of this.ready ? this.items : []) if (at < total && (at < from || at >= to)) next.set(at, one);
    items.forEach((item, i) => next.set(from + i, item));
    for (let i = 0; i < pages; i++) this.#fresh.add(page + i);
    this.items = next.size > KEPT ? this.#near(next) : next;
    this.total = total;
    this.ready = true;
  }

  /** The items around the view. Pages that lose any are asked for again when they are seen. */
  #near(items: Map<number, T>): Map<number, T> {
    const middle = (this.#seen.first + this.#seen.last) / 2;
    return new Map([...items].filter(([at]) => Math.abs(at - middle) < KEPT / 4));
  }
}

/** How many of the sorted numbers are below `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? limit) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
