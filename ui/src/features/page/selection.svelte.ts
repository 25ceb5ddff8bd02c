/**
 * Which word, line or block a person points at, which one they picked, and which they chose together. Shared by the
 * picture and the text.
 */

/** The side on which something was picked: the other one scrolls to it. */
export type Side = 'picture' | 'text';

const none: ReadonlySet<string> = new Set();

export class Selection {
  /** Key of what is under the pointer. */
  hovered = $state<string | null>(null);
  /** Key of what stays marked. */
  pinned = $state<string | null>(null);
  /** Where it was picked; null where both sides are to show it. */
  pinnedOn = $state<Side | null>(null);
  /** Keys of what was chosen together; empty unless there are several. */
  chosen = $state.raw<ReadonlySet<string>>(none);

  /** What a deed is about: those chosen, or the one picked. */
  readonly keys: readonly string[] = $derived(this.chosen.size > 0 ? [...this.chosen] : this.pinned === null ? [] : [this.pinned]);

  hover(key: string | null): void {
    this.hovered = key;
  }

  /** Marks one until another is picked; picking it again lets it go. */
  pin(key: string | null, side: Side | null): void {
    this.pinned = key === this.pinned && side !== null && this.chosen.size === 0 ? null : key;
    this.pinnedOn = this.pinned === null ? null : side;
    this.chosen = none;
  }

  /** Chooses several, given in reading order; the first is picked. */
  choose(keys: readonly string[], side: Side | null): void {
    const [first] = keys;
    this.pinned = first ?? null;
    this.pinnedOn = first === undefined ? null : side;
    // Never changed once it is there.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    this.chosen = keys.length > 1 ? new Set(keys) : none;
  }

  /** Chooses everything from what is picked to `key`; `all` are the keys of a level in reading order. */
  extend(key: string, all: readonly string[], side: Side): void {
    const [from, to] = [this.pinned === null ? -1 : all.indexOf(this.pinned), all.indexOf(key)];
    if (from < 0 || to < 0) return this.choose([key], side);
    const range = all.slice(Math.min(from, to), Math.max(from, to) + 1);
    const { pinned } = this;
    this.choose(range, side);
    // The next one extends from the same end.
    this.pinned = pinned;
  }

  /** Adds one to those chosen, or takes it out. */
  toggle(key: string, all: readonly string[], side: Side): void {
    // Never changed once it is there.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const keys = new Set(this.keys);
    if (!keys.delete(key)) keys.add(key);
    this.choose(all.filter((one) => keys.has(one)), side);
  }

  clear(): void {
    this.hovered = null;
    this.pin(null, null);
  }
}

/** Whether an element moves out of view smoothly or at once, as the person asked of their system. */
export function scrollBehavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}
