/** Which word or line a person points at, and which one they picked. Shared by the picture and the text. */

/** The side on which something was picked: the other one scrolls to it. */
export type Side = 'picture' | 'text';

export class Selection {
  /** Key of the word or line under the pointer. */
  hovered = $state<string | null>(null);
  /** Key of the word or line that stays marked. */
  pinned = $state<string | null>(null);
  /** Where it was picked; null where both sides are to show it. */
  pinnedOn = $state<Side | null>(null);

  hover(key: string | null): void {
    this.hovered = key;
  }

  /** Marks a word or line until another is picked; picking it again lets it go. */
  pin(key: string | null, side: Side | null): void {
    this.pinned = key === this.pinned && side !== null ? null : key;
    this.pinnedOn = this.pinned === null ? null : side;
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
