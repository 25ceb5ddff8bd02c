/**
 * Draws the boxes of a page on a canvas: thousands of them in a few strokes, one path for each way of drawing. Owns the
 * strokes, dashes and badges; colours are the design's tokens. Refuses to know the document.
 */
import type { Rect } from '../../platform';
import { levelAt, type Level } from './confidence';
import type { Layer, Shape } from './shapes';
import { rectToPage, toScreen, toSheet, type Size, type Turn } from './turn';

/** Colours as the canvas takes them. */
export interface Inks {
  readonly high: string;
  readonly medium: string;
  readonly low: string;
  readonly found: string;
  readonly foundLine: string;
  readonly cited: string;
  readonly chosen: string;
  readonly order: string;
  readonly onOrder: string;
}

/** The tokens that hold the colours, on the paper of the page. */
export function inksOf(element: Element): Inks {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim() || '#000';
  return {
    high: token('--box-high'),
    medium: token('--box-medium'),
    low: token('--box-low'),
    found: token('--box-found'),
    foundLine: token('--box-found-line'),
    cited: token('--box-cite'),
    chosen: token('--box-hover'),
    order: token('--box-pin'),
    onOrder: token('--box-on-pin'),
  };
}

/** How the sheet stands on the canvas. */
export interface Stand {
  readonly page: Size;
  readonly turn: Turn;
  /** CSS pixels for a pixel of the page. */
  readonly scale: number;
  /** Device pixels for a CSS pixel. */
  readonly density: number;
  /** The part of the sheet that the canvas covers, in CSS pixels. */
  readonly window: Rect;
}

/** What is drawn. */
export interface Drawing {
  /** The boxes of the level that is shown; null for none. */
  readonly layer: Layer | null;
  /** Words at or above it are taken as read. */
  readonly threshold: number;
  /** Leaves out what is taken as read. */
  readonly doubtfulOnly: boolean;
  /** Height of a usual word in pixels of the page. */
  readonly letter: number;
  readonly found: readonly Rect[];
  readonly cited: readonly Rect[];
  /** What is chosen together. */
  readonly chosen: readonly Rect[];
  /** Boxes of the blocks in reading order; null where it is not shown. */
  readonly order: readonly Rect[] | null;
  /** The text runs from right to left: a block begins at its right. */
  readonly fromRight: boolean;
}

/** Strokes of each step: told apart by dash and weight, so that colour may be missing. Lengths in CSS pixels. */
export const strokes: Readonly<Record<Level, { dash: readonly number[]; weight: number; alpha: number }>> = {
  high: { dash: [], weight: 1, alpha: 0.55 },
  medium: { dash: [5, 3], weight: 1.15, alpha: 1 },
  low: { dash: [1.75, 2.5], weight: 1.7, alpha: 1 },
};

/** Draws anew; the canvas is as large as the window in device pixels. */
export function paint(context: CanvasRenderingContext2D, stand: Stand, drawing: Drawing, inks: Inks): void {
  const { page, turn, scale, density, window } = stand;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const [a, b, c, d, e, f] = toScreen(page, turn, scale);
  const onto = (): void =>
    context.setTransform(a * density, b * density, c * density, d * density, (e - window[0]) * density, (f - window[1]) * density);
  onto();
  marks(context, drawing.found, inks.found, inks.foundLine, 1.5 / scale, []);
  // A citation has a dashed rim, so that it is not taken for a hit.
  marks(context, drawing.cited, inks.found, inks.cited, 2 / scale, [6 / scale, 2 / scale]);
  marks(context, drawing.chosen, inks.chosen, inks.order, 1.5 / scale, []);
  if (drawing.layer) boxes(context, stand, drawing, drawing.layer, inks);
  if (drawing.order) order(context, stand, drawing.order, drawing.fromRight, inks);
}

