/**
 * A page as it is going to be, before the host has answered: for the corrections that a typing person makes by the
 * dozen. Only what cannot come out differently is foreseen; the host's page takes its place when it is there.
 */
import type { Block, Edit, Line, Page, Word, WordPath } from '../../platform';

/** The page after `edits`; null where one of them has to be waited for. */
export function foresee(page: Page, edits: readonly Edit[]): Page | null {
  let next: Page | null = page;
  for (const edit of edits) {
    if (next === null) return null;
    next = after(next, edit);
  }
  return next;
}

function after(page: Page, edit: Edit): Page | null {
  if (edit.type === 'set_word') {
    if (edit.text === '' || /\s/.test(edit.text)) return null;
    return withWord(page, edit.at, (word) => ({ ...word, text: edit.text, original: word.original ?? word.text, reviewed: true, confidence: 1 }));
  }
  if (edit.type !== 'accept_words') return null;
  return edit.words.reduce<Page | null>((next, at) => next && withWord(next, at, (word) => ({ ...word, reviewed: true })), page);
}

function withWord(page: Page, at: WordPath, change: (word: Word) => Word): Page | null {
  let done = false;
  const inLines = (lines: readonly Line[]): Line[] =>
    lines.map((line, i) => {
      const word = line.words[at.word];
      if (i !== at.line || !word) return line;
      done = true;
      return withText(line, at.word, change(word));
    });
  const inBlock = (block: Block): Block => {
    if (block.id !== at.block) return block;
    const { cell } = at;
    if (!cell) return block.table ? block : { ...block, lines: inLines(block.lines) };
    if (!block.table) return block;
    const cells = block.table.cells.map((one) => (one.row === cell.row && one.col === cell.col ? { ...one, lines: inLines(one.lines) } : one));
    return { ...block, table: { ...block.table, cells } };
  };
  const blocks = page.blocks.map(inBlock);
  return done ? { ...page, blocks } : null;
}

/** A line with another word in the place of one, in its text too. */
function withText(line: Line, index: number, word: Word): Line {
  const words = line.words.map((one, i) => (i === index ? word : one));
  let at = 0;
  for (const [i, { text }] of line.words.entries()) {
    const found = line.text.indexOf(text, at);
    if (found < 0) break;
    if (i === index) return { ...line, words, text: line.text.slice(0, found) + word.text + line.text.slice(found + text.length) };
    at = found + text.length;
  }
  return { ...line, words, text: words.map(({ text }) => text).join(' ') };
}
