/**
 * Every word that the interface shows comes from here. The language follows the system until a person picks one;
 * their choice is kept in this web view's own storage.
 */
import type { Code } from '../platform';
import { chooseLocale, isLocale, languages, type Language, type Locale } from './locales';
import type { ErrorWords, Key, PluralKey, Values } from './messages';

export { languages, locales, type Locale } from './locales';
export type { Key, PluralKey } from './messages';

const STORED = 'ocrchat.language';

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function initial(): Locale {
  const kept = stored();
  return isLocale(kept) ? kept : chooseLocale(navigator.languages ?? [navigator.language]);
}

let current = $state<Locale>(initial());
const numbers = $derived(new Intl.NumberFormat(current));
const percents = $derived(new Intl.NumberFormat(current, { style: 'percent', maximumFractionDigits: 0 }));
const plurals = $derived(new Intl.PluralRules(current));

/** The language in use. */
export function locale(): Locale {
  return current;
}

/** What the document element says about the language in use. */
export function language(): Language {
  return languages[current];
}

/** Changes the language and remembers it. */
export function setLocale(next: Locale): void {
  current = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Storage may be switched off; the choice then lasts until the window closes.
  }
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

/** The text of `key`, its places filled with `values`. */
export function t(key: Key, values: Values = {}): string {
  return fill(languages[current].messages[key], values);
}

/** The text of `key` in the form that `n` things take. `{n}` is filled by itself. */
export function count(key: PluralKey, n: number, values: Values = {}): string {
  const form = plurals.select(n) === 'one' ? 'one' : 'other';
  return fill(languages[current].messages[`${key}.${form}`], { ...values, n });
}

/** A share of 0–1 in percent. Rounded down, so that only what is whole reads as 100 %. */
export function percent(share: number): string {
  return percents.format(Math.floor(share * 100 + 1e-9) / 100);
}

/** What an error means and what to do about it. A code from a newer host is worded as `internal`. */
export function errorWords(code: Code): ErrorWords {
  const table = languages[current].errors;
  return Object.hasOwn(table, code) ? table[code] : table.internal;
}
