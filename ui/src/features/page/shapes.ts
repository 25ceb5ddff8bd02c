/**
 * What can be drawn and pointed at on a page: the boxes of its blocks, lines and words, each level in a list with a grid
 * over it. Made once for a page and kept as long as its view is.
 */
import type { Point, Quad, Rect } from '../../platform';
import { Grid } from './grid';
import { type PageView } from './layout';

/** The levels at which boxes are drawn. */
export type BoxLevel = 'blocks' | 'lines' | 'words';

/** Which boxes are drawn. What is pointed at follows, and is a word where none are. */
export type Boxes = BoxLevel | 'none';

export const boxKinds: readonly Boxes[] = ['blocks', 'lines', 'words', 'none'];

export interface Shape {
  readonly key: string;
  readonly bbox: Rect;
  /** Its corners where it does not stand upright. */
  readonly quad: Quad | null;
  readonly confidence: number;
}

export interface Layer {
  readonly shapes: readonly Shape[];
  readonly grid: Grid;
  readonly places: ReadonlyMap<string, number>;
}

export type Shapes = Readonly<Record<BoxLevel, Layer>>;

const made = new WeakMap<PageView, Shapes>();

/** The shapes of a page. */
export function shapesOf(view: PageView): Shapes {
  const known = made.get(view);
  if (known) return known;
  const shapes: Shapes = {
    blocks: layer(view.blocks.map(({ key, bbox, confidence }) => ({ key, bbox, quad: null, confidence })), view),
    lines: layer(view.lines.map(({ key, quad, confidence }) => ({ key, bbox: around(quad), quad: isUpright(quad) ? null : quad, confidence })), view),
    words: layer([...view.words.values()].map(({ key, bbox, confidence }) => ({ key, bbox, quad: null, confidence })), view),
  };
  made.set(view, shapes);
  return shapes;
}

/** The box of a word, line or block by its key. */
export function boxOf(view: PageView, key: string): Rect | null {
  const shapes = shapesOf(view);
  const level = levelOf(key);
  const place = shapes[level].places.get(key);
  return place === undefined ? null : (shapes[level].shapes[place]?.bbox ?? null);
}

/** The level that a key belongs to. */
export function levelOf(key: string): BoxLevel {
  if (key.startsWith('b')) return 'blocks';
  return key.includes(':') ? 'words' : 'lines';
}

/** What is at a point of the page: at the level that is drawn, or else at the next one around it. */
export function keyAt(view: PageView, boxes: Boxes, point: Point): string | null {
  const shapes = shapesOf(view);
  const levels: readonly BoxLevel[] = boxes === 'blocks' ? ['blocks'] : boxes === 'lines' ? ['lines', 'blocks'] : ['words', 'lines'];
  for (const level of levels) {
    const { grid, shapes: list } = shapes[level];
    const shape = list[grid.at(point)];
    if (shape) return shape.key;
  }
  return null;
}

/** Keys of the shapes of a level whose middle lies within a rectangle of the page, in reading order. */
export function keysWithin(view: PageView, boxes: Boxes, rect: Rect): string[] {
  const { grid, shapes } = shapesOf(view)[boxes === 'none' ? 'words' : boxes];
  return grid.within(rect).flatMap((i) => shapes[i]?.key ?? []);
}

function layer(shapes: readonly Shape[], { width, height }: PageView): Layer {
  const boxes = shapes.map(({ bbox }) => bbox);
  return { shapes, grid: new Grid(boxes, width, height), places: new Map(shapes.map(({ key }, i) => [key, i])) };
}

/** The upright rectangle around a quad. */
export function around(quad: Quad): Rect {
  const [xs, ys] = [quad.map(([x]) => x), quad.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function isUpright(quad: Quad): boolean {
  const [x0, y0, x1, y1] = around(quad);
  return quad.every(([x, y]) => (x - x0 < 1 || x1 - x < 1) && (y - y0 < 1 || y1 - y < 1));
}
