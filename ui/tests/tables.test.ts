import { describe, expect, it } from 'vitest';

import { along, fromTsv, gridOf, target, texts, toMarkdown, toTsv } from '../src/features/tables/grid';
import { html } from '../src/features/text/markdown';
import type { Table } from '../src/platform';

/** Two rows of three; the first cell spans two columns. */
const table: Table = {
  rows: 2,
  cols: 3,
  header_rows: 1,
  cells: [
    [0, 0, 2, 'wide'],
    [0, 2, 1, 'c'],
    [1, 0, 1, 'd'],
    [1, 1, 1, 'e|f'],
    [1, 2, 1, 'say "x"'],
  ].map(([row, col, span, text]) => ({ row: Number(row), col: Number(col), row_span: 1, col_span: Number(span), text: String(text), bbox: [0, 0, 1, 1], lines: [] })),
};
const grid = gridOf(table);

describe('a grid', () => {
  it('is walked through by keys, a spanning cell as one', () => {
    expect(target(grid, { row: 0, col: 0 }, 'ArrowRight', false, false)).toEqual({ row: 0, col: 2 });
    expect(target(grid, { row: 1, col: 1 }, 'ArrowUp', false, false)).toEqual({ row: 0, col: 0 });
    expect(target(grid, { row: 1, col: 1 }, 'ArrowLeft', false, true)).toEqual({ row: 1, col: 2 });
    expect(target(grid, { row: 0, col: 0 }, 'End', true, false)).toEqual({ row: 1, col: 2 });
    expect(target(grid, { row: 1, col: 2 }, 'ArrowDown', false, false)).toEqual({ row: 1, col: 2 });
  });

  it('goes on from row to row by Tab, and ends', () => {
    expect(along(grid, { row: 0, col: 0 }, 1)).toEqual({ row: 0, col: 2 });
    expect(along(grid, { row: 0, col: 2 }, 1)).toEqual({ row: 1, col: 0 });
    expect(along(grid, { row: 0, col: 2 }, -1)).toEqual({ row: 0, col: 0 });
    expect(along(grid, { row: 1, col: 2 }, 1)).toBeNull();
  });

  it('is text for other programs, and comes back from them', () => {
    const rows = texts(table);
    expect(toTsv(rows)).toBe('wide\t\tc\nd\te|f\t"say ""x"""');
    expect(fromTsv(`${toTsv(rows)}\r\n`)).toEqual(rows);
    expect(fromTsv('a\t"two\nlines"\n')).toEqual([['a', 'two\nlines']]);
    expect(toMarkdown(rows)).toContain('| d | e\\|f |');
  });
});

// What the sanitiser does to it can be seen in a real browser only.
describe('Markdown that was read from a page', () => {
  it('has formulas apart from prices', () => {
    const made = html('From $x^2$ on, it costs $5 and $10.');
    expect(made.match(/data-tex/g)).toHaveLength(1);
    expect(made).toContain('data-tex="x^2"');
    expect(made).toContain('it costs $5 and $10.');
  });

  it('cannot leave the place of a formula', () => {
    expect(html('$x">\\cdot<script>$')).not.toContain('<script>');
  });
});
