/**
 * The geometry of a rectangle that a person draws and changes. In pixels of the space it is shown in; it never leaves
 * the bounds of that space and is never smaller than it can be grasped.
 */
import type { Point, Rect } from '../../platform';
import type { Size } from './turn';

/** The eight handles by the edges that they hold: `n` the upper, `e` the right one, and so on. */
export type Handle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w';

export const handles: readonly Handle[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/** Moves a rectangle, as far as the bounds let it. */
export function moved([x0, y0, x1, y1]: Rect, [dx, dy]: Point, { width, height }: Size): Rect {
  const x = Math.max(-x0, Math.min(dx, width - x1));
  const y = Math.max(-y0, Math.min(dy, height - y1));
  return [x0 + x, y0 + y, x1 + x, y1 + y];
}

/** Moves the edges that a handle holds; the others stay, and no side gets shorter than `least`. */
export function resized([x0, y0, x1, y1]: Rect, handle: Handle, [dx, dy]: Point, { width, height }: Size, least: number): Rect {
  const west = handle.includes('w') ? Math.max(0, Math.min(x0 + dx, x1 - least)) : x0;
  const east = handle.includes('e') ? Math.min(width, Math.max(x1 + dx, x0 + least)) : x1;
  const north = handle.includes('n') ? Math.max(0, Math.min(y0 + dy, y1 - least)) : y0;
  const south = handle.includes('s') ? Math.min(height, Math.max(y1 + dy, y0 + least)) : y1;
  return [west, north, east, south];
}

/** The part of a rectangle that lies within the bounds. */
export function clipped([x0, y0, x1, y1]: Rect, { width, height }: Size): Rect {
  const [l, r] = [Math.max(0, Math.min(x0, width)), Math.max(0, Math.min(x1, width))];
  const [t, b] = [Math.max(0, Math.min(y0, height)), Math.max(0, Math.min(y1, height))];
  return [l, t, r, b];
}

/** Whether a rectangle is large enough to be meant: a click that trembles draws none. */
export function isMeant([x0, y0, x1, y1]: Rect, least: number): boolean {
  return x1 - x0 >= least && y1 - y0 >= least;
}

/** The step of an arrow key as a move on the screen; null for other keys. With Control it is ten times as far. */
export function arrow(event: { key: string; ctrlKey: boolean; metaKey: boolean }): Point | null {
  const far = event.ctrlKey || event.metaKey ? 10 : 1;
  switch (event.key) {
    case 'ArrowLeft':
      return [-far, 0];
    case 'ArrowRight':
      return [far, 0];
    case 'ArrowUp':
      return [0, -far];
    case 'ArrowDown':
      return [0, far];
    default:
      return null;
  }
}
