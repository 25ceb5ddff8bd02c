/** How large the sheet is drawn: fitted to its pane, or at a share of its own pixels. */
import { MARGIN } from './place';
import type { Size } from './turn';

export type Fit = 'width' | 'page';

export const LEAST = 0.05;
export const MOST = 8;
/** One step of the buttons and keys. */
const STEP = 1.25;

export class Zoom {
  fit = $state<Fit | null>('width');
  #scale = $state(1);

  /** CSS pixels for a pixel of the page, in a pane of the given inner size. */
  scale(sheet: Size, pane: Size): number {
    if (this.fit === null || sheet.width <= 0 || sheet.height <= 0) return this.#scale;
    const wide = Math.max(pane.width - 2 * MARGIN, 1) / sheet.width;
    const high = Math.max(pane.height - 2 * MARGIN, 1) / sheet.height;
    return clamp(this.fit === 'width' ? wide : Math.min(wide, high));
  }

  /** Fixes the scale at `scale`. */
  set(scale: number): void {
    this.#scale = clamp(scale);
    this.fit = null;
  }

  /** Goes `steps` steps larger (or smaller, below 0) from the scale now on screen. */
  step(from: number, steps: number): void {
    this.set(from * STEP ** steps);
  }
}

/** A scale that can be shown. */
export function clamp(scale: number): number {
  return Math.min(MOST, Math.max(LEAST, scale));
}
