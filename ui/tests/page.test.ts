import { describe, expect, it } from 'vitest';

import { boxEdit } from '../src/features/page/adjust';
import { levelAt } from '../src/features/page/confidence';
import { difference } from '../src/features/page/difference';
import { Grid } from '../src/features/page/grid';
import { pageView } from '../src/features/page/layout';
import { textOf } from '../src/features/page/pieces';
import { anchored, reveal, settled, wheelFactor } from '../src/features/page/place';
import { arrow, clipped, isMeant, moved, resized } from '../src/features/page/region';
import { Selection } from '../src/features/page/selection.svelte';
import { keyAt, keysWithin } from '../src/features/page/shapes';
import { rectToPage, rectToSheet, sheetSize, toPage, toScreen, toSheet, turned, turns } from '../src/features/page/turn';
import type { Point, Rect } from '../src/platform';
import { page } from './host';

const size = { width: 400, height: 300 };

describe('a turn', () => {
  it.each(turns)('of %i degrees goes there and back', (turn) => {
    const points: Point[] = [[0, 0], [400, 0], [37, 211], [400, 300]];
    const sheet = sheetSize(size, turn);
    for (const point of points) {
      const [x, y] = toSheet(point, size, turn);
      expect(toPage([x, y], size, turn)).toEqual(point);
      expect(x >= 0 && x <= sheet.width && y >= 0 && y <= sheet.height).toBe(true);
      // What the canvas does is what the pointer undoes.
      const [a, b, c, d, e, f] = toScreen(size, turn, 2);
      expect([a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f]).toEqual([2 * x, 2 * y]);
    }
    const rect: Rect = [10, 20, 110, 60];
    expect(rectToPage(rectToSheet(rect, size, turn), size, turn)).toEqual(rect);
  });

  it('clockwise brings the upper left corner to the upper right', () => {
    expect(toSheet([0, 0], size, 90)).toEqual([300, 0]);
    expect(turned(270, 1)).toBe(0);
    expect(turned(0, -1)).toBe(270);
  });
});

describe('a zoom', () => {
  it('keeps what the pointer is on under it', () => {
    const [x, y] = anchored([10, 20], [110, 220], 2);
    // The point was 100, 200 into the sheet and is twice as far into it now.
    expect([110 - x, 220 - y]).toEqual([200, 400]);
  });

  it('comes to rest where scrolling can reach', () => {
    const pane = { width: 500, height: 400 };
    expect(settled([-1000, 90], { width: 300, height: 200 }, pane)).toEqual([100, 16]);
    expect(settled([50, 50], { width: 1000, height: 1000 }, pane)).toEqual([16, 16]);
    expect(settled([-9999, -9999], { width: 1000, height: 1000 }, pane)).toEqual([500 - 1000 - 16, 400 - 1000 - 16]);
  });

  it('goes by notches of a wheel and as far as fingers spread', () => {
    expect(wheelFactor(-120, 0)).toBe(1.125);
    expect(wheelFactor(3, 1)).toBeCloseTo(1 / 1.125);
    expect(wheelFactor(-5, 0)).toBeCloseTo(Math.exp(0.05));
  });

  it('scrolls only to what is out of view', () => {
    const pane = { width: 500, height: 400 };
    expect(reveal([100, 100, 150, 120], pane)).toEqual([0, 0]);
    expect(reveal([100, 900, 150, 920], pane)).toEqual([0, 710]);
    expect(reveal([-50, 100, 10, 120], pane)).toEqual([-66, 0]);
  });
});

describe('the grid', () => {
  const boxes: Rect[] = Array.from({ length: 3000 }, (_, i) => {
    const [x, y] = [(i % 60) * 40, Math.floor(i / 60) * 60];
    return [x + 2, y + 5, x + 38, y + 40];
  });
  const grid = new Grid(boxes, 2400, 3000);

  it('finds what lies at a point, and nothing between', () => {
    for (const i of [0, 59, 60, 1234, 2999]) {
      const [x0, y0, x1, y1] = boxes[i] as Rect;
      expect(grid.at([(x0 + x1) / 2, (y0 + y1) / 2])).toBe(i);
    }
    expect(grid.at([40, 20])).toBe(-1);
    expect(grid.at([-5, 99999])).toBe(-1);
  });

  it('finds the same within a rectangle as looking at all', () => {
    const [x0, y0, x1, y1] = [333, 444, 1200, 900];
    const all = boxes.flatMap(([a, b, c, d], i) => (a <= x1 && c >= x0 && b <= y1 && d >= y0 ? [i] : []));
    expect(grid.touching([x0, y0, x1, y1])).toEqual(all);
    expect(grid.within([x0, y0, x1, y1]).length).toBeLessThan(all.length);
  });

  it('takes the innermost where boxes nest', () => {
    expect(new Grid([[0, 0, 100, 100], [10, 10, 20, 20]], 100, 100).at([15, 15])).toBe(1);
  });
});

