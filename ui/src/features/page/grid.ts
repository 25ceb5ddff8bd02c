/**
 * A grid over a page that finds the boxes at a point or within a rectangle without looking at all of them. Boxes are
 * known by their place in the list that the grid was made from. Refuses to know what the boxes are.
 */
import type { Point, Rect } from '../../platform';

/** So many boxes share a cell on average: fewer cells cost less to make, more cost less to ask. */
const SHARE = 4;

export class Grid {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cell: number;
  readonly #cells: number[][];

  constructor(
    private readonly boxes: readonly Rect[],
    width: number,
    height: number,
  ) {
    const wanted = Math.max(1, boxes.length / SHARE);
    this.#cell = Math.max(1, Math.sqrt((Math.max(1, width) * Math.max(1, height)) / wanted));
    this.#columns = Math.max(1, Math.ceil(width / this.#cell));
    this.#rows = Math.max(1, Math.ceil(height / this.#cell));
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => []);
    boxes.forEach((box, i) => {
      for (const cell of this.#under(box)) this.#cells[cell]?.push(i);
    });
  }

  /** The smallest box at a point, which is the innermost where they nest; -1 where there is none. */
  at([x, y]: Point): number {
    let best = -1;
    let least = Infinity;
    for (const cell of this.#under([x, y, x, y])) {
      for (const i of this.#cells[cell] ?? []) {
        const [x0, y0, x1, y1] = this.boxes[i] as Rect;
        if (x < x0 || x > x1 || y < y0 || y > y1) continue;
        const area = (x1 - x0) * (y1 - y0);
        if (area < least) [best, least] = [i, area];
      }
    }
    return best;
  }

  /** Every box that a rectangle touches, in the order of the list. */
  touching(rect: Rect): number[] {
    const [x0, y0, x1, y1] = rect;
    const found = new Set<number>();
    for (const cell of this.#under(rect)) {
      for (const i of this.#cells[cell] ?? []) {
        const [a0, b0, a1, b1] = this.boxes[i] as Rect;
        if (a0 <= x1 && a1 >= x0 && b0 <= y1 && b1 >= y0) found.add(i);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  /** Every box whose middle lies within a rectangle, in the order of the list. */
  within([x0, y0, x1, y1]: Rect): number[] {
    return this.touching([x0, y0, x1, y1]).filter((i) => {
      const [a0, b0, a1, b1] = this.boxes[i] as Rect;
      const [x, y] = [(a0 + a1) / 2, (b0 + b1) / 2];
      return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    });
  }

  /** Cells under a rectangle. What lies off the page belongs to the cells at its edge. */
  *#under([x0, y0, x1, y1]: Rect): Generator<number> {
    const place = (pixels: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor(pixels / this.#cell) || 0));
    const [left, right] = [place(x0, this.#columns), place(x1, this.#columns)];
    for (let row = place(y0, this.#rows); row <= place(y1, this.#rows); row++) {
      for (let column = left; column <= right; column++) yield row * this.#columns + column;
    }
  }
}
