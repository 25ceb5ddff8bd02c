/**
 * A table as a grid of places: which cell is where, where keys lead, and the table as text for other programs. Values
 * in, values out; what changes the table is an edit of the document.
 */
import type { Cell, Table } from '../../platform';

/** A place in the grid, 0-based. */
export interface Place {
  readonly row: number;
  readonly col: number;
}

/** The cell at every place; a spanning cell stands at each place that it covers, a hole is null. */
export type Grid = readonly (readonly (Cell | null)[])[];

export function gridOf(table: Table): Grid {
  const rows = Array.from({ length: table.rows }, () => Array.from<Cell | null>({ length: table.cols }).fill(null));
  for (const cell of table.cells) {
    for (let row = cell.row; row < Math.min(cell.row + cell.row_span, table.rows); row++) {
      for (let col = cell.col; col < Math.min(cell.col + cell.col_span, table.cols); col++) (rows[row] ?? [])[col] = cell;
    }
  }
  return rows;
}

/** The cell that covers a place. */
export function cellAt(grid: Grid, { row, col }: Place): Cell | null {
  return grid[row]?.[col] ?? null;
}

/** The place at which the cell of a place begins. */
export function anchor(grid: Grid, place: Place): Place {
  const cell = cellAt(grid, place);
  return cell ? { row: cell.row, col: cell.col } : place;
}

function clamp(n: number, most: number): number {
  return Math.max(0, Math.min(n, most));
}

/** One step over the grid; a spanning cell counts as one. Stays within the table. */
export function step(grid: Grid, from: Place, rows: number, cols: number): Place {
  const cell = cellAt(grid, from);
  const row = rows > 0 && cell ? cell.row + cell.row_span : from.row + rows;
  const col = cols > 0 && cell ? cell.col + cell.col_span : from.col + cols;
  const last = (grid[0]?.length ?? 1) - 1;
  if (row >= grid.length || col > last || row < 0 || col < 0) return anchor(grid, from);
  return anchor(grid, { row: clamp(row, grid.length - 1), col: clamp(col, last) });
}

/** The next place in reading order (or the one before), from row to row; null beyond the table. */
export function along(grid: Grid, from: Place, by: 1 | -1): Place | null {
  const cols = grid[0]?.length ?? 0;
  const own = anchor(grid, from);
  for (let at = from.row * cols + from.col + by; at >= 0 && at < grid.length * cols; at += by) {
    const place = { row: Math.floor(at / cols), col: at % cols };
    const first = anchor(grid, place);
    const begins = first.row === place.row && first.col === place.col;
    if (begins && (first.row !== own.row || first.col !== own.col)) return place;
  }
  return null;
}

/** Where a key leads in the grid; undefined for keys that do not move. `rtl` where the first column is on the right. */
export function target(grid: Grid, from: Place, key: string, ctrl: boolean, rtl: boolean): Place | undefined {
  const last = { row: grid.length - 1, col: (grid[0]?.length ?? 1) - 1 };
  switch (key) {
    case 'ArrowUp':
      return step(grid, from, -1, 0);
    case 'ArrowDown':
      return step(grid, from, 1, 0);
    case 'ArrowLeft':
      return step(grid, from, 0, rtl ? 1 : -1);
    case 'ArrowRight':
      return step(grid, from, 0, rtl ? -1 : 1);
    case 'Home':
      return anchor(grid, ctrl ? { row: 0, col: 0 } : { row: from.row, col: 0 });
    case 'End':
      return anchor(grid, ctrl ? last : { row: from.row, col: last.col });
    default:
      return undefined;
  }
}

/** The texts by rows; a spanning cell's text stands where it begins. */
export function texts(table: Table): string[][] {
  const rows = Array.from({ length: table.rows }, () => Array.from({ length: table.cols }, () => ''));
  for (const cell of table.cells) {
    const row = rows[cell.row];
    if (row && cell.col < table.cols) row[cell.col] = cell.text;
  }
  return rows;
}

/** For a spreadsheet: cells parted by tabs, rows by line ends; a cell with either, or with a quotation mark, is quoted. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  const quoted = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(quoted).join('\t')).join('\n');
}

/** As Markdown. Its head is the first row, whatever the table says: Markdown knows no table without one. */
export function toMarkdown(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replace(/([\\|])/g, '\\$1').replace(/\s*\n\s*/g, '<br>');
  const line = (row: readonly string[]): string => `| ${row.map(cell).join(' | ')} |`;
  const [head, ...body] = rows;
  if (!head) return '';
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...body.map(line)].join('\n');
}

/** Reads what a spreadsheet puts on the clipboard. The line end after the last row is not a row. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const put = (): void => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at);
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source.charAt(at + 1) === '"') {
        cell += sign;
        at++;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t') put();
    else if (sign === '\n') {
      put();
      rows.push([]);
    } else cell += sign;
  }
  put();
  return rows;
}
