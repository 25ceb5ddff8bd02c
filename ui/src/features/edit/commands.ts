/** Correcting, reviewing, finding and replacing, as commands of the desk. */
import { count } from '../../i18n/index.svelte';
import type { Edit } from '../../platform';
import type { Session } from '../../session.svelte';
import type { Command } from '../commands/command';
import { merge, nudge, remove, split } from './deeds';
import type { WordPlace } from './path';

const open = (session: Session): boolean => session.reader.loaded !== null;
const picked = (session: Session): WordPlace | null => {
  const { places, selection } = session.reader;
  return (selection.pinned !== null && places?.words.get(selection.pinned)) || null;
};

/** Does to the place that is picked what `deed` makes of it. */
const withPicked = (deed: (session: Session, place: WordPlace) => Edit | null) => (session: Session) => {
  const place = picked(session);
  const edit = place && deed(session, place);
  if (edit) void session.edits.apply(session.reader.index, [edit]);
};
const page = (session: Session) => session.reader.loaded?.page ?? null;
const move = (by: 1 | -1) => withPicked((session, { at }) => { const p = page(session); return p && nudge(p, at.block.id, by); });

function deleted(session: Session): void {
  const { places, selection, index } = session.reader;
  const edit = places && selection.pinned !== null ? remove(places, selection.pinned) : null;
  if (edit) void session.edits.apply(index, [edit]);
}

/** Replaces in the open document whatever a person's list says. */
async function replaceByList(session: Session): Promise<void> {
  const reply = await session.edits.change((job) => session.host.call('apply_replacements', { job }));
  if (reply) session.toasts.done(count('find.replaced', reply.changes));
}

export const editCommands: readonly Command[] = [
  { id: 'edit.undo', label: 'edit.undo', group: 'edit', icon: 'undo', keys: ['Mod+Z'], enabled: (s) => s.edits.history.undo > 0, run: (s) => void s.review.undo() },
  { id: 'edit.redo', label: 'edit.redo', group: 'edit', icon: 'redo', keys: ['Mod+Shift+Z', 'Mod+Y'], enabled: (s) => s.edits.history.redo > 0, run: (s) => void s.review.redo() },
  { id: 'edit.find', label: 'find.title', group: 'edit', icon: 'search', keys: ['Mod+F'], enabled: open, run: (s) => s.find.open('find') },
  { id: 'edit.replace', label: 'find.replace_title', group: 'edit', keys: ['Mod+H'], enabled: open, run: (s) => s.find.open('replace') },
  { id: 'edit.words', label: 'words.open', group: 'edit', icon: 'words', run: (s) => s.ask({ kind: 'settings', section: 'words' }) },
  { id: 'edit.replace_list', label: 'words.run', group: 'edit', enabled: open, run: (s) => void replaceByList(s) },
  { id: 'edit.word', label: 'edit.word', group: 'edit', icon: 'pencil', keys: ['F2', 'Enter'], scope: 'text', enabled: (s) => picked(s) !== null, run: (s) => { const p = picked(s); if (p) s.review.open(p.key); } },
  { id: 'edit.split', label: 'edit.split', group: 'edit', keys: ['Mod+D'], enabled: (s) => picked(s) !== null, run: withPicked((_, place) => split(place, 0)) },
  { id: 'edit.merge', label: 'edit.merge', group: 'edit', keys: ['Mod+M'], enabled: (s) => picked(s) !== null, run: withPicked((s, place) => { const p = page(s); return p && merge(p, place); }) },
  { id: 'edit.delete', label: 'edit.delete', group: 'edit', icon: 'trash', keys: ['Delete'], scope: 'text', enabled: (s) => s.reader.selection.pinned !== null, run: deleted },
  { id: 'edit.block_up', label: 'edit.block_up', group: 'edit', icon: 'arrow_up', keys: ['Alt+ArrowUp'], scope: 'text', enabled: (s) => picked(s) !== null, run: move(-1) },
  { id: 'edit.block_down', label: 'edit.block_down', group: 'edit', icon: 'arrow_down', keys: ['Alt+ArrowDown'], scope: 'text', enabled: (s) => picked(s) !== null, run: move(1) },
  { id: 'review.begin', label: 'review.begin', group: 'review', icon: 'check', keys: ['F2'], enabled: open, checked: (s) => s.review.active, run: (s) => (s.review.active ? s.review.stop() : void s.review.start()) },
  { id: 'review.next', label: 'text.next_uncertain', group: 'review', icon: 'down', keys: ['F3'], enabled: open, run: (s) => void s.review.skip() },
  { id: 'review.previous', label: 'text.previous_uncertain', group: 'review', icon: 'up', keys: ['Shift+F3'], enabled: open, run: (s) => void s.review.skip(true) },
];
