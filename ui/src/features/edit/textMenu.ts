/** What can be done to the word that a person points at in the text, and to its block. */
import type { MenuItem } from '../../components/menu';
import { t, type Key } from '../../i18n/index.svelte';
import type { BlockKind, Edit } from '../../platform';
import type { Session } from '../../session.svelte';
import { kinds, mergeBlock, nudge, remove, setKind, split } from './deeds';

const names = {
  paragraph: 'block.paragraph',
  heading: 'block.heading',
  list_item: 'block.list_item',
  quote: 'block.quote',
  caption: 'block.caption',
  table: 'block.table',
  key_value: 'block.table',
  figure: 'block.figure',
  header: 'block.header',
  footer: 'block.footer',
  page_number: 'block.page_number',
} as const satisfies Record<BlockKind, Key>;

/** The menu for a word by its key; empty where there is no such word. */
export function textItems(session: Session, key: string): MenuItem[] {
  const { reader, commands } = session;
  const place = reader.places?.words.get(key);
  const page = reader.loaded?.page;
  if (!place || !page) return [];
  const { block } = place.at;
  const original = place.word.original ?? null;
  return [
    { id: 'open', label: t('edit.word'), icon: 'pencil', note: commands.shortcut('edit.word') },
    ...(original === null ? [] : [{ id: 'restore', label: t('edit.restore', { original }), icon: 'undo' } as const]),
    { id: 'learn', label: t('edit.learn') },
    { id: 'split', label: t('edit.split'), note: commands.shortcut('edit.split'), apart: true, disabled: split(place, 0) === null },
    { id: 'merge', label: t('edit.merge'), note: commands.shortcut('edit.merge') },
    { id: 'delete', label: t('edit.delete'), icon: 'trash', note: commands.shortcut('edit.delete') },
    { id: 'kind', label: t('block.kind'), apart: true, items: kinds.map((kind) => ({ id: `kind-${kind}`, label: t(names[kind]), checked: block.kind === kind })) },
    { id: 'block_up', label: t('edit.block_up'), icon: 'arrow_up', note: commands.shortcut('edit.block_up'), disabled: nudge(page, block.id, -1) === null },
    { id: 'block_down', label: t('edit.block_down'), icon: 'arrow_down', note: commands.shortcut('edit.block_down'), disabled: nudge(page, block.id, 1) === null },
    { id: 'block_merge', label: t('block.merge'), disabled: mergeBlock(page, block.id) === null },
    {
      id: 'block_ignore',
      label: t('region.ignore'),
      items: [
        { id: 'ignore_this', label: t('region.ignore_this') },
        { id: 'ignore_all', label: t('region.ignore_all') },
      ],
    },
    { id: 'block_delete', label: t('block.delete'), icon: 'trash', danger: true },
  ];
}

/** Does what was picked from the menu of a word. */
export function pickText(session: Session, key: string, id: string): void {
  const { reader, edits, review, commands } = session;
  const place = reader.places?.words.get(key);
  const page = reader.loaded?.page;
  if (!place || !page) return;
  const block = place.at.block.id;
  const change = (edit: Edit | null): void => void (edit && edits.apply(reader.index, [edit]));
  if (reader.selection.pinned !== key) reader.selection.pin(key, null);
  if (id === 'open') review.open(key);
  else if (id === 'restore') change({ type: 'set_word', at: place.path, text: place.word.original ?? place.word.text });
  else if (id === 'learn') {
    review.open(key);
    void review.learn();
  } else if (id === 'split' || id === 'merge') void commands.run(commands.get(`edit.${id}`));
  else if (id === 'delete') change(reader.places ? remove(reader.places, key) : null);
  else if (id === 'block_up' || id === 'block_down') change(nudge(page, block, id === 'block_up' ? -1 : 1));
  else if (id === 'block_merge') change(mergeBlock(page, block));
  else if (id === 'ignore_this' || id === 'ignore_all') void session.regions.ignore(id === 'ignore_all', place.at.block.bbox);
  else if (id === 'block_delete') change({ type: 'delete_blocks', blocks: [block] });
  else {
    const kind = kinds.find((one) => id === `kind-${one}`);
    if (kind) void edits.apply(reader.index, setKind(page, block, kind));
  }
}
