/** What can be asked of the page in the middle. */
import type { Command } from '../commands/command';
import type { Session } from '../../session.svelte';
import { copyPicked } from './menu';
import { boxKinds } from './shapes';
import type { Tool } from './viewer.svelte';

const open = (session: Session): boolean => session.reader.count > 0;

const tools: readonly (readonly [Tool, string, Command['icon'] & string])[] = [
  ['select', 'V', 'select'],
  ['hand', 'H', 'hand'],
  ['region', 'R', 'scan'],
];

export const pageCommands: readonly Command[] = [
  { id: 'page.next', label: 'page.next', group: 'page', icon: 'next', keys: ['PageDown'], scope: 'page', enabled: (s) => s.reader.index + 1 < s.reader.count, run: (s) => s.reader.go(s.reader.index + 1) },
  { id: 'page.previous', label: 'page.previous', group: 'page', icon: 'previous', keys: ['PageUp'], scope: 'page', enabled: (s) => s.reader.index > 0, run: (s) => s.reader.go(s.reader.index - 1) },
  { id: 'page.first', label: 'page.first', group: 'page', keys: ['Home'], scope: 'page', enabled: open, run: (s) => s.reader.go(0) },
  { id: 'page.last', label: 'page.last', group: 'page', keys: ['End'], scope: 'page', enabled: open, run: (s) => s.reader.go(s.reader.count - 1) },
  { id: 'page.go', label: 'page.go_to', group: 'page', keys: ['Mod+G'], typing: true, enabled: (s) => s.reader.count > 1, run: (s) => s.viewer.askPage() },
  { id: 'page.zoom_in', label: 'page.zoom_in', group: 'page', icon: 'plus', keys: ['+', '=', 'Mod+='], scope: 'page', enabled: open, run: (s) => s.viewer.zoomBy(1.25) },
  { id: 'page.zoom_out', label: 'page.zoom_out', group: 'page', icon: 'minus', keys: ['-', 'Mod+-'], scope: 'page', enabled: open, run: (s) => s.viewer.zoomBy(1 / 1.25) },
  { id: 'page.fit_width', label: 'page.fit_width', group: 'page', icon: 'fit_width', keys: ['0'], scope: 'page', enabled: open, checked: (s) => s.viewer.zoom.fit === 'width', run: (s) => s.viewer.fit('width') },
  { id: 'page.fit_page', label: 'page.fit_page', group: 'page', icon: 'fit_page', keys: ['9'], scope: 'page', enabled: open, checked: (s) => s.viewer.zoom.fit === 'page', run: (s) => s.viewer.fit('page') },
  { id: 'page.actual_size', label: 'page.actual_size', group: 'page', icon: 'actual', keys: ['1'], scope: 'page', enabled: open, run: (s) => s.viewer.actualSize() },
  { id: 'page.turn_right', label: 'page.turn_right', group: 'page', icon: 'retry', keys: ['T'], scope: 'page', enabled: open, run: (s) => s.viewer.rotate(1) },
  { id: 'page.turn_left', label: 'page.turn_left', group: 'page', icon: 'turn_left', keys: ['Shift+T'], scope: 'page', enabled: open, run: (s) => s.viewer.rotate(-1) },
  ...tools.map(
    ([tool, key, icon]): Command => ({ id: `page.tool.${tool}`, label: `page.tool.${tool}`, group: 'page', icon, keys: [key], scope: 'page', enabled: open, checked: (s) => s.viewer.tool === tool, run: (s) => s.viewer.take(tool) }),
  ),
  { id: 'page.region_whole', label: 'page.region_whole', group: 'page', keys: ['Shift+R'], scope: 'page', enabled: (s) => s.reader.loaded !== null, run: (s) => s.viewer.markMiddle() },
  ...boxKinds.map(
    (kind): Command => ({ id: `page.boxes.${kind}`, label: `page.boxes.${kind}`, group: 'page', enabled: open, checked: (s) => s.viewer.boxes === kind, run: (s) => s.viewer.show({ boxes: kind }) }),
  ),
  { id: 'page.next_boxes', label: 'page.next_boxes', group: 'page', keys: ['X'], scope: 'page', unlisted: true, enabled: open, run: (s) => s.viewer.nextBoxes() },
  { id: 'page.order', label: 'page.order', group: 'page', icon: 'order', keys: ['O'], scope: 'page', enabled: open, checked: (s) => s.viewer.order, run: (s) => s.viewer.show({ order: !s.viewer.order }) },
  { id: 'page.adjust', label: 'page.menu.adjust', group: 'page', icon: 'crop', keys: ['B'], scope: 'page', enabled: (s) => s.reader.selection.keys.length === 1 && s.reader.loaded !== null, run: (s) => (s.viewer.adjusting = s.reader.selection.keys[0] ?? null) },
  { id: 'page.copy', label: 'page.menu.copy', group: 'page', icon: 'copy', keys: ['Mod+C'], scope: 'page', enabled: (s) => s.reader.selection.keys.length > 0, run: (s) => void copyPicked(s) },
  {
    id: 'page.clear',
    label: 'page.clear',
    group: 'page',
    keys: ['Escape'],
    scope: 'page',
    unlisted: true,
    run: (s) => {
      if (s.viewer.tool !== 'select') s.viewer.take('select');
      else if (s.viewer.region) s.viewer.mark(null);
      else {
        s.reader.selection.clear();
        s.reader.citeNothing();
      }
    },
  },
];
