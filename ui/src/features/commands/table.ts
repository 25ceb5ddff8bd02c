/**
 * Every command there is. A feature declares its own in a `commands.ts` beside its components and is added here with one
 * line; menus, palette, tooltips and shortcuts follow.
 */
import { documentCommands } from '../jobs/commands';
import { editCommands } from '../edit/commands';
import { pageCommands } from '../page/commands';
import { openingCommands } from '../start/commands';
import type { Command } from './command';
import { windowCommands } from './window';

export const commands: readonly Command[] = [...openingCommands, ...documentCommands, ...editCommands, ...pageCommands, ...windowCommands];
