/** A box that a person has moved or resized, as a correction. */
import type { Edit, Page, Rect } from '../../platform';
import { placesOf } from '../edit/path';
import { levelOf } from './shapes';

/** The correction that gives a word, line or block its new box, in pixels of the page; null where the key is not there. */
export function boxEdit(page: Page, key: string, bbox: Rect): Edit | null {
  if (levelOf(key) === 'blocks') {
    const block = Number(key.slice(1));
    return page.blocks.some(({ id }) => id === block) ? { type: 'set_block_box', block, bbox } : null;
  }
  const places = placesOf(page);
  const word = places.words.get(key);
  if (word) return { type: 'set_word_box', at: word.path, bbox };
  const line = places.lines.get(key);
  return line ? { type: 'set_line_box', at: line.path, bbox } : null;
}
