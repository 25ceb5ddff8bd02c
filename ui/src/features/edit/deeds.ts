/**
 * What a key or a menu does to the place that a person stands at, as corrections. The unit follows from the place: within
 * a word it is the word, at a word's beginning its line, at a line's its block.
 */
import type { BlockKind, Edit, Page } from '../../platform';
import type { LinePlace, Places, WordPlace } from './path';

/** How many characters (Unicode scalars) stand before place `at` of a string's UTF-16 units. */
export function scalars(text: string, at: number): number {
  return [...text.slice(0, at)].length;
}

/** Another text for a word, or its acceptance where the text is the same. No text deletes it. */
export function setWord({ path, word }: WordPlace, text: string): Edit {
  const wanted = text.trim().replace(/\s+/g, ' ');
  return wanted === word.text ? { type: 'accept_words', words: [path] } : { type: 'set_word', at: path, text: wanted };
}

/** Parts what stands at a word: the word before its character `caret` (in scalars), else its line, else its block. */
export function split({ path, word, at }: WordPlace, caret: number): Edit | null {
  if (caret > 0 && caret < [...word.text].length) return { type: 'split_word', at: path, offset: caret };
  if (caret > 0) return null;
  if (path.word > 0) return { type: 'split_line', at: path };
  return splitBlock(at);
}

/** Begins a new block with a line. */
export function splitBlock({ path, cell }: LinePlace): Edit | null {
  return path.line > 0 && !cell ? { type: 'split_block', at: path } : null;
}

/** Joins a word with what follows: the next word, at a line's end the next line, at a block's end the next block. */
export function merge(page: Page, { path, at }: WordPlace): Edit | null {
  if (path.word + 1 < at.line.words.length) return { type: 'merge_words', at: path, count: 2 };
  return mergeLine(page, at);
}

/** Joins a line with the next, or its block with the next. */
export function mergeLine(page: Page, { path, lines, cell, block }: LinePlace): Edit | null {
  if (path.line + 1 < lines) return { type: 'merge_lines', at: path, count: 2 };
  return cell ? null : mergeBlock(page, block.id);
}

/** Joins a block with the next; never with a table, whose cells would be lost. */
export function mergeBlock(page: Page, id: number): Edit | null {
  const at = page.blocks.findIndex((block) => block.id === id);
  const [block, next] = [page.blocks[at], page.blocks[at + 1]];
  if (!block || !next || block.table || next.table) return null;
  return { type: 'merge_blocks', blocks: [id, next.id] };
}

/** Deletes the word or line of a key. */
export function remove(places: Places, key: string): Edit | null {
  const word = places.words.get(key);
  if (word) return { type: 'delete_words', words: [word.path] };
  const line = places.lines.get(key);
  return line ? { type: 'delete_lines', lines: [line.path] } : null;
}

/** Moves a block by one place in the reading order. */
export function nudge(page: Page, id: number, by: 1 | -1): Edit | null {
  const at = page.blocks.findIndex((block) => block.id === id);
  if (at < 0 || at + by < 0 || at + by >= page.blocks.length) return null;
  return moveTo(page, id, by < 0 ? at - 1 : at + 2);
}

/** Moves a block before the one that now has place `to`; `to` past the last is the end. Null where nothing would move. */
export function moveTo(page: Page, id: number, to: number): Edit | null {
  const at = page.blocks.findIndex((block) => block.id === id);
  if (at < 0 || to === at || to === at + 1) return null;
  const before = page.blocks[to]?.id;
  return before === undefined ? { type: 'move_block', block: id } : { type: 'move_block', block: id, before };
}

/** What a block can be named by hand, in the order of menus. */
export const kinds: readonly BlockKind[] = [
  'paragraph',
  'heading',
  'list_item',
  'quote',
  'caption',
  'table',
  'header',
  'footer',
  'page_number',
];

/** Names a block. Into a table and out of it the lines have to move, which are corrections of their own. */
export function setKind(page: Page, id: number, kind: BlockKind, level?: number): Edit[] {
  const block = page.blocks.find((one) => one.id === id);
  if (!block || (block.kind === kind && (level === undefined || level === block.level))) return [];
  if (kind === 'table') return block.table ? [{ type: 'set_block', block: id, kind }] : [{ type: 'to_table', block: id }];
  const named: Edit = level === undefined ? { type: 'set_block', block: id, kind } : { type: 'set_block', block: id, kind, level };
  return block.table ? [{ type: 'from_table', block: id }, named] : [named];
}
