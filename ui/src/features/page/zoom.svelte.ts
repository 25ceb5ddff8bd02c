/** How large the page is drawn: fitted to its pane, or at a share of its own pixels. */

export type Fit = 'width' | 'page';

const LEAST = 0.05;
const MOST = 4;
/** One step of the buttons and keys. */
const STEP = 1.25;
/** Free space around the page in its pane, in CSS pixels. */
export const MARGIN = 16;

export class Zoom {
  fit = $state<Fit | null>('width');
  #scale = $state(1);

  /** CSS pixels for a pixel of the page, in a pane of the given inner size. */
  scale(page: { width: number; height: number }, pane: { width: number; height: number }): number {
    if (this.fit === null || page.width <= 0 || page.height <= 0) return this.#scale;
    const wide = Math.max(pane.width - 2 * MARGIN, 1) / page.width;
    const high = Math.max(pane.height - 2 * MARGIN, 1) / page.height;
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

function clamp(scale: number): number {
  return Math.min(MOST, Math.max(LEAST, scale));
}
