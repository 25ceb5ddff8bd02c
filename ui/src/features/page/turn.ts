/**
 * Turning the view of a page by quarters. Three spaces meet here: the page (pixels of its upright picture), the sheet
 * (the same pixels, turned), and the screen (the sheet times the scale). Only the view turns: what is stored does not.
 */
import type { Point, Rect } from '../../platform';

/** Degrees clockwise. */
export type Turn = 0 | 90 | 180 | 270;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const turns: readonly Turn[] = [0, 90, 180, 270];

/** The turn after `by` more quarters clockwise; below 0 the other way. */
export function turned(turn: Turn, by: number): Turn {
  const quarters = (((turn / 90 + by) % 4) + 4) % 4;
  return turns[quarters] ?? 0;
}

/** The size of the sheet of a page of this size. */
export function sheetSize({ width, height }: Size, turn: Turn): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a point of the page lies on its sheet. */
export function toSheet([x, y]: Point, { width, height }: Size, turn: Turn): Point {
  switch (turn) {
    case 0:
      return [x, y];
    case 90:
      return [height - y, x];
    case 180:
      return [width - x, height - y];
    case 270:
      return [y, width - x];
  }
}

/** Which point of the page lies there on its sheet. */
export function toPage([x, y]: Point, { width, height }: Size, turn: Turn): Point {
  switch (turn) {
    case 0:
      return [x, y];
    case 90:
      return [y, height - x];
    case 180:
      return [width - x, height - y];
    case 270:
      return [width - y, x];
  }
}

/** A rectangle with its corners in order, whichever two opposite ones are given. */
export function rectOf([ax, ay]: Point, [bx, by]: Point): Rect {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

export function rectToSheet([x0, y0, x1, y1]: Rect, size: Size, turn: Turn): Rect {
  return rectOf(toSheet([x0, y0], size, turn), toSheet([x1, y1], size, turn));
}

export function rectToPage([x0, y0, x1, y1]: Rect, size: Size, turn: Turn): Rect {
  return rectOf(toPage([x0, y0], size, turn), toPage([x1, y1], size, turn));
}

/** `[a, b, c, d, e, f]` of the affine map from the page to the screen, as a canvas takes it. */
export function toScreen({ width, height }: Size, turn: Turn, scale: number): [number, number, number, number, number, number] {
  switch (turn) {
    case 0:
      return [scale, 0, 0, scale, 0, 0];
    case 90:
      return [0, scale, -scale, 0, height * scale, 0];
    case 180:
      return [-scale, 0, 0, -scale, width * scale, height * scale];
    case 270:
      return [0, -scale, scale, 0, 0, width * scale];
  }
}
