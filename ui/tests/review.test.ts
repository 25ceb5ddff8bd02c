/** The review as a person does it: by keys alone, each of them counted. */
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import type { Page } from '../src/platform';
import { page, status, summary, TestHost } from './host';
import { all, close, one, open, settle } from './window';

/** A busy machine is slow, and no test is about that. */
const PATIENCE = { timeout: 10_000, interval: 20 };

let host: TestHost;
let keys = 0;

beforeEach(() => {
  setLocale('en');
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
  host = new TestHost();
  keys = 0;
});
afterEach(close);

/** A page of lines with five words each, of which those in `wrong` are doubtful and misread. */
function planted(index: number, wrong: number): Page {
  const blocks = Array.from({ length: wrong }, (_, i) => {
    const words = ['the', `wr0ng${index}x${i}`, 'word', 'stands', 'here'].map((text, w) => ({
      text,
      confidence: w === 1 ? 0.4 : 0.99,
      bbox: [w * 60, i * 10, w * 60 + 50, i * 10 + 8] as [number, number, number, number],
      ...(w === 1 && i % 5 === 0 ? { alternatives: [`right${index}x${i}`, 'other'] } : {}),
    }));
    const quad: [[number, number], [number, number], [number, number], [number, number]] = [[0, i * 10], [300, i * 10], [300, i * 10 + 8], [0, i * 10 + 8]];
    const line = { text: words.map(({ text }) => text).join(' '), quad, confidence: 0.9, words };
    return { id: i + 1, kind: 'paragraph' as const, bbox: [0, i * 10, 300, i * 10 + 8] as [number, number, number, number], confidence: 0.9, level: 0, lines: [line], table: null };
  });
  return { ...page(index), blocks };
}

function put(...pages: Page[]): void {
  host.put({ summary: summary('a', { pages: pages.length, pages_done: pages.length }), pages: pages.map((_, i) => status(i)), source: null, source_bytes: null, warnings: [] });
  for (const one of pages) host.pages.set(`a/${one.index}`, one);
}

/** One key as a keyboard sends it to where the focus is: what nobody takes goes into the field. */
function stroke(key: string, more: KeyboardEventInit = {}): void {
  keys++;
  const field = all<HTMLInputElement>('word-field')[0];
  const target = field ?? document.body;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  const taken = !target.dispatchEvent(event);
  if (taken || !field || [...key].length !== 1) return;
  // All of a fresh word is selected.
  const selected = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  field.value = selected ? key : field.value + key;
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

function write(text: string): void {
  for (const letter of text) stroke(letter);
}

const texts = (index: number): string[] => (host.pages.get(`a/${index}`)?.blocks ?? []).map(({ lines }) => lines[0]?.words[1]?.text ?? '');

describe('a review of fifty planted errors', () => {
  it('costs at most three keys a word beside the letters, over the end of pages, and ends by itself', async () => {
    put(planted(0, 30), planted(1, 20));
    await open(host);
    stroke('F2');
    await settle();
    let letters = 0;
    for (let n = 0; n < 50; n++) {
      const [index, i] = n < 30 ? [0, n] : [1, n - 30];
      const right = `right${index}x${i}`;
      expect(one<HTMLInputElement>('word-field').value).toBe(`wr0ng${index}x${i}`);
      if (i % 5 === 0) stroke('1', { altKey: true });
      else {
        write(right);
        letters += right.length;
        stroke('Enter');
      }
      await settle();
    }
    expect(all('word-editor')).toHaveLength(0);
    expect(texts(0)).toEqual(Array.from({ length: 30 }, (_, i) => `right0x${i}`));
    expect(texts(1)).toEqual(Array.from({ length: 20 }, (_, i) => `right1x${i}`));
    const perWord = (keys - letters) / 50;
    expect(perWord).toBeLessThanOrEqual(1.02);
    expect(document.body.textContent).toContain('All doubtful words are checked');
  }, 60_000);

  it('loses and mixes up nothing when the keys come faster than the host answers', async () => {
    put(planted(0, 10));
    host.slow = 8;
    await open(host);
    stroke('F2');
    await vi.waitFor(() => one('word-field'), PATIENCE);
    for (let i = 0; i < 10; i++) {
      write(`fast${i}`);
      stroke('Enter');
    }
    const typed = Array.from({ length: 10 }, (_, i) => `fast${i}`);
    await vi.waitFor(() => expect(texts(0)).toEqual(typed), PATIENCE);
  }, PATIENCE.timeout * 3);
});

describe('the review', () => {
  it('accepts what stands there with Enter alone, and says how far it is', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('Doubtful');
    stroke('Enter');
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('line');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await settle();
    expect(one('review-progress').textContent).toBe('1 of 2 checked');
  });

  it('goes on while the figures of its document change', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    stroke('Enter');
    await settle();
    host.send({ type: 'job_changed', job: summary('a', { pages: 1, pages_done: 1, mean_confidence: 0.97 }) });
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('line');
  });

  it('asks for more readings of a word, and takes one', async () => {
    put(page());
    host.readings = ['Doubtful', 'Doubtless'];
    await open(host);
    stroke('F2');
    await settle();
    expect(all('reading')).toHaveLength(0);
    stroke(' ', { ctrlKey: true });
    await settle();
    expect(all('reading').map((one) => one.textContent?.trim())).toEqual(['1Doubtless']);
    all('reading')[0]?.click();
    await settle();
    expect(JSON.stringify(host.pages.get('a/0')?.blocks)).toContain('"text":"Doubtless"');
  });

  it('says so when there are no more readings', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    one('review-seek').click();
    await settle();
    expect(one('word-editor').textContent).toContain('The engines read nothing else here.');
    expect(all('review-seek')).toHaveLength(0);
  });

  it('goes back to the word whose correction is undone', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    write('Sure');
    stroke('Enter');
    await settle();
    expect(document.querySelector('[data-text-word="1:0"]')?.textContent).toBe('Sure');
    stroke('z', { ctrlKey: true });
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('Doubtful');
    expect(document.querySelector('[data-text-word="1:0"]')?.textContent).toBe('Doubtful');
  });

  it('keeps what was typed when it cannot be taken, and says why', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    host.failures.set('edit_page', { code: 'disk_full', message: 'no room' });
    write('Sure');
    stroke('Enter');
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('Sure');
    expect(document.body.textContent).toContain('no room');
    expect(document.querySelector('[data-text-word="1:0"]')?.textContent).toBe('Doubtful');
  });

  it('goes on when the host tells of its document anew, as it does after each correction', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    write('Sure');
    stroke('Enter');
    await settle();
    host.change('a', { mean_confidence: 0.97 });
    const job = host.jobs.get('a')?.summary;
    if (job) host.send({ type: 'job_changed', job });
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('line');
  });

  it('is left by Escape, and skips by Tab without a word on the doubt', async () => {
    put(page());
    await open(host);
    stroke('F2');
    await settle();
    stroke('Tab');
    await settle();
    expect(one<HTMLInputElement>('word-field').value).toBe('line');
    stroke('Escape');
    await settle();
    expect(all('word-editor')).toHaveLength(0);
    expect(host.asked.some((one) => one.startsWith('edit_page'))).toBe(false);
  });
});
