/** Ways to bring documents in. */
import type { Command } from '../commands/command';

export const openingCommands: readonly Command[] = [
  {
    id: 'file.open',
    label: 'open.files',
    group: 'file',
    icon: 'file',
    keys: ['Mod+O'],
    run: (session) => void session.openFiles(),
  },
  {
    id: 'file.open_folder',
    label: 'open.folder',
    group: 'file',
    icon: 'folder',
    keys: ['Mod+Shift+O'],
    run: (session) => void session.openFolder(),
  },
  {
    id: 'file.sample',
    label: 'start.sample',
    group: 'file',
    icon: 'sample',
    run: (session) => void session.addSample(),
  },
  {
    id: 'file.logout',
    label: 'login.leave',
    group: 'file',
    icon: 'leave',
    offered: (session) => session.host.link !== null,
    run: (session) => void session.logout(),
  },
];
