/** The whole app in a document, and the ways in which tests reach into it. */
import { flushSync, mount, unmount } from 'svelte';
import { expect } from 'vitest';

import App from '../src/App.svelte';
import { status, summary, type TestHost } from './host';

let app: Record<string, unknown> | null = null;

/** Lets replies arrive and the document follow. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
  flushSync();
}

/** Waits out what the app itself waits for: typing that rests, changes that come together. */
export async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  await settle();
}

export async function open(host: TestHost): Promise<void> {
  app = mount(App, { target: document.body, props: { host } });
  await settle();
}

export async function close(): Promise<void> {
  if (app) await unmount(app);
  app = null;
  document.body.replaceChildren();
}

export function all<E extends Element = HTMLElement>(id: string): E[] {
  return [...document.querySelectorAll<E>(`[data-testid="${id}"]`)];
}

export function one<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = all<E>(id);
  expect(found, id).toHaveLength(1);
  return found[0] as E;
}

export async function click(id: string): Promise<void> {
  one(id).click();
  await settle();
}

/** Presses a key on an element, by default the list of jobs. */
export async function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = one('job-list')): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await settle();
}

export async function type(id: string, text: string, event = 'input'): Promise<void> {
  const field = one<HTMLInputElement>(id);
  field.value = text;
  field.dispatchEvent(new Event(event, { bubbles: true }));
  await settle();
}

export async function pick(id: string, value: string): Promise<void> {
  await type(id, value, 'change');
}

/** The row of a job. */
export function row(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid=job-row][data-job="${id}"]`);
  expect(found, id).not.toBeNull();
  return found as HTMLElement;
}

/** Puts `count` finished jobs of one page into the host: `job-0` is the newest. */
export function many(host: TestHost, count: number): void {
  for (let i = 0; i < count; i++) {
    const name = `scan ${count - i}.pdf`;
    host.put({ summary: summary(`job-${i}`, { name, created_ms: 1e6 - i }), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
  }
}
