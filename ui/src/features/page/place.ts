/**
 * Where a sheet lies in its pane. All in CSS pixels; an offset is that of the sheet's corner from the pane's. The pane
 * scrolls by itself; these say where it will come to rest, so that a zoom can be shown before it is laid out.
 */
import type { Point, Rect } from '../../platform';
import type { Size } from './turn';

/** Free space around the sheet. */
export const MARGIN = 16;

/** The offset at which what was under `pointer` still is, after the sheet at `offset` grew by `factor`. */
export function anchored([left, top]: Point, [x, y]: Point, factor: number): Point {
  return [x - (x - left) * factor, y - (y - top) * factor];
}

/** The nearest offset that scrolling can reach: in the middle of the width where there is room, and never off the margin. */
export function settled([left, top]: Point, sheet: Size, pane: Size): Point {
  const x = sheet.width + 2 * MARGIN <= pane.width ? (pane.width - sheet.width) / 2 : between(left, pane.width - sheet.width - MARGIN, MARGIN);
  const y = sheet.height + 2 * MARGIN <= pane.height ? MARGIN : between(top, pane.height - sheet.height - MARGIN, MARGIN);
  return [x, y];
}

/**
 * By how much to scroll so that `box` is in view, with room around it; [0, 0] where it is already.
 * What is off the top or the bottom comes to the middle of the height.
 */
export function reveal([x0, y0, x1, y1]: Rect, pane: Size): Point {
  return [nudge(x0, x1, pane.width), y0 >= MARGIN && y1 <= pane.height - MARGIN ? 0 : (y0 + y1 - pane.height) / 2];
}

function nudge(from: number, to: number, space: number): number {
  if (from >= MARGIN && to <= space - MARGIN) return 0;
  return to - from + 2 * MARGIN > space || from < MARGIN ? from - MARGIN : to - space + MARGIN;
}

/** How much a turn of the wheel zooms: a notch by an eighth, a pinch on a touchpad as far as the fingers spread. */
export function wheelFactor(delta: number, mode: number): number {
  const notch = mode !== 0 || Math.abs(delta) >= 50;
  return notch ? (delta < 0 ? 1.125 : 1 / 1.125) : Math.exp(-delta * 0.01);
}

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
