/**
 * Shortcuts as text: `Mod+Shift+O`, in the order Mod, Alt, Shift, key. `Mod` is ⌘ where the system writes shortcuts so,
 * and Ctrl elsewhere. The key is a letter or a digit, a sign, or a name of `KeyboardEvent.key`.
 */
import { t, type Key } from '../../i18n/index.svelte';

/** Whether the system writes shortcuts with ⌘. */
export const apple = /mac|iphone|ipad/i.test(navigator.platform);

/** Keys that mean nothing alone. */
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified']);

/** What the key would be called on a Latin keyboard: on a Hebrew one, Ctrl+O is still Ctrl+O. */
function latin(event: KeyboardEvent): string {
  const { key, code } = event;
  const named = key.length > 1 && key !== 'Dead';
  if (named || (/^[!-~]$/.test(key) && !(event.altKey && apple))) return key;
  const letter = /^Key([A-Z])$/.exec(code) ?? /^Digit([0-9])$/.exec(code);
  return letter?.[1] ?? key;
}

/** The keys that an event stands for; null while only modifiers are held. */
export function keysOf(event: KeyboardEvent): string | null {
  if (MODIFIERS.has(event.key)) return null;
  const key = latin(event);
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  const command = apple ? event.metaKey : event.ctrlKey;
  // A sign that is typed with Shift already says so.
  const shift = event.shiftKey && !/^[^\p{L}\d\s]$/u.test(key);
  return [command ? 'Mod' : '', event.altKey ? 'Alt' : '', shift ? 'Shift' : '', name].filter(Boolean).join('+');
}

const NAMES: Readonly<Record<string, Key>> = {
  Mod: 'app.ctrl',
  Alt: 'key.alt',
  Shift: 'key.shift',
  Enter: 'key.enter',
  Escape: 'key.escape',
  Space: 'key.space',
  Tab: 'key.tab',
  Delete: 'key.delete',
  Backspace: 'key.backspace',
  PageUp: 'key.page_up',
  PageDown: 'key.page_down',
  Home: 'key.home',
  End: 'key.end',
};

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', '-': '−' };
const APPLE: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** The parts of a shortcut as the person's keyboard and language name them. */
export function keyParts(keys: string): string[] {
  // The plus is a key too: `Mod++`.
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys === '+' ? ['+'] : keys.split('+');
  return parts.map((part) => {
    const sign = (apple ? APPLE[part] : undefined) ?? SIGNS[part];
    if (sign !== undefined) return sign;
    const name = NAMES[part];
    return name === undefined ? part : t(name);
  });
}

/** A shortcut in one string. */
export function shownKeys(keys: string): string {
  return keyParts(keys).join(apple ? '' : '+');
}

/** Keys by which text is edited: while a person types they are the field's. */
const EDITING = /^(Mod\+(Shift\+)?[ACVXYZ]|Mod\+(Alt\+)?(Shift\+)?(Arrow\w+|Home|End|Backspace|Delete)|Shift\+F10)$/;

/** Whether keys reach a command although a field has the focus. */
export function passesFields(keys: string): boolean {
  return /^(Mod\+|Alt\+|(Shift\+)?F\d)/.test(keys) && !EDITING.test(keys);
}
