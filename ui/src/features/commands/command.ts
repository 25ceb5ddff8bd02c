/**
 * What a command is: one thing that a person can ask for, said once for the menus, the palette, the tooltips, the list
 * of shortcuts and the keyboard.
 */
import type { IconName } from '../../components/icons';
import type { Key } from '../../i18n/index.svelte';
import type { Session } from '../../session.svelte';

/** The groups of the palette and the menu, in their order. */
export const groups = ['file', 'edit', 'review', 'document', 'page', 'view', 'help'] as const;
export type Group = (typeof groups)[number];

/**
 * Where a command's keys hold: in the whole window, or only while the focus is inside the element that says
 * `data-scope="…"`. The same keys may mean different things in different scopes; the nearest scope decides.
 */
export type Scope = 'window' | 'jobs' | 'page' | 'text' | 'table';

export interface Command {
  /** Unique and lasting, since changed shortcuts are kept by it: `group.deed`. */
  readonly id: string;
  readonly label: Key;
  readonly group: Group;
  readonly icon?: IconName;
  /** Its usual keys, as `Mod+Shift+O` (see `keys.ts`); menus show the first. */
  readonly keys?: readonly string[];
  /** `window` where nothing is said. */
  readonly scope?: Scope;
  /** Its keys hold while a person types too. Keys with `Mod` and function keys do in any case, but for those of editing. */
  readonly typing?: boolean;
  /** Left out of the palette: what makes sense only by its keys. */
  readonly unlisted?: boolean;
  /** Whether this host offers it at all. */
  readonly offered?: (session: Session) => boolean;
  /** Whether it can be done now. */
  readonly enabled?: (session: Session) => boolean;
  /** For a command that switches: whether it is on. */
  readonly checked?: (session: Session) => boolean;
  readonly run: (session: Session) => void;
}
