/** Runs commands: by id, by keys, and only where they can be done. */
import { t, type Key } from '../../i18n/index.svelte';
import type { Session } from '../../session.svelte';
import type { Command } from './command';
import { Keymap } from './keymap.svelte';
import { keysOf, passesFields, shownKeys } from './keys';
import { commands } from './table';

export class Commands {
  readonly keymap = new Keymap(commands);
  /** Commands that this host offers, in the order of the table. */
  readonly offered: readonly Command[];
  // The table never changes.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #byId = new Map(commands.map((command) => [command.id, command]));

  constructor(private readonly session: Session) {
    this.offered = commands.filter((command) => command.offered?.(session) ?? true);
  }

  /** The command called `id`. An id that is in no table is a fault of the code. */
  get(id: string): Command {
    const command = this.#byId.get(id);
    if (!command) throw new Error(`there is no command ${id}`);
    return command;
  }

  /** Whether a command can be done now. */
  can(command: Command): boolean {
    return this.offered.includes(command) && (command.enabled?.(this.session) ?? true);
  }

  /** Runs a command if it can be done. Whether it was. */
  run(command: Command): boolean {
    if (!this.can(command)) return false;
    command.run(this.session);
    return true;
  }

  /** The shortcut of a command as a person reads it; empty where it has none. */
  shortcut(id: string): string {
    const [keys] = this.keymap.of(this.get(id));
    return keys === undefined ? '' : shownKeys(keys);
  }

  /** What a button says on being pointed at: a text of its own or the command's name, and its shortcut. */
  tip(id: string, label?: Key): string {
    const shortcut = this.shortcut(id);
    const name = t(label ?? this.get(id).label);
    return shortcut === '' ? name : t('command.tip', { name, keys: shortcut });
  }

  /** Takes in a key that nothing inside the window has used. */
  onkeydown(event: KeyboardEvent): void {
    // What is asked over the window has the keyboard to itself.
    if (event.defaultPrevented || event.isComposing || this.session.asking) return;
    const keys = keysOf(event);
    if (keys === null) return;
    const scopes = scopesOf(event.target);
    const typing = isField(event.target) && !passesFields(keys);
    const meant = this.keymap.meaning(keys).filter((one) => (!typing || one.typing) && scopes.includes(one.scope ?? 'window'));
    // The nearest scope first; where that command cannot be done, the keys are still its own.
    meant.sort((one, other) => scopes.indexOf(one.scope ?? 'window') - scopes.indexOf(other.scope ?? 'window'));
    const [command] = meant.filter((one) => this.can(one));
    if (!command) return;
    event.preventDefault();
    this.run(command);
  }
}

/** The scopes around an element, the nearest first; the last is the window. */
function scopesOf(target: EventTarget | null): string[] {
  const scopes: string[] = [];
  let element = target instanceof Element ? target.closest<HTMLElement>('[data-scope]') : null;
  while (element) {
    scopes.push(element.dataset['scope'] ?? '');
    element = element.parentElement?.closest<HTMLElement>('[data-scope]') ?? null;
  }
  return [...scopes, 'window'];
}

/** Whether letters typed at an element become text there. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}
