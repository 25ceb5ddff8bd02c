/** The chat as a person uses it: what is asked, what comes of it, and where its citations lead. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { suggestions } from '../src/features/chat/suggest';
import { setLocale } from '../src/i18n/index.svelte';
import type { ChatCitation } from '../src/platform';
import { nowhere, type Answer } from './chats';
import { page, status, summary, TestHost } from './host';
import { all, click, close, one, open, pick, press, rest, row, settle, type } from './window';

let host: TestHost;

const cited: ChatCitation = { job: 'a', page: 1, snippet: 'Total 406.80', boxes: [[10, 20, 60, 40], [70, 20, 120, 40]] };
const total: Answer = { text: 'The total is 406.80 (p. 2).', standing: 'supported', citations: [cited] };

beforeEach(async () => {
  setLocale('en');
  localStorage.clear();
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
  host = new TestHost();
  host.put({ summary: summary('a', { pages: 2, pages_done: 2, created_ms: 3000 }), pages: [status(0), status(1)], source: null, source_bytes: null, warnings: [] });
  host.put({ summary: summary('b', { created_ms: 2000 }), pages: [status(0)], source: null, source_bytes: null, warnings: [] });
  for (const [job, index] of [['a', 0], ['a', 1], ['b', 0]] as const) host.pages.set(`${job}/${index}`, page(index));
});
afterEach(close);

async function begin(): Promise<void> {
  await open(host);
  await click('tab-chat');
}

async function ask(question: string): Promise<void> {
  await type('chat-question', question);
  await press('Enter', {}, one('chat-question'));
}

const texts = (id: string): string[] => all(id).map((element) => element.textContent?.trim().replaceAll('\u00a0', ' ') ?? '');
const asked = (command: string): Record<string, unknown>[] =>
  host.asked.filter((line) => line.startsWith(`${command} `)).map((line) => JSON.parse(line.slice(command.length + 1)) as Record<string, unknown>);

describe('a question', () => {
  it('is sent by Enter and answered with its places', async () => {
    host.chats.answers = [total];
    await begin();
    await ask('  What is the total? ');
    expect(asked('ask_chat')).toMatchObject([{ jobs: ['a'], question: 'What is the total?', answerer: 'extractive', allow_upload: false }]);
    expect(texts('question')).toEqual(['What is the total?']);
    expect(texts('answer-text')).toEqual([total.text]);
    expect(one('answer').dataset['standing']).toBe('supported');
    expect(one('citation').textContent).toContain('p. 2');
    expect(one('citation').textContent).toContain('Total 406.80');
    expect(one<HTMLTextAreaElement>('chat-question').value).toBe('');
  });

  it('is not sent by Shift+Enter, in the middle of a word, or when it is empty', async () => {
    await begin();
    await type('chat-question', 'What');
    await press('Enter', { shiftKey: true }, one('chat-question'));
    await press('Enter', { isComposing: true }, one('chat-question'));
    await ask('   ');
    expect(asked('ask_chat')).toEqual([]);
  });

  it('shows its answer as it comes, and nothing of others', async () => {
    host.chats.holding = true;
    host.chats.answers = [total];
    await begin();
    await ask('What is the total?');
    const [request = ''] = host.chats.waiting;
    host.send({ type: 'chat_progress', request, text: 'The total ' });
    host.send({ type: 'chat_progress', request: 'another', text: 'is nonsense' });
    host.send({ type: 'chat_progress', request, text: 'is' });
    await settle();
    expect(texts('answer-text')).toEqual(['The total is']);
    host.chats.release();
    await settle();
    expect(texts('answer-text')).toEqual([total.text]);
    expect(all('answering')).toHaveLength(0);
  });

  it('can be taken back, and typed on', async () => {
    host.chats.holding = true;
    await begin();
    await ask('What is the total?');
    await click('chat-stop');
    expect(asked('cancel_chat')).toHaveLength(1);
    expect(all('question')).toHaveLength(0);
    expect(all('chat-failed')).toHaveLength(0);
    expect(one<HTMLTextAreaElement>('chat-question').value).toBe('What is the total?');
  });

  it('that fails says why, and can be tried again', async () => {
    host.failures.set('ask_chat', { code: 'remote_unreachable', message: 'no route' });
    await begin();
    await ask('What is the total?');
    expect(one('chat-failed').textContent).toContain('no route');
    host.failures.clear();
    host.chats.answers = [total];
    await click('chat-again');
    expect(texts('question')).toEqual(['What is the total?']);
    expect(texts('answer-text')).toEqual([total.text]);
  });

  it('belongs to its document, though another is looked at', async () => {
    host.chats.holding = true;
    host.chats.answers = [total];
    await begin();
    await ask('What is the total?');
    row('b').click();
    await settle();
    expect(all('answering')).toHaveLength(0);
    host.chats.release();
    await settle();
    expect(all('answer')).toHaveLength(0);
    row('a').click();
    await settle();
    expect(texts('answer-text')).toEqual([total.text]);
  });
});

describe('an answer', () => {
  it('opens the page of a citation, its words marked', async () => {
    host.chats.answers = [total];
    await begin();
    await ask('What is the total?');
    expect(one('citation').getAttribute('aria-pressed')).toBe('false');
    await click('citation');
    expect(asked('get_page')).toContainEqual({ job: 'a', page: 1 });
    expect(document.querySelector<HTMLElement>('[data-cited="2"]')).not.toBeNull();
    expect(one('citation').getAttribute('aria-pressed')).toBe('true');
  });

  it('that the document does not hold is said in the language of the person, with what is near', async () => {
    host.chats.answers = [{ ...nowhere, citations: [cited] }, { text: 'a lie', standing: 'unsupported', citations: [] }];
    await begin();
    await ask('Who is the king?');
    await ask('Is he?');
    const [refused, withheld] = all('answer');
    expect(refused?.textContent).toContain('Not in this document');
    expect(refused?.textContent).toContain('Nearest passages');
    expect(refused?.querySelectorAll('[data-testid=citation]')).toHaveLength(1);
    expect(withheld?.textContent).toContain('Answer withheld');
    expect(withheld?.textContent).not.toContain('a lie');
  });

  it('can be given anew, in its place', async () => {
    host.chats.answers = [nowhere, nowhere, total];
    await begin();
    await ask('What is the total?');
    await ask('What is the date?');
    all('answer-retry')[0]?.click();
    await settle();
    expect(asked('retry_chat')).toMatchObject([{ message: 2, answerer: 'extractive' }]);
    expect(all('answer').map((answer) => answer.dataset['standing'])).toEqual(['supported', 'not_found']);
  });

  it('goes with its question, or alone; a whole chat only when the person is sure', async () => {
    host.chats.answers = [total, total, total];
    await begin();
    for (const question of ['One?', 'Two?', 'Three?']) await ask(question);
    all('question-delete')[0]?.click();
    await settle();
    expect(texts('question')).toEqual(['Two?', 'Three?']);
    all('answer-delete')[0]?.click();
    await settle();
    expect([all('question').length, all('answer').length, all('question-again').length]).toEqual([2, 1, 1]);
    await click('chat-clear');
    expect(asked('delete_chat')).toEqual([]);
    await click('chat-clear-sure');
    expect(asked('delete_chat')).toEqual([{ jobs: ['a'] }]);
    expect(all('question')).toHaveLength(0);
  });
});

describe('a model', () => {
  const far = { url: 'https://models.example/v1', model: 'big', problem: null, is_near: false, has_key: true, key_place: 'file', consent: 'ask' } as const;

  it('is asked only after consent where text would leave', async () => {
    host.chats.endpoint = far;
    host.chats.answers = [{ ...total, text: '**406.80** <img src=x onerror=alert(1)>' }];
    await begin();
    expect(one('chat-where').textContent).toContain('Nothing leaves');
    await pick('chat-answerer', 'generative');
    expect(one('chat-where').textContent).toContain('models.example');
    await ask('What is the total?');
    expect(asked('ask_chat')).toEqual([]);
    await click('chat-consent-no');
    expect(one<HTMLTextAreaElement>('chat-question').value).toBe('What is the total?');
    await press('Enter', {}, one('chat-question'));
    await click('chat-consent-once');
    expect(asked('ask_chat')).toMatchObject([{ answerer: 'generative', allow_upload: true }]);
    expect(asked('set_settings')).toEqual([]);
    expect(one('answer-text').querySelector('strong')?.textContent).toBe('406.80');
  });

  it('is not offered where nothing may leave', async () => {
    host.chats.endpoint = { ...far, consent: 'forbidden' };
    await begin();
    expect(all('chat-answerer')).toHaveLength(0);
    await click('chat-model');
    await type('endpoint-model', 'small', 'change');
    expect(host.settings.endpoint.model).toBe('small');
    await pick('endpoint-consent', 'allowed');
    expect(host.settings.endpoint.consent).toBe('allowed');
  });
});

describe('chats', () => {
  it('are over several documents where several are marked', async () => {
    host.chats.answers = [{ ...total, citations: [cited, { ...cited, job: 'b', page: 0 }] }];
    await begin();
    row('b').dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }));
    await settle();
    await ask('Which is the highest total?');
    expect(asked('ask_chat')).toMatchObject([{ jobs: ['a', 'b'] }]);
    const [, second] = all('citation');
    expect(second?.textContent).toContain('b.png');
    second?.click();
    await settle();
    expect(asked('get_page')).toContainEqual({ job: 'b', page: 0 });
    expect(all('answer')).toHaveLength(1);
  });

  it('are found by their words, and opened there', async () => {
    host.chats.answers = [total];
    await begin();
    await ask('What is the total?');
    row('b').click();
    await settle();
    await click('chat-find');
    await type('chat-search', 'what is');
    await rest();
    expect(texts('chat-hit')).toHaveLength(1);
    await click('chat-hit');
    expect(texts('question')).toEqual(['What is the total?']);
    expect(row('a').getAttribute('aria-selected')).toBe('true');
  });
});

describe('suggestions', () => {
  it('are of what the page names', () => {
    expect(suggestions('Invoice number: 5\nDue date: 2 April\nTotal 406.80')).toEqual(['chat.suggest.total', 'chat.suggest.due', 'chat.suggest.number', 'chat.suggest.date']);
    expect(suggestions('Rechnungsnr. 12, Gesamtbetrag 3,00')).toContain('chat.suggest.total');
    expect(suggestions('It was the best of times')).toEqual([]);
  });
});
