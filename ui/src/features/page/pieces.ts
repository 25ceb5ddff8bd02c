/** What stands under keys of a page: which words, and how they read one after the other. */
import { type PageView } from './layout';
import { levelOf } from './shapes';

/** Keys of the words under keys of words, lines and blocks. */
export function wordsUnder(view: PageView, keys: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>();
  const wanted = new Set(keys);
  for (const key of wanted) if (levelOf(key) === 'words') words.add(key);
  for (const block of view.blocks) {
    for (const line of block.lines) {
      if (!wanted.has(block.key) && !wanted.has(line.key)) continue;
      for (const word of line.words) words.add(word.key);
    }
  }
  return words;
}

/** The text of some of a page's words: lines as on the page, a free line between blocks. */
export function textOf(view: PageView, keys: Iterable<string>): string {
  const words = wordsUnder(view, keys);
  const blocks = view.blocks.map((block) => {
    const lines = block.lines.map((line) => {
      const taken = line.words.filter((word) => words.has(word.key));
      return taken.map((word, i) => (i === 0 ? '' : word.gap) + word.text).join('');
    });
    return lines.filter((line) => line !== '').join('\n');
  });
  return blocks.filter((block) => block !== '').join('\n\n');
}
