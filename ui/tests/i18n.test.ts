import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { count, errorWords, percent, setLocale, t } from '../src/i18n/index.svelte';
import { chooseLocale, languages, locales } from '../src/i18n/locales';

/** The codes that the generated contract names; its type alone is gone at run time. */
function codes(): string[] {
  const bindings = readFileSync('src/platform/bindings.ts', 'utf8');
  const union = /export type Code = ([^;]+);/.exec(bindings)?.[1] ?? '';
  return [...union.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '');
}

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('languages', () => {
  it('know the codes of the contract', () => expect(codes().length).toBeGreaterThan(20));

  it.each(locales)('%s has every text of English, with the same places', (tag) => {
    const { messages } = languages[tag];
    expect(Object.keys(messages).sort()).toEqual(Object.keys(languages.en.messages).sort());
    for (const [key, text] of Object.entries(languages.en.messages)) {
      const own = messages[key as keyof typeof messages];
      expect(own.trim(), key).not.toBe('');
      expect(places(own), key).toEqual(places(text));
    }
  });

  it.each(locales)('%s words every error code and no other', (tag) => {
    const { errors } = languages[tag];
    expect(Object.keys(errors).sort()).toEqual(codes().sort());
    for (const [code, { title, hint }] of Object.entries(errors)) {
      expect(title.length, code).toBeGreaterThan(4);
      expect(hint, code).toMatch(/\.$/);
    }
  });

  it('are chosen by what the system wants', () => {
    expect(chooseLocale(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(chooseLocale(['fr'])).toBe('en');
    // `constructor` is a property of every object, not a language.
    expect(chooseLocale(['constructor'])).toBe('en');
  });

  it('are remembered', () => {
    setLocale('de');
    expect(localStorage.getItem('ocrchat.language')).toBe('de');
    expect(t('open.files')).toBe('Dateien öffnen');
    setLocale('en');
    expect(t('open.files')).toBe('Open files');
  });
});

describe('texts', () => {
  it('are filled', () => {
    setLocale('en');
    expect(t('page.of', { n: 1200 })).toBe('of 1,200');
    expect(count('jobs.pages', 1)).toBe('1 page');
    expect(count('jobs.pages_of', 3, { done: 2 })).toBe('2 of 3 pages');
    setLocale('de');
    expect(count('jobs.pages', 2)).toBe('2 Seiten');
    setLocale('en');
  });

  it('never call 99.9 % whole', () => {
    expect(percent(0.999)).toBe('99%');
    expect(percent(0.29)).toBe('29%');
    expect(percent(1)).toBe('100%');
  });

  it('word a code that is newer than this table', () => {
    expect(errorWords('from_tomorrow' as never)).toBe(languages.en.errors.internal);
  });
});
