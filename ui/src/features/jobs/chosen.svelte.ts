/**
 * The jobs that a person has marked, to do one thing with all of them. The open job counts as marked while there is no
 * other; the place that the keyboard stands on is here too.
 */
// A set of marks is replaced and never changed, so that one assignment is one change.
/* eslint-disable svelte/prefer-svelte-reactivity */
import type { Paged } from './paged.svelte';

export class Chosen {
  /** Ids of the marked jobs, in the order in which they were marked. */
  ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where the keyboard stands. */
  cursor = $state(0);
  /** The other end of a range. */
  #anchor = 0;
  /** Only the newest range counts. */
  #asked = 0;

  constructor(
    private readonly list: Paged<string>,
    private readonly between: (from: number, to: number) => Promise<string[]>,
  ) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Moves to a place and marks nothing but the job there. */
  move(index: number): void {
    this.#asked += 1;
    this.cursor = index;
    this.#anchor = index;
    const id = this.list.at(index);
    this.ids = new Set(id === undefined ? [] : [id]);
  }

  /** Marks the job at a place, or takes its mark. */
  toggle(index: number): void {
    this.#asked += 1;
    this.cursor = index;
    this.#anchor = index;
    const id = this.list.at(index);
    if (id === undefined) return;
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
  }

  /** Marks these alone, listed or not. */
  mark(ids: readonly string[]): void {
    this.#asked += 1;
    this.ids = new Set(ids);
  }

  /** Marks everything from where the last mark was set to a place. */
  async extend(index: number): Promise<void> {
    this.cursor = index;
    await this.#range(Math.min(this.#anchor, index), Math.max(this.#anchor, index));
  }

  /** Marks the whole list. */
  async all(): Promise<void> {
    await this.#range(0, this.list.total - 1);
  }

  /** Marks nothing; the keyboard stays where it is. */
  leave(): void {
    this.#asked += 1;
    if (this.ids.size > 0) this.ids = new Set();
  }

  clear(): void {
    this.leave();
    this.cursor = 0;
    this.#anchor = 0;
  }

  /** Takes the marks of jobs that are gone. */
  drop(gone: readonly string[]): void {
    if (!gone.some((id) => this.ids.has(id))) return;
    const ids = new Set(this.ids);
    for (const id of gone) ids.delete(id);
    this.ids = ids;
  }

  /** Follows the list when it moves under the keyboard. */
  follow(cursor: number): void {
    this.#anchor += cursor - this.cursor;
    this.cursor = cursor;
  }

  async #range(from: number, to: number): Promise<void> {
    const question = (this.#asked += 1);
    const known: string[] = [];
    for (let at = from; at <= to; at++) {
      const id = this.list.at(at);
      if (id === undefined) break;
      known.push(id);
    }
    const ids = known.length === to - from + 1 ? known : await this.between(from, to);
    if (question === this.#asked) this.ids = new Set(ids);
  }
}
