import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { statusName } from '../src/features/languages/languages.svelte';
import { bytes, setLocale } from '../src/i18n/index.svelte';
import { language, TestHost } from './host';
import { click, close, many, one, open, press, type } from './window';

let host: TestHost;
const missing = { ready: false, engine: 'tesseract', install: 'sudo apt-get install tesseract-ocr-rus' };

beforeEach(async () => {
  setLocale('de');
  host = new TestHost();
  host.languages = [
    language('eng', 'en', 'English', { autonym: 'English' }),
    language('rus', 'ru', 'Russian', { ...missing, autonym: 'Русский' }),
    language('kor', 'ko', 'Korean', { ...missing, installable: true }),
  ];
  many(host, 1);
  await open(host);
  await press(',', { ctrlKey: true }, document.body);
  await click('settings-languages');
});
afterEach(close);

describe('languages', () => {
  it('say what is ready and how the others are got', () => {
    expect(one('language-eng').textContent).toContain('bereit');
    expect(one('language-rus').textContent).toContain('sudo apt-get install tesseract-ocr-rus');
    expect(one('language-rus').querySelector('[data-testid=copy-rus]')).not.toBeNull();
    expect(one('language-kor').textContent).not.toContain('apt-get');
  });

  it('are found by any of their names', async () => {
    const shown = () => [...one('languages').querySelectorAll('li')].map((row) => row.dataset['testid']);
    for (const [sought, code] of [['russisch', 'rus'], ['Русск', 'rus'], ['Korean', 'kor'], ['eng', 'eng']] as const) {
      await type('languages-search', sought);
      expect(shown(), sought).toEqual([`language-${code}`]);
    }
    await type('languages-search', 'xyz');
    expect(one('languages').textContent).toContain('Keine Sprache');
  });

  it('are installed where the system can, and a refusal is told', async () => {
    host.failures.set('install_language', { code: 'cancelled', message: 'the password was not given' });
    await click('install-kor');
    expect(one('settings').textContent).toContain('the password was not given');
    host.failures.clear();
    await click('install-kor');
    expect(host.asked.at(-1)).toBe('install_language {"language":"kor"}');
    expect(one('language-kor').textContent).toContain('bereit');
  });

  it('are called as the interface calls them, and by the host where it has no name', () => {
    expect(statusName(language('script/Armenian', 'und-Armn', 'Armenian script', { script: 'Armn' }))).toBe('Schrift: Armenisch');
    expect(statusName(language('zzz', 'qzz', 'Of the valley'))).toBe('Of the valley');
  });
});

describe('sizes', () => {
  it('keep the number before its Latin unit among Hebrew', () => {
    setLocale('he');
    expect(bytes(31_200_000)).toBe('\u206631.2 MB\u2069');
    setLocale('de');
    expect(bytes(31_200_000).replace('\u00a0', ' ')).toBe('31,2 MB');
  });
});