function marks(context: CanvasRenderingContext2D, rects: readonly Rect[], fill: string, line: string, width: number, dash: number[]): void {
  if (rects.length === 0) return;
  const path = new Path2D();
  for (const [x0, y0, x1, y1] of rects) path.rect(x0, y0, x1 - x0, y1 - y0);
  context.fillStyle = fill;
  context.fill(path);
  context.strokeStyle = line;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

function boxes(context: CanvasRenderingContext2D, stand: Stand, drawing: Drawing, layer: Layer, inks: Inks): void {
  const { scale, page, turn, window } = stand;
  // Small writing gets fine strokes: boxes that are as strong as the letters would hide them.
  const stroke = Math.min(1.3, Math.max(0.6, (drawing.letter * scale) / 13));
  const [left, top, right, bottom] = window;
  const seen = rectToPage([left / scale, top / scale, right / scale, bottom / scale], page, turn);
  const shown = layer.grid.touching(seen);
  const paths: Record<Level, Path2D | null> = { high: null, medium: null, low: null };
  for (const i of shown) {
    const shape = layer.shapes[i];
    if (!shape) continue;
    const step = levelAt(shape.confidence, drawing.threshold);
    if (step === 'high' && drawing.doubtfulOnly) continue;
    trace((paths[step] ??= new Path2D()), shape);
  }
  for (const step of ['high', 'medium', 'low'] as const) {
    const path = paths[step];
    if (!path) continue;
    const { dash, weight, alpha } = strokes[step];
    context.globalAlpha = alpha;
    context.strokeStyle = inks[step];
    context.lineWidth = (stroke * weight) / scale;
    context.setLineDash(dash.map((length) => length / scale));
    context.stroke(path);
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function trace(path: Path2D, { bbox: [x0, y0, x1, y1], quad }: Shape): void {
  if (!quad) return path.rect(x0, y0, x1 - x0, y1 - y0);
  quad.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}

/** Radius of a badge in CSS pixels. */
const BADGE = 10;

/** The way of the eye: an arrowed path from where a block begins to where the next one does, each with its number. */
function order(context: CanvasRenderingContext2D, stand: Stand, blocks: readonly Rect[], fromRight: boolean, inks: Inks): void {
  const { page, turn, scale, density, window } = stand;
  const at = blocks.map(([x0, y0, x1]): [number, number] => {
    const [x, y] = toSheet([fromRight ? x1 : x0, y0], page, turn);
    return [x * scale - window[0], y * scale - window[1]];
  });
  context.setTransform(density, 0, 0, density, 0, 0);
  context.strokeStyle = inks.order;
  context.fillStyle = inks.order;
  context.lineWidth = 1.75;
  context.globalAlpha = 0.8;
  at.slice(1).forEach((to, i) => arrowTo(context, at[i] as [number, number], to));
  context.globalAlpha = 1;
  context.font = '600 11px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [i, [x, y]] of at.entries()) {
    context.fillStyle = inks.order;
    context.beginPath();
    context.arc(x, y, BADGE, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = inks.onOrder;
    context.lineWidth = 1.5;
    context.stroke();
    context.fillStyle = inks.onOrder;
    context.fillText(String(i + 1), x, y + 0.5);
  }
}

function arrowTo(context: CanvasRenderingContext2D, [ax, ay]: [number, number], [bx, by]: [number, number]): void {
  const length = Math.hypot(bx - ax, by - ay);
  if (length < 2 * BADGE + 6) return;
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const [sx, sy] = [ax + ux * BADGE, ay + uy * BADGE];
  const [ex, ey] = [bx - ux * (BADGE + 2), by - uy * (BADGE + 2)];
  context.beginPath();
  context.moveTo(sx, sy);
  context.lineTo(ex - ux * 6, ey - uy * 6);
  context.stroke();
  context.beginPath();
  context.moveTo(ex, ey);
  context.lineTo(ex - ux * 8 - uy * 4, ey - uy * 8 + ux * 4);
  context.lineTo(ex - ux * 8 + uy * 4, ey - uy * 8 - ux * 4);
  context.fill();
}
