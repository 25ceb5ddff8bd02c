/** Menus out of the table of commands. */
import type { MenuItem } from '../../components/menu';
import { t } from '../../i18n/index.svelte';
import type { Session } from '../../session.svelte';
import { groups, type Command } from './command';

/** One command as an entry of a menu; its id is the command's. */
export function commandItem(session: Session, command: Command): MenuItem {
  const { commands } = session;
  const checked = command.checked?.(session);
  return {
    id: command.id,
    label: t(command.label),
    note: commands.shortcut(command.id),
    disabled: !commands.can(command),
    ...(command.icon === undefined ? {} : { icon: command.icon }),
    ...(checked === undefined ? {} : { checked }),
  };
}

/** Every command of this host: a menu for each group. */
export function applicationMenu(session: Session): MenuItem[] {
  return groups.flatMap((group): MenuItem[] => {
    const items = session.commands.offered
      .filter((command) => command.group === group && command.id !== 'file.logout')
      .map((command) => commandItem(session, command));
    return items.length === 0 ? [] : [{ id: `menu.${group}`, label: t(`command.group.${group}`), items }];
  });
}
