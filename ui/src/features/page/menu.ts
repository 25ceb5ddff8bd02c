/** The context menu of the page: what can be done with what is picked, and with the region. */
import type { MenuItem } from '../../components/menu';
import { t, type Key } from '../../i18n/index.svelte';
import { copyText } from '../../platform/clipboard';
import type { Session } from '../../session.svelte';
import { textOf } from './pieces';
import { levelOf } from './shapes';

/** What the menu offers now. */
export function pageMenu(session: Session): MenuItem[] {
  const { reader, viewer, commands } = session;
  const { keys } = reader.selection;
  const [first] = keys;
  const single = keys.length === 1 && first !== undefined;
  const item = (id: string, label: Key, more: Partial<MenuItem> = {}): MenuItem => ({ id, label: t(label), ...more });
  return [
    item('edit', 'page.menu.edit', { icon: 'pencil', disabled: !single || levelOf(first) !== 'words' }),
    item('copy', 'page.menu.copy', { icon: 'copy', disabled: keys.length === 0, note: commands.shortcut('page.copy') }),
    item('adjust', 'page.menu.adjust', { icon: 'crop', disabled: !single || reader.loaded === null, note: commands.shortcut('page.adjust') }),
    item('region', 'page.tool.region', { icon: 'scan', apart: true, note: commands.shortcut('page.tool.region') }),
    item('fit_width', 'page.fit_width', { icon: 'fit_width', apart: true, checked: viewer.zoom.fit === 'width' }),
    item('fit_page', 'page.fit_page', { icon: 'fit_page', checked: viewer.zoom.fit === 'page' }),
    item('turn', 'page.turn_right', { icon: 'retry' }),
  ];
}

/** Does what was picked from the menu, or asked for by a double click. */
export function done(session: Session, id: string, keys: readonly string[]): void {
  const { reader, review, viewer } = session;
  const [first] = keys;
  if (id === 'edit' && first !== undefined) review.open(first);
  else if (id === 'copy') void copyPicked(session);
  else if (id === 'adjust' && first !== undefined) viewer.adjusting = first;
  else if (id === 'region') viewer.take('region');
  else if (id === 'fit_width') viewer.fit('width');
  else if (id === 'fit_page') viewer.fit('page');
  else if (id === 'turn') viewer.rotate(1);
  if (id !== 'edit') reader.selection.hover(null);
}

/** Puts the text of what is picked on the clipboard. */
export async function copyPicked(session: Session): Promise<void> {
  const { loaded, selection } = session.reader;
  if (!loaded || selection.keys.length === 0) return;
  const text = textOf(loaded.view, selection.keys);
  if (await session.attempt(() => copyText(Promise.resolve(text)), t('text.copy_failed'))) session.toasts.done(t('text.copied'));
}
