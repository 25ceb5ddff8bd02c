/**
 * How the lines of a block run on as text: where words are parted, where lines join, and where the page's own line
 * break is kept because it means something, as in an address, a poem or a receipt.
 */
import type { Block, Line } from '../../platform';

/** Between two lines: join with a space, join with nothing, or keep the break. */
export type LineEnd = 'space' | 'none' | 'break';

/** A line that leaves this share of its block's width free ended on purpose. */
const SHORT = 0.12;

/** Words farther apart than this many heights stand in two cells. */
const CELL_GAP = 3;

/** Scripts written without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u3000-\u303f\uff01-\uff60]/u;
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;

/** What stands before each word of a line, taken from the line's own text. */
export function gaps(line: Line): string[] {
  let at = 0;
  return line.words.map((word, i) => {
    const found = line.text.indexOf(word.text, at);
    // A word that the line's text lacks was changed on one side only; parting it is the safer reading.
    if (found < 0) return i === 0 ? '' : ' ';
    const spaced = /\s/.test(line.text.slice(at, found));
    at = found + word.text.length;
    return i > 0 && spaced ? ' ' : '';
  });
}

/** What stands after line `index` of `block`. */
export function lineEnd(block: Block, index: number): LineEnd {
  const line = block.lines[index];
  const next = block.lines[index + 1];
  if (!line || !next) return 'none';
  if (block.kind !== 'heading' && (endsEarly(line, block) || isList(block) || isRow(line) || isRow(next))) return 'break';
  const last = line.text.trimEnd().slice(-1);
  const first = next.text.trimStart().slice(0, 1);
  if (UNSPACED.test(last) && UNSPACED.test(first)) return 'none';
  // The hyphen stays, since only a reader can tell a divided word from a compound; a space would divide it twice.
  return /[-\u2010\u00ad]/.test(last) && /\p{Ll}/u.test(first) ? 'none' : 'space';
}

/** Whether a line is a row of cells (an item and its price), told by a gap that no space between words is. */
function isRow(line: Line): boolean {
  return line.words.some(({ bbox: [left, top, , bottom] }, i) => {
    const before = line.words[i - 1];
    return before !== undefined && left - before.bbox[2] > (bottom - top) * CELL_GAP;
  });
}

/** Whether a block is lines rather than running text: then its longest line, too, ended on purpose. */
function isList(block: Block): boolean {
  const inner = block.lines.slice(0, -1);
  return inner.filter((line) => endsEarly(line, block)).length * 2 > inner.length;
}

function endsEarly(line: Line, block: Block): boolean {
  const [left, , right] = block.bbox;
  const xs = line.quad.map(([x]) => x);
  const free = RIGHT_TO_LEFT.test(line.text) ? Math.min(...xs) - left : right - Math.max(...xs);
  return free > (right - left) * SHORT;
}
