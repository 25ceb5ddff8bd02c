/** The corrections of a host in memory: words, cells, their review and undoing. It refuses what it does not know. */
import type { ChangeReply, Commands, Edit, EditState, Page, Replacement, Word, WordPath } from '../src/platform';

type Args<N extends keyof Commands> = Commands[N]['args'];

export class Corrections {
  dictionary: string[] = [];
  replacements: Replacement[] = [];
  #undo: [string, Page][] = [];
  #redo: [string, Page][] = [];
  readonly #doubted = new Map<string, number>();

  constructor(private readonly pages: Map<string, Page>) {}

  history(): EditState {
    return { undo: this.#undo.length, redo: this.#redo.length };
  }

  edit({ job, page, edits }: Args<'edit_page'>): Commands['edit_page']['reply'] {
    const key = `${job}/${page}`;
    const before = this.#page(key);
    this.total(job);
    const after = structuredClone(before);
    for (const edit of edits) apply(after, edit);
    this.pages.set(key, after);
    this.#undo.push([key, before]);
    this.#redo = [];
    return { page: after, history: this.history() };
  }

  teach(words: readonly string[], known: boolean): Commands['add_words']['reply'] {
    const others = this.dictionary.filter((one) => !words.includes(one));
    this.dictionary = (known ? [...others, ...words] : others).sort();
    return { words: this.dictionary };
  }

  /** Replaces whole words, which is all that tests ask. */
  replace(job: string): ChangeReply {
    const sought = new Map(this.replacements.map((one) => [one.pattern.text, one.replacement]));
    const hits = this.#words(job).filter(({ word }) => sought.has(word.text));
    for (const { page, at, word } of hits) this.edit({ job, page, edits: [{ type: 'set_word', at, text: sought.get(word.text) ?? '' }] });
    const pages = [...new Set(hits.map((hit) => hit.page))];
    return { pages, page: pages.at(-1) ?? null, changes: hits.length, history: this.history() };
  }

  step(back: boolean): Commands['undo_edit']['reply'] {
    const last = (back ? this.#undo : this.#redo).pop();
    if (!last) return { pages: [], page: null, changes: 0, history: this.history() };
    const [key, page] = last;
    (back ? this.#redo : this.#undo).push([key, this.#page(key)]);
    this.pages.set(key, page);
    return { pages: [page.index], page: page.index, changes: 1, history: this.history() };
  }

  next({ job, page, after, back }: Args<'next_doubtful'>): Commands['next_doubtful']['reply'] {
    const all = this.#words(job);
    const rank = (at: number, path?: WordPath): string => [at, path?.block ?? 0, path?.line ?? 0, path?.word ?? -1].map((n) => String(n + 1).padStart(5, '0')).join();
    const from = rank(page, after);
    const open = all.filter((one) => doubtful(one.word) && !this.dictionary.includes(one.word.text));
    const ahead = open.filter((one) => (back ? rank(one.page, one.at) < from : rank(one.page, one.at) > from));
    const others = open.filter((one) => rank(one.page, one.at) !== from && !ahead.includes(one));
    const found = back ? (ahead.at(-1) ?? others.at(-1)) : (ahead[0] ?? others[0]);
    return { doubt: found ? { ...found, line: '', line_box: [0, 0, 0, 0] } : null, wrapped: ahead.length === 0 };
  }

  /** How many words were doubtful before anybody looked. */
  total(job: string): number {
    if (!this.#doubted.has(job)) this.#doubted.set(job, this.left(job));
    return this.#doubted.get(job) ?? 0;
  }

  left(job: string): number {
    return this.#words(job).filter((one) => doubtful(one.word)).length;
  }

  #words(job: string): { page: number; at: WordPath; word: Word }[] {
    const pages = [...this.pages].filter(([key]) => key.startsWith(`${job}/`)).map(([, page]) => page);
    return pages.flatMap(({ index, blocks }) =>
      blocks.flatMap(({ id, lines }) => lines.flatMap(({ words }, line) => words.map((word, i) => ({ page: index, at: { block: id, line, word: i }, word })))),
    );
  }

  #page(key: string): Page {
    const page = this.pages.get(key);
    if (!page) throw { code: 'not_found', message: key };
    return page;
  }
}

function doubtful(word: Word): boolean {
  return word.confidence < 0.9 && !word.reviewed;
}

function apply(page: Page, edit: Edit): void {
  if (edit.type === 'set_cell') {
    const table = page.blocks.find(({ id }) => id === edit.block)?.table;
    const cell = table?.cells.find(({ row, col }) => row === edit.cell.row && col === edit.cell.col);
    if (!cell) throw { code: 'usage', message: 'there is no such cell on this page any more' };
    cell.text = edit.text;
    return;
  }
  const paths = edit.type === 'set_word' ? [edit.at] : edit.type === 'accept_words' ? edit.words : null;
  if (paths === null) throw { code: 'not_implemented', message: edit.type };
  for (const at of paths) {
    const line = page.blocks.find(({ id }) => id === at.block)?.lines[at.line];
    const word = line?.words[at.word];
    if (!line || !word) throw { code: 'usage', message: 'there is no such word on this page any more' };
    const texts = edit.type === 'set_word' ? edit.text.split(' ').filter((text) => text !== '') : [word.text];
    const original = edit.type === 'set_word' ? (word.original ?? word.text) : word.original;
    line.words.splice(at.word, 1, ...texts.map((text): Word => ({ ...word, text, ...(original == null ? {} : { original }), confidence: 1, reviewed: true })));
    line.text = line.words.map(({ text }) => text).join(' ');
  }
}