describe('a region', () => {
  it('stays on the page and keeps its size when it is moved', () => {
    expect(moved([10, 10, 60, 60], [-50, 500], size)).toEqual([0, 250, 50, 300]);
  });

  it('is resized by the edges that are held, and never turned inside out', () => {
    expect(resized([10, 10, 60, 60], 'se', [20, -20], size, 6)).toEqual([10, 10, 80, 40]);
    expect(resized([10, 10, 60, 60], 'nw', [500, 500], size, 6)).toEqual([54, 54, 60, 60]);
    expect(resized([10, 10, 60, 60], 'e', [9999, 50], size, 6)).toEqual([10, 10, 400, 60]);
  });

  it('goes by arrows, and is not drawn by a trembling hand', () => {
    expect(arrow({ key: 'ArrowLeft', ctrlKey: true, metaKey: false })).toEqual([-10, 0]);
    expect(arrow({ key: 'a', ctrlKey: false, metaKey: false })).toBeNull();
    expect(isMeant([0, 0, 3, 90], 6)).toBe(false);
    expect(clipped([-5, 10, 900, 20], size)).toEqual([0, 10, 400, 20]);
  });
});

describe('a page', () => {
  const view = pageView(page());

  it('is pointed at by level', () => {
    expect(keyAt(view, 'words', [150, 30])).toBe('0:1');
    expect(keyAt(view, 'words', [95, 30])).toBe('0');
    expect(keyAt(view, 'lines', [150, 30])).toBe('0');
    expect(keyAt(view, 'blocks', [150, 90])).toBe('b2');
    expect(keyAt(view, 'words', [150, 250])).toBeNull();
    expect(keysWithin(view, 'words', [0, 0, 400, 50])).toEqual(['0:0', '0:1']);
  });

  it('gives the text of what is picked, whatever it is', () => {
    expect(textOf(view, ['0:1', '1:0'])).toBe('world\n\nDoubtful');
    expect(textOf(view, ['b1', '1'])).toBe('Hello world\n\nDoubtful line');
  });

  it('says which correction gives a box its new place', () => {
    const bbox: Rect = [1, 2, 3, 4];
    expect(boxEdit(page(), '1:1', bbox)).toEqual({ type: 'set_word_box', at: { block: 2, line: 0, word: 1 }, bbox });
    expect(boxEdit(page(), '0', bbox)).toEqual({ type: 'set_line_box', at: { block: 1, line: 0 }, bbox });
    expect(boxEdit(page(), 'b2', bbox)).toEqual({ type: 'set_block_box', block: 2, bbox });
    expect(boxEdit(page(), 'b9', bbox)).toBeNull();
  });

  it('has steps that move with the threshold', () => {
    expect([0.95, 0.9, 0.7, 0.69].map((c) => levelAt(c, 0.9))).toEqual(['high', 'high', 'medium', 'low']);
    expect([0.5, 0.49, 0.3].map((c) => levelAt(c, 0.5))).toEqual(['high', 'medium', 'low']);
  });
});

describe('a selection', () => {
  it('extends from the same end, adds and takes out', () => {
    const all = ['0:0', '0:1', '1:0', '1:1'];
    const selection = new Selection();
    selection.pin('0:1', 'picture');
    selection.extend('1:1', all, 'picture');
    expect(selection.keys).toEqual(['0:1', '1:0', '1:1']);
    selection.extend('0:0', all, 'picture');
    expect(selection.keys).toEqual(['0:0', '0:1']);
    selection.toggle('1:1', all, 'picture');
    selection.toggle('0:1', all, 'picture');
    expect(selection.keys).toEqual(['0:0', '1:1']);
    selection.clear();
    expect(selection.keys).toEqual([]);
  });
});

describe('a difference', () => {
  const marked = (parts: { text: string; changed: boolean }[]): string[] => parts.filter(({ changed }) => changed).map(({ text }) => text);

  it('marks the words that only one side has', () => {
    const { before, after } = difference('the quick brwn fox jumps', 'the quick brown fox now jumps');
    expect([marked(before), marked(after)]).toEqual([['brwn'], ['brown', 'now']]);
    expect(marked(difference('same words', 'same  words').after)).toEqual([]);
    expect(marked(difference('', 'new').after)).toEqual(['new']);
  });
});
