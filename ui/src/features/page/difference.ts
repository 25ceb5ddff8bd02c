/** Which words of two texts differ: the longest common run of words stays unmarked (Hunt–McIlroy's question, by dynamic programming). */

export interface Part {
  readonly text: string;
  /** Stands only in this text. */
  readonly changed: boolean;
}

/** Above so many pairs of words the texts are only compared from both ends. */
const MOST_PAIRS = 4e6;

/** The words of both texts, each with whether the other lacks it. */
export function difference(before: string, after: string): { before: Part[]; after: Part[] } {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [same, also] = common(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const parts = (words: readonly string[], kept: ReadonlySet<number>): Part[] =>
    words.map((text, i) => ({ text, changed: i >= start && i < words.length - end && !kept.has(i - start) }));
  return { before: parts(a, same), after: parts(b, also) };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/** Places in each list of the words of the longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): [Set<number>, Set<number>] {
  const [inA, inB] = [new Set<number>(), new Set<number>()];
  if (a.length * b.length > MOST_PAIRS) return [inA, inB];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      inA.add(i++);
      inB.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return [inA, inB];
}
