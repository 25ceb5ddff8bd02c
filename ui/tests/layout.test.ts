import { describe, expect, it } from 'vitest';

import { level } from '../src/features/page/confidence';
import { lineOf, pageView } from '../src/features/page/layout';
import { gaps, lineEnd } from '../src/features/text/flow';
import type { Block, Line, Rect } from '../src/platform';
import { page } from './host';

const line = (text: string, words: string[], [x0, y0, x1, y1]: Rect = [0, 0, 100, 10]): Line => ({
  text,
  confidence: 0.9,
  quad: [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ],
  words: words.map((word) => ({ text: word, confidence: 0.9, bbox: [x0, y0, x1, y1] })),
});
const block = (...lines: Line[]): Block => ({
  id: 1,
  kind: 'paragraph',
  bbox: [0, 0, 100, 50],
  confidence: 0.9,
  level: 0,
  lines,
  table: null,
});

describe('confidence', () => {
  it.each([
    [1, 'high'],
    [0.9, 'high'],
    [0.8999, 'medium'],
    [0.7, 'medium'],
    [0.6999, 'low'],
    [0, 'low'],
    [Number.NaN, 'low'],
  ])('%f is %s', (confidence, expected) => expect(level(confidence)).toBe(expected));
});

describe('a page', () => {
  it('numbers lines through its blocks and words through their lines', () => {
    const view = pageView(page());
    expect([...view.words.keys()]).toEqual(['0:0', '0:1', '1:0', '1:1']);
    expect(view.words.get('1:1')?.text).toBe('line');
    expect(view.uncertain).toEqual(['1:0', '1:1']);
    expect(view.lines[1]?.points).toBe('0,80 200,80 200,100 0,100');
    expect(view.letter).toBe(20);
    expect(lineOf('12:3')).toBe('12');
  });

  it('counts the lines of the cells of a table row by row', () => {
    const cell = (row: number, col: number, text: string) => ({
      row,
      col,
      row_span: 1,
      col_span: 1,
      text,
      bbox: [0, 0, 9, 9] as Rect,
      lines: text === '' ? [] : text.split('|').map((part) => line(part, part.split(' '))),
    });
    const source = page();
    const table = { rows: 2, cols: 2, header_rows: 0, cells: [cell(0, 0, 'a|b c'), cell(0, 1, ''), cell(1, 1, 'd')] };
    source.blocks.splice(1, 0, { ...block(), kind: 'table', confidence: 0.6, table });
    const view = pageView(source);
    expect(view.blocks[1]?.rows.map((row) => row.map(({ lines }) => lines.map(({ key }) => key)))).toEqual([[['1', '2'], []], [['3']]]);
    expect(view.words.get('2:1')).toMatchObject({ text: 'c', level: 'high' });
    expect(view.words.get('4:0')?.text).toBe('Doubtful');
  });

  it('may be empty', () => {
    expect(pageView({ ...page(), blocks: [] })).toMatchObject({ letter: 0, uncertain: [], lines: [] });
  });
});

describe('text', () => {
  it('parts words as their line does', () => {
    expect(gaps(line('one two', ['one', 'two']))).toEqual(['', ' ']);
    expect(gaps(line('東京都', ['東京', '都']))).toEqual(['', '']);
    expect(gaps(line('a a a', ['a', 'a', 'a']))).toEqual(['', ' ', ' ']);
    expect(gaps(line('changed', ['other', 'words']))).toEqual(['', ' ']);
  });

  it('joins full lines and keeps breaks that were meant', () => {
    const full = block(line('full line', []), line('goes on', []));
    expect(lineEnd(full, 0)).toBe('space');
    expect(lineEnd(full, 1)).toBe('none');
    const short = block(line('Main Street 1', [], [0, 0, 60, 10]), line('75018 Paris', []));
    expect(lineEnd(short, 0)).toBe('break');
    expect(lineEnd({ ...short, kind: 'heading' }, 0)).toBe('space');
  });

  it('keeps the break after the longest line of a list too', () => {
    const short = line('Tea 2,00', [], [0, 0, 50, 10]);
    const list = block(short, line('A very long name 9,00', []), short, line('Total', []));
    expect([0, 1, 2].map((i) => lineEnd(list, i))).toEqual(['break', 'break', 'break']);
    const prose = block(line('full', []), line('full', []), short, line('end', []));
    expect([0, 1, 2].map((i) => lineEnd(prose, i))).toEqual(['space', 'space', 'break']);
  });

  it('keeps rows of cells apart though they fill the width', () => {
    const row = (text: string, gap: number): Line => ({
      ...line(text, []),
      words: [
        { text: 'Cake', confidence: 0.9, bbox: [0, 0, 40, 10] },
        { text: '3,40', confidence: 0.9, bbox: [40 + gap, 0, 100, 10] },
      ],
    });
    expect(lineEnd(block(row('Cake 3,40', 35), row('Tea 2,00', 35)), 0)).toBe('break');
    expect(lineEnd(block(row('Cake 3,40', 5), row('Tea 2,00', 5)), 0)).toBe('space');
  });

  it('knows scripts without spaces, divided words, and lines from the right', () => {
    expect(lineEnd(block(line('日本', []), line('語', [])), 0)).toBe('none');
    expect(lineEnd(block(line('divi-', []), line('ded', [])), 0)).toBe('none');
    expect(lineEnd(block(line('Baden-', []), line('Baden', [])), 0)).toBe('space');
    // A line from the right that ends early leaves its left side free.
    expect(lineEnd(block(line('שלום', [], [0, 0, 60, 10]), line('עולם', [])), 0)).toBe('space');
    expect(lineEnd(block(line('שלום', [], [40, 0, 100, 10]), line('עולם', [])), 0)).toBe('break');
  });
});
