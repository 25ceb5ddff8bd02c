/**
 * Which keys mean which command: the usual ones, changed as the person likes. Only what was changed is kept, so that a
 * new version's keys arrive.
 */
import { recallJson, remember } from '../../platform/memory';
import type { Command } from './command';

const STORED = 'ocrchat.keys';

export class Keymap {
  /** Ids of commands with the keys that the person gave them; an empty list is a command without keys. */
  #changed = $state.raw<Readonly<Record<string, readonly string[]>>>(stored());
  readonly #byKeys: ReadonlyMap<string, readonly Command[]> = $derived.by(() => {
    // Built anew as a whole, and never changed.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const map = new Map<string, Command[]>();
    for (const command of this.commands) {
      for (const keys of this.of(command)) map.set(keys, [...(map.get(keys) ?? []), command]);
    }
    return map;
  });

  constructor(readonly commands: readonly Command[]) {}

  /** The keys of a command, the one that is shown first. */
  of(command: Command): readonly string[] {
    return this.#changed[command.id] ?? command.keys ?? [];
  }

  /** Whether the person has changed a command's keys. */
  isChanged(command: Command): boolean {
    return Object.hasOwn(this.#changed, command.id);
  }

  /** The commands that some keys mean, in every scope. */
  meaning(keys: string): readonly Command[] {
    return this.#byKeys.get(keys) ?? [];
  }

  /** Commands that cannot both be reached, because their keys are the same and hold in the same place. */
  rivals(command: Command): Command[] {
    const found = this.of(command).flatMap((keys) => this.meaning(keys));
    return found.filter((one, at) => found.indexOf(one) === at && one !== command && overlap(one, command));
  }

  /** Gives a command other keys, or none. */
  set(command: Command, keys: readonly string[]): void {
    this.#keep({ ...this.#changed, [command.id]: keys });
  }

  /** Gives a command its usual keys back. */
  reset(command: Command): void {
    this.#keep(Object.fromEntries(Object.entries(this.#changed).filter(([id]) => id !== command.id)));
  }

  /** Gives every command its usual keys back. */
  resetAll(): void {
    this.#keep({});
  }

  #keep(changed: Readonly<Record<string, readonly string[]>>): void {
    this.#changed = changed;
    remember(STORED, Object.keys(changed).length === 0 ? null : JSON.stringify(changed));
  }
}

/** Within a scope a window's keys are covered, which is meant; only in one and the same scope nobody can tell them apart. */
function overlap(one: Command, other: Command): boolean {
  return (one.scope ?? 'window') === (other.scope ?? 'window');
}

function stored(): Record<string, readonly string[]> {
  const kept = recallJson(STORED);
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, keys]) => isKeys(keys)));
}

function isKeys(keys: unknown): keys is string[] {
  return Array.isArray(keys) && keys.every((one) => typeof one === 'string' && one.length < 40);
}
