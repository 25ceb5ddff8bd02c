/** A result that the pointer carries out of the window: what was saved last, and only where the host can. */
import { afterEach, beforeEach, expect, it } from 'vitest';

import { setLocale } from '../src/i18n/index.svelte';
import { page, status, summary, TestHost } from './host';
import { close, one, open, settle } from './window';

let host: TestHost;

beforeEach(() => {
  setLocale('en');
  localStorage.removeItem('ocrchat.format');
  host = new TestHost();
  host.put({ summary: summary('a', { pages: 1, pages_done: 1 }), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
  host.pages.set('a/0', page(0));
});
afterEach(close);

async function drag(): Promise<Event> {
  const event = new Event('dragstart', { bubbles: true, cancelable: true });
  one('drag-out').dispatchEvent(event);
  await settle();
  return event;
}

it('is a searchable PDF at first, then what was saved last', async () => {
  await open(host);
  expect(one('drag-out').getAttribute('draggable')).toBe('true');
  expect((await drag()).defaultPrevented).toBe(true);
  expect(host.asked).toContain('drag_out a pdf');
  await close();
  localStorage.setItem('ocrchat.format', 'docx');
  await open(host);
  await drag();
  expect(host.asked).toContain('drag_out a docx');
});

it('is not offered where the host cannot', async () => {
  host.features = { ...host.features, dragOut: false };
  await open(host);
  expect(one('drag-out').getAttribute('draggable')).toBe('false');
});
