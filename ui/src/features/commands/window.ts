/** Commands of the window itself: its panels and tabs, and what tells about it. */
import { focusRegion, type Side } from '../frame/frame.svelte';
import { tabs } from '../frame/tabs';
import type { Session } from '../../session.svelte';
import type { Command } from './command';

const working = (session: Session): boolean => session.jobs.any;

function panel(side: Side, keys: string): Command {
  return {
    id: `view.${side}`,
    label: `command.view.${side}`,
    group: 'view',
    icon: side === 'history' ? 'panel_start' : 'panel_end',
    keys: [keys],
    enabled: working,
    checked: (session) => session.frame.open[side],
    run: (session) => session.frame.toggle(side),
  };
}

export const windowCommands: readonly Command[] = [
  ...tabs.map(
    (tab, at): Command => ({
      id: `view.tab.${tab.id}`,
      label: tab.label,
      group: 'view',
      icon: tab.icon,
      keys: [`Alt+${at + 1}`],
      enabled: working,
      checked: (session) => session.frame.open.results && session.frame.tab === tab.id,
      run: (session) => session.frame.bring(tab.id),
    }),
  ),
  panel('history', 'Mod+B'),
  panel('results', 'Mod+Shift+B'),
  {
    id: 'view.next_region',
    label: 'command.view.next_region',
    group: 'view',
    keys: ['F6'],
    typing: true,
    run: () => focusRegion(1),
  },
  {
    id: 'view.previous_region',
    label: 'command.view.previous_region',
    group: 'view',
    keys: ['Shift+F6'],
    typing: true,
    run: () => focusRegion(-1),
  },
  {
    id: 'help.palette',
    label: 'command.help.palette',
    group: 'help',
    icon: 'command',
    keys: ['Mod+K', 'Mod+Shift+P'],
    unlisted: true,
    run: (session) => session.ask({ kind: 'palette' }),
  },
  {
    id: 'help.shortcuts',
    label: 'command.help.shortcuts',
    group: 'help',
    icon: 'keyboard',
    keys: ['Mod+/', 'F1'],
    run: (session) => session.ask({ kind: 'shortcuts' }),
  },
  {
    id: 'help.settings',
    label: 'command.help.settings',
    group: 'help',
    icon: 'settings',
    keys: ['Mod+,'],
    run: (session) => session.openSettings(),
  },
];
