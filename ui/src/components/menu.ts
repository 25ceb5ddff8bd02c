/** What a menu offers. */
import type { IconName } from './icons';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** A short remark beside the label, such as a file's ending or a key. */
  readonly note?: string;
  /** One of several of which one holds. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** Begins a new group. */
  readonly apart?: boolean;
  /** A menu of its own. */
  readonly items?: readonly MenuItem[];
}
