/** The dictionary and the list of replacements, as they are kept in the settings and run over a document. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import type { Page } from '../src/platform';
import { page, status, summary, TestHost } from './host';
import { all, click, close, one, open, press, settle, type } from './window';

let host: TestHost;

/** A page of one line. */
function line(text: string): Page {
  const words = text.split(' ').map((word, at) => ({ text: word, confidence: 0.99, bbox: [at * 50, 0, at * 50 + 40, 8] as [number, number, number, number] }));
  const quad: [[number, number], [number, number], [number, number], [number, number]] = [[0, 0], [300, 0], [300, 8], [0, 8]];
  const block = { id: 1, kind: 'paragraph' as const, bbox: [0, 0, 300, 8] as [number, number, number, number], confidence: 0.9, level: 0, lines: [{ text, quad, confidence: 0.9, words }], table: null };
  return { ...page(0), blocks: [block] };
}

beforeEach(async () => {
  setLocale('en');
  host = new TestHost();
  host.put({ summary: summary('a', { pages: 1, pages_done: 1 }), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
  host.pages.set('a/0', line('the lnvoice of the lnvoice'));
  host.corrections.dictionary = ['Zugspitze'];
  await open(host);
  await press(',', { ctrlKey: true }, document.body);
  await click('settings-words');
  await settle();
});
afterEach(close);

async function send(field: string): Promise<void> {
  one(field).closest('form')?.requestSubmit();
  await settle();
}

const known = (): string[] => all('dictionary').flatMap((list) => [...list.querySelectorAll('li')].map((item) => item.textContent?.trim() ?? ''));

describe('the dictionary', () => {
  it('takes in words, finds them and forgets them', async () => {
    expect(known()).toEqual(['Zugspitze']);
    await type('dictionary-field', 'Ångström  Abendröte');
    await send('dictionary-field');
    expect(host.corrections.dictionary).toEqual(['Abendröte', 'Zugspitze', 'Ångström']);
    expect(one<HTMLInputElement>('dictionary-field').value).toBe('');
    await type('dictionary-field', 'abend');
    expect(known()).toEqual(['Abendröte']);
    await click('dictionary-forget');
    expect(host.corrections.dictionary).toEqual(['Zugspitze', 'Ångström']);
  });

  it('keeps what was typed when the host refuses it', async () => {
    host.failures.set('add_words', { code: 'output_unwritable', message: 'the history is read-only' });
    await type('dictionary-field', 'Neues');
    await send('dictionary-field');
    expect(one('settings').querySelector('[role=alert]')?.textContent).toContain('the history is read-only');
    expect(one<HTMLInputElement>('dictionary-field').value).toBe('Neues');
  });
});

describe('the list of replacements', () => {
  it('is kept and run over the open document', async () => {
    await type('replacement-what', 'lnvoice');
    await type('replacement-by', 'invoice');
    await click('replacement-regex');
    await click('replacement-regex');
    await click('replacement-case');
    await send('replacement-what');
    expect(host.corrections.replacements).toEqual([
      { pattern: { text: 'lnvoice', case: false, whole_word: true, regex: false }, replacement: 'invoice' },
    ]);
    await click('replacements-run');
    await settle();
    expect(host.pages.get('a/0')?.blocks[0]?.lines[0]?.words.map((word) => word.text)).toEqual(['the', 'invoice', 'of', 'the', 'invoice']);
    expect(document.body.textContent).toContain('2 places replaced');
  });

  it('loses only the pair that is removed', async () => {
    for (const what of ['rn', 'vv']) {
      await type('replacement-what', what);
      await send('replacement-what');
    }
    all('replacement-remove')[0]?.click();
    await settle();
    expect(host.corrections.replacements.map((one) => one.pattern.text)).toEqual(['vv']);
    expect(one('replacements').textContent).toContain('(nothing)');
  });
});
