/**
 * What is sought, and where it stands on a page. Follows the host's index: words part at everything that is no letter,
 * mark or digit; case and accents do not count; words in double quotes stand together; the last may be a beginning; and
 * in scripts without spaces any part of the writing can be found.
 */
import type { LineView, PageView } from '../page/layout';

export interface Term {
  /** Its words, folded. More than one for a phrase. */
  readonly words: readonly string[];
  /** Whether its last word may be the beginning of one. */
  readonly prefix: boolean;
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * Marks that people leave out when they search: accents, Hebrew points, Arabic vowel signs. The vowel signs of Indic and
 * south-east Asian scripts are letters to their readers and stay.
 */
const LEFT_OUT = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670\u1dc0-\u1dff]/g;

/** Text without case and accents. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(LEFT_OUT, '').toLowerCase().normalize('NFC');
}

function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/** The terms of a query. A quotation mark that is never closed closes at the end. */
export function terms(query: string): Term[] {
  const found: Term[] = [];
  query.split('"').forEach((part, i) => {
    const words = wordsOf(part);
    if (words.length === 0) return;
    if (i % 2 === 1) found.push({ words, prefix: false });
    else for (const word of words) found.push({ words: [word], prefix: false });
  });
  const last = found.at(-1);
  // What is still being typed is the last word, unless a space or a quotation mark has ended it.
  if (last && /[\p{L}\p{M}\p{N}]$/u.test(query)) found[found.length - 1] = { ...last, prefix: true };
  return found;
}

/** Keys of the words on a page that are sought, in reading order. */
export function matches(view: PageView, sought: readonly Term[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const term of sought) {
    if (term.words.some((word) => UNSPACED.test(word))) {
      for (const line of view.lines) for (const key of within(line, term.words.join(''))) keys.add(key);
    } else {
      for (const key of inSequence(view, term)) keys.add(key);
    }
  }
  return new Set([...view.words.keys()].filter((key) => keys.has(key)));
}

/** Words of a line that a piece of its writing runs through. */
function* within(line: LineView, piece: string): Generator<string> {
  let text = '';
  const ends = line.words.map((word) => (text += wordsOf(word.text).join('')).length);
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
    for (const [i, word] of line.words.entries()) {
      const from = ends[i - 1] ?? 0;
      if ((ends[i] ?? 0) > at && from < at + piece.length) yield word.key;
    }
  }
}

/** Words of a page that follow each other as in a phrase, over the ends of lines. */
function* inSequence(view: PageView, { words, prefix }: Term): Generator<string> {
  const page: { key: string; text: string }[] = [];
  for (const [key, word] of view.words) for (const text of wordsOf(word.text)) page.push({ key, text });
  const last = words.length - 1;
  for (let at = 0; at + last < page.length; at++) {
    const run = page.slice(at, at + words.length);
    const fits = run.every(({ text }, i) => {
      const word = words[i] ?? '';
      return i === last && prefix ? text.startsWith(word) : text === word;
    });
    if (fits) for (const { key } of run) yield key;
  }
}
