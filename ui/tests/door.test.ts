/** A host elsewhere: logging in, a server that goes away and comes back, and what a browser is not offered. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import Door from '../src/features/door/Door.svelte';
import { isReadable, nameOf } from '../src/platform/browser/files';
import { waitAfter } from '../src/platform/browser/link';
import { Requests } from '../src/platform/browser/request';
import type { Link, LinkState, WireError } from '../src/platform';
import { status, summary, TestHost } from './host';
import { all, click, one, press, row, settle, type } from './window';

/** A link whose state a test sets. */
class TestLink implements Link {
  state: LinkState = 'closed';
  readonly asked: string[] = [];
  refusal: WireError | null = null;
  readonly #watchers = new Set<(state: LinkState) => void>();

  become(state: LinkState): void {
    this.state = state;
    for (const watcher of this.#watchers) watcher(state);
    flushSync();
  }

  watch(cb: (state: LinkState) => void): () => void {
    this.#watchers.add(cb);
    cb(this.state);
    return () => this.#watchers.delete(cb);
  }

  watchTransfer(): () => void {
    return () => undefined;
  }

  async login(token: string): Promise<void> {
    this.asked.push(`login ${token}`);
    if (this.refusal) throw this.refusal;
    this.become('open');
  }

  async logout(): Promise<void> {
    this.become('closed');
  }

  retry(): void {
    this.asked.push('retry');
  }
}

let host: TestHost;
let link: TestLink;
let app: Record<string, unknown>;

beforeEach(() => {
  host = new TestHost();
  link = new TestLink();
  host.link = link;
  host.features = { reveal: false, machine: false, notify: false, dragOut: false };
  host.put({ summary: summary('a'), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
});

afterEach(async () => {
  await unmount(app);
  document.body.replaceChildren();
});

async function open(): Promise<void> {
  app = mount(Door, { target: document.body, props: { host } });
  await settle();
}

describe('the door', () => {
  it('lets nobody see anything before the login', async () => {
    await open();
    expect(one('login')).toBeTruthy();
    expect(host.asked).toEqual([]);
  });

  it('tells a wrong token in words and opens with the right one', async () => {
    await open();
    link.refusal = { code: 'token_invalid', message: 'the API token is not valid' };
    await type('login-token', ' wrong ');
    await click('login-enter');
    expect(link.asked).toEqual(['login wrong']);
    expect(one('login-error').textContent).toContain('This token is not accepted');
    link.refusal = null;
    await type('login-token', 'right');
    expect(all('login-error')).toHaveLength(0);
    await click('login-enter');
    expect(row('a')).toBeTruthy();
  });

  it('covers what is on screen while the server is away, and shows it again', async () => {
    link.state = 'open';
    await open();
    link.become('lost');
    expect(one('lost').textContent).toContain('not reachable');
    expect(row('a').closest('[inert]')).not.toBeNull();
    await click('lost-retry');
    expect(link.asked).toEqual(['retry']);
    link.become('open');
    expect(all('lost')).toHaveLength(0);
    expect(row('a').closest('[inert]')).toBeNull();
  });

  it('says that a session has ended, and hides what it showed', async () => {
    link.state = 'open';
    await open();
    link.become('closed');
    expect(one('login').textContent).toContain('session has ended');
    expect(all('job-row')).toHaveLength(0);
  });

  it('tells a failure once, not again for each call', async () => {
    link.state = 'open';
    await open();
    host.failures.set('delete_jobs', { code: 'remote_unreachable', message: 'no answer' });
    link.become('lost');
    await press('Delete');
    await click('delete-confirm');
    expect(host.asked.some((call) => call.startsWith('delete_jobs'))).toBe(true);
    expect(all('toast')).toHaveLength(0);
  });

  it('offers nothing that only the machine itself can do', async () => {
    link.state = 'open';
    await open();
    await press('F10', { shiftKey: true });
    const labels = [...document.querySelectorAll('[role=menuitem]')].map((item) => item.textContent?.trim());
    expect(labels.some((label) => label?.startsWith('Rename'))).toBe(true);
    expect(labels.some((label) => label?.includes('Show source file'))).toBe(false);
  });
});

describe('the ways of a browser', () => {
  it('waits ever longer for a server that is away, but never very long', () => {
    expect(waitAfter(0, 1)).toBe(0);
    const waits = [1, 2, 3, 4, 5, 20].map((failures) => waitAfter(failures, 1));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(waitAfter(5, 0)).toBeLessThan(15_000);
  });

  it('takes out of a folder what can be read', () => {
    expect(['a/b.PDF', 'scan.tif', 'x.JPeG'].every(isReadable)).toBe(true);
    expect(['a/notes.txt', 'a/.hidden/b.png', '.b.png', 'png'].some(isReadable)).toBe(false);
  });

  it('names downloads as the server does', () => {
    expect(nameOf("attachment; filename*=UTF-8''M%C3%A4rz%201.md", 'x')).toBe('März 1.md');
    expect(nameOf(null, 'result.md')).toBe('result.md');
    expect(nameOf("attachment; filename*=UTF-8''%E6%8", 'result.md')).toBe('result.md');
  });

  it('makes a wire error of whatever a server answers', async () => {
    const heard: string[] = [];
    const requests = new Requests({ lost: () => heard.push('lost'), closed: () => heard.push('closed') });
    const answer = (status: number, body: string): void => {
      vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
    };
    answer(404, '{"code":"not_found","message":"no job"}');
    await expect(requests.send('/x')).rejects.toEqual({ code: 'not_found', message: 'no job' });
    answer(502, '<html>');
    await expect(requests.send('/x')).rejects.toMatchObject({ code: 'remote_unreachable' });
    answer(418, 'tea');
    await expect(requests.send('/x')).rejects.toMatchObject({ code: 'internal' });
    answer(401, '{"code":"token_invalid","message":"log in first"}');
    await expect(requests.send('/x')).rejects.toMatchObject({ code: 'token_invalid' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    await expect(requests.send('/x')).rejects.toMatchObject({ code: 'remote_unreachable' });
    expect(heard).toEqual(['lost', 'closed', 'lost']);
    vi.unstubAllGlobals();
  });
});
