/**
 * Every word that the interface shows comes from here. The language follows the system until a person picks one;
 * their choice is kept in this web view's own storage.
 */
import type { Code } from '../platform';
import { isSameDay } from './dates';
import { isolate } from './isolate';
import { toTag } from './languages';
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
const days = $derived(new Intl.DateTimeFormat(current, { dateStyle: 'medium' }));
const times = $derived(new Intl.DateTimeFormat(current, { timeStyle: 'short' }));
const tongues = $derived(new Intl.DisplayNames(current, { type: 'language', fallback: 'none' }));
const scripts = $derived(new Intl.DisplayNames(current, { type: 'script', fallback: 'none' }));
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

/** A number as the language writes it. */
export function number(n: number): string {
  return numbers.format(n);
}

/** The day of a moment, given in milliseconds since 1970. */
export function day(ms: number): string {
  return days.format(ms);
}

/** A moment as briefly as it can be told apart: the time if it is of today, else the day. */
export function moment(ms: number, now = Date.now()): string {
  return isSameDay(ms, now) ? times.format(ms) : days.format(ms);
}

/** A span of time as briefly as it can be told: seconds, minutes, or hours. */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(current, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: unit === 'hour' ? 1 : 0 }).format(value);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size in the unit that fits, with three digits at most. Units go by the thousand, as file managers count. */
export function bytes(size: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  const unit = UNITS[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
  const text = new Intl.NumberFormat(current, options).format(size / 1000 ** step);
  // Among letters that run to the left the number would come to stand behind its Latin unit.
  return languages[current].dir === 'rtl' && /[a-z]/i.test(text) ? isolate(text) : text;
}

/** What a language is called, by any of its codes; the code itself where it has no name here. */
export function languageName(code: string): string {
  try {
    return tongues.of(toTag(code)) ?? code;
  } catch {
    return code;
  }
}

/** What a script is called, by its ISO 15924 code; `null` where it has no name here. */
export function scriptName(code: string): string | null {
  try {
    return scripts.of(code) ?? null;
  } catch {
    return null;
  }
}

/** What an error means and what to do about it. A code from a newer host is worded as `internal`. */
export function errorWords(code: Code): ErrorWords {
  const table = languages[current].errors;
  return Object.hasOwn(table, code) ? table[code] : table.internal;
}
