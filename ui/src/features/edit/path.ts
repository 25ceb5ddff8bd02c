/**
 * Where something stands on a page: between the keys under which the screen knows words and lines (`page/layout`: lines
 * counted through the page) and the paths by which corrections name them (a block's id, then places within it).
 */
import type { Block, Cell, Line, LinePath, Page, Word, WordPath } from '../../platform';

/** A line with everything that a correction of it must know. */
export interface LinePlace {
  readonly key: string;
  readonly path: LinePath;
  readonly line: Line;
  readonly block: Block;
  readonly cell: Cell | null;
  /** How many lines its block or cell has. */
  readonly lines: number;
}

/** A word with everything that a correction of it must know. */
export interface WordPlace {
  readonly key: string;
  readonly path: WordPath;
  readonly word: Word;
  readonly at: LinePlace;
}

/** Every place of a page. */
export interface Places {
  readonly lines: ReadonlyMap<string, LinePlace>;
  /** In reading order. */
  readonly words: ReadonlyMap<string, WordPlace>;
}

/** One line after the other as the page has them: a table's are those of its cells, row by row. */
function* linesOf(page: Page): Generator<Omit<LinePlace, 'key'>> {
  for (const block of page.blocks) {
    if (!block.table) {
      const lines = block.lines.length;
      for (const [i, line] of block.lines.entries()) yield { path: { block: block.id, line: i }, line, block, cell: null, lines };
      continue;
    }
    for (const cell of block.table.cells) {
      const at = { row: cell.row, col: cell.col };
      const lines = cell.lines.length;
      for (const [i, line] of cell.lines.entries()) yield { path: { block: block.id, cell: at, line: i }, line, block, cell, lines };
    }
  }
}

/** All places of a page. */
export function placesOf(page: Page): Places {
  const lines = new Map<string, LinePlace>();
  const words = new Map<string, WordPlace>();
  let number = 0;
  for (const place of linesOf(page)) {
    const at = { ...place, key: String(number++) };
    lines.set(at.key, at);
    for (const [i, word] of at.line.words.entries()) {
      const key = `${at.key}:${i}`;
      words.set(key, { key, path: { ...at.path, word: i }, word, at });
    }
  }
  return { lines, words };
}

/** Whether two paths lead to the same line. */
export function sameLine(a: LinePath, b: LinePath): boolean {
  return a.block === b.block && a.line === b.line && a.cell?.row === b.cell?.row && a.cell?.col === b.cell?.col;
}

/** Whether two paths lead to the same word. */
export function sameWord(a: WordPath, b: WordPath): boolean {
  return sameLine(a, b) && a.word === b.word;
}

/** The key of a line; undefined where the page has none there. */
export function keyOfLine(places: Places, path: LinePath): string | undefined {
  for (const { key, path: own } of places.lines.values()) if (sameLine(own, path)) return key;
  return undefined;
}

/** The key of a word; undefined where the page has none there. */
export function keyOfWord(places: Places, path: WordPath): string | undefined {
  const line = keyOfLine(places, path);
  if (line === undefined) return undefined;
  const key = `${line}:${path.word}`;
  return places.words.has(key) ? key : undefined;
}
