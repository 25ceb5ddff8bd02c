/** The languages of the interface. To add one: its two tables, and one row here. */
import { de } from './de';
import { en } from './en';
import { errorsDe } from './errors.de';
import { errorsEn } from './errors.en';
import { errorsHe } from './errors.he';
import { he } from './he';
import type { ErrorTable, Messages } from './messages';

/** A language of the interface. */
export interface Language {
  /** What its speakers call it. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
  readonly messages: Messages;
  readonly errors: ErrorTable;
}

/** Every language by its BCP 47 tag; the first is the fallback. */
export const languages = {
  en: { name: 'English', dir: 'ltr', messages: en, errors: errorsEn },
  de: { name: 'Deutsch', dir: 'ltr', messages: de, errors: errorsDe },
  he: { name: 'עברית', dir: 'rtl', messages: he, errors: errorsHe },
} as const satisfies Record<string, Language>;

export type Locale = keyof typeof languages;

/** Every tag, in the order in which they are offered. */
export const locales = Object.keys(languages) as Locale[];

/** Whether `tag` names a language that there is. */
export function isLocale(tag: string | null): tag is Locale {
  return tag !== null && Object.hasOwn(languages, tag);
}

/** The first of the wanted tags (`de-AT`, `en` …) that there is a language for. */
export function chooseLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (isLocale(base)) return base;
  }
  return 'en';
}
