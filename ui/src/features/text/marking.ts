/**
 * Marks the word or line under attention in the text. Done on the elements themselves: with thousands of words, asking
 * each of them whether it is the one would cost more than all else that a pointer's move sets off.
 */

export type Mark = 'hovered' | 'pinned';

/** The element of a word's or a line's key. */
export function elementOf(root: ParentNode, key: string): HTMLElement | null {
  return root.querySelector(`[data-text-word="${key}"]`) ?? root.querySelector(`[data-text-line="${key}"]`);
}

/** Marks the element of `key`; returns what takes the mark off again. */
export function mark(root: ParentNode, key: string | null, kind: Mark): () => void {
  const element = key === null ? null : elementOf(root, key);
  if (!element) return () => undefined;
  // A picked word stays picked while it is pointed at.
  if (kind === 'hovered' && element.dataset['marked'] === 'pinned') return () => undefined;
  element.dataset['marked'] = kind;
  return () => {
    if (element.dataset['marked'] === kind) delete element.dataset['marked'];
  };
}

/** The key of the word or line that an event is about. */
export function keyAt(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  const word = target.closest('[data-text-word]');
  if (word) return word.getAttribute('data-text-word');
  return target.closest('[data-text-line]')?.getAttribute('data-text-line') ?? null;
}
