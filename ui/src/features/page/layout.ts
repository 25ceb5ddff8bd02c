/**
 * One page in the shape in which it is drawn twice: as boxes over the picture and as text beside it. Both sides are
 * made from the same list, so that a word has the same key on both.
 *
 * Lines are numbered through the page in reading order, words through their line: word 2 of line 5 is `5:2`, the line
 * itself `5`. The lines of a table are those of its cells, row by row. A block goes by its id: `b7`.
 */
import type { Block, BlockKind, Cell, Line, Page, Quad, Rect } from '../../platform';
import { level, type Level } from './confidence';
import { gaps, lineEnd, type LineEnd } from '../text/flow';

export interface WordView {
  readonly key: string;
  readonly text: string;
  readonly bbox: Rect;
  readonly confidence: number;
  readonly level: Level;
  /** What the engine read, where a person corrected it. */
  readonly original: string | null;
  /** What stands before the word: a space, or nothing where the script needs none. */
  readonly gap: string;
}

export interface LineView {
  readonly key: string;
  /** Its corners, along the text. */
  readonly quad: Quad;
  /** The same as an SVG `points` list. */
  readonly points: string;
  readonly confidence: number;
  readonly level: Level;
  readonly words: readonly WordView[];
  /** What stands between this line and the next of its block. */
  readonly end: LineEnd;
}

export interface CellView {
  readonly cell: Cell;
  readonly lines: readonly LineView[];
}

export interface BlockView {
  readonly id: number;
  /** `b` and its id: a block is picked as lines and words are. */
  readonly key: string;
  readonly kind: BlockKind;
  readonly bbox: Rect;
  readonly confidence: number;
  readonly lines: readonly LineView[];
  /** Rows of cells, for a table. */
  readonly rows: readonly (readonly CellView[])[];
}

export interface PageView {
  readonly width: number;
  readonly height: number;
  /** Height of a usual word's box in pixels of the page; 0 on an empty page. */
  readonly letter: number;
  /** Most of its writing runs from right to left. */
  readonly fromRight: boolean;
  readonly blocks: readonly BlockView[];
  readonly lines: readonly LineView[];
  /** Every word by its key, in reading order. */
  readonly words: ReadonlyMap<string, WordView>;
  /** Keys of the words that are not sure, in reading order. */
  readonly uncertain: readonly string[];
}

function points(quad: Quad): string {
  return quad.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
}

/** A tenth of a pixel is more than a screen can show; the rest is only length. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function lineView(line: Line, number: number, end: LineEnd): LineView {
  const before = gaps(line);
  const words = line.words.map((word, i) => ({
    key: `${number}:${i}`,
    text: word.text,
    bbox: word.bbox,
    confidence: word.confidence,
    level: level(word.confidence),
    original: word.original ?? null,
    gap: before[i] ?? ' ',
  }));
  const { quad, confidence } = line;
  return { key: String(number), quad, points: points(quad), confidence, level: level(confidence), words, end };
}

function cellView(cell: Cell, first: number): CellView {
  const last = cell.lines.length - 1;
  return { cell, lines: cell.lines.map((line, i) => lineView(line, first + i, i < last ? 'break' : 'none')) };
}

function blockView(block: Block, first: number): BlockView {
  const { id, kind, bbox, confidence } = block;
  const view = { id, key: blockKey(id), kind, bbox, confidence };
  if (!block.table) {
    const lines = block.lines.map((line, i) => lineView(line, first + i, lineEnd(block, i)));
    return { ...view, lines, rows: [] };
  }
  let next = first;
  const cells = block.table.cells.map((cell) => {
    const made = cellView(cell, next);
    next += made.lines.length;
    return made;
  });
  const rows = Array.from({ length: block.table.rows }, (_, row) => cells.filter(({ cell }) => cell.row === row));
  return { ...view, lines: cells.flatMap(({ lines }) => lines), rows };
}

function runsFromRight(words: readonly WordView[]): boolean {
  const text = words.map((word) => word.text).join('');
  const right = text.match(/[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}]/gu)?.length ?? 0;
  return right * 2 > (text.match(/\p{L}/gu)?.length ?? 0);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Makes the view of a page. */
export function pageView(page: Page): PageView {
  const blocks: BlockView[] = [];
  const lines: LineView[] = [];
  for (const block of page.blocks) {
    const view = blockView(block, lines.length);
    blocks.push(view);
    lines.push(...view.lines);
  }
  const all = lines.flatMap((line) => line.words);
  return {
    width: page.width,
    height: page.height,
    letter: median(all.map(({ bbox }) => bbox[3] - bbox[1])),
    fromRight: runsFromRight(all),
    blocks,
    lines,
    words: new Map(all.map((word) => [word.key, word])),
    uncertain: all.filter((word) => word.level !== 'high').map((word) => word.key),
  };
}

/** The key of the line that a word's or line's key belongs to. */
export function lineOf(key: string): string {
  return key.split(':')[0] ?? key;
}

/** The key of a block. */
export function blockKey(id: number): string {
  return `b${id}`;
}
