/**
 * The chat about the document that is open, or about those that are marked: what was said, the question that is being
 * answered, and who answers. A question belongs to the documents that it was asked of, so that a person may look at
 * another one meanwhile. Nothing is kept here: the host has the history.
 */
import { SvelteMap } from 'svelte/reactivity';

import { toWireError, type AnswererChoice, type ChatCitation, type ChatHit, type ChatMessage, type EndpointStatus, type HostEvent, type WireError } from '../../platform';
import { recall, remember } from '../../platform/memory';
import type { Session } from '../../session.svelte';

/** More documents than this cannot be asked at once. */
export const MOST_DOCUMENTS = 100;

const ANSWERER = 'ocrchat.answerer';

/** What is to be done: a new question, or an old one's answer anew. */
interface Errand {
  readonly jobs: readonly string[];
  readonly answerer: AnswererChoice;
  readonly question: string;
  /** The answer (or the question) that is to be answered again. */
  readonly again: number | null;
}

/** A question that is being answered. */
export interface Running extends Errand {
  readonly request: string;
  /** What of the answer was checked so far. */
  readonly text: string;
}

/** A question that could not be answered. */
export interface Failed extends Errand {
  readonly error: WireError;
}

export class Chat {
  /** Oldest first. */
  messages = $state.raw<readonly ChatMessage[]>([]);
  /** Whether the history of these documents is here. */
  loaded = $state(false);
  /** The question as far as it was typed. */
  draft = $state('');
  status = $state.raw<EndpointStatus | null>(null);
  /** The errand that waits for the person's consent to send text away. */
  waiting = $state.raw<Errand | null>(null);
  /** The message that is to come into view. */
  wanted = $state<number | null>(null);
  /** The citation that was opened last, as `message/place`. */
  #opened = $state<string | null>(null);
  #wish = $state<AnswererChoice>(recall(ANSWERER) === 'generative' ? 'generative' : 'extractive');
  readonly #running = new SvelteMap<string, Running>();
  readonly #failed = new SvelteMap<string, Failed>();
  #count = 0;

  /** The documents that are asked: those that are marked where there are several, else the one that is open. */
  readonly jobs: readonly string[] = $derived.by(() => {
    const { chosen, current } = this.session.jobs;
    if (chosen.ids.size > 1) return [...chosen.ids].sort();
    return current === null ? [] : [current.id];
  });
  /** The same documents are the same chat. */
  readonly scope = $derived(this.jobs.join(' '));
  readonly tooMany = $derived(this.jobs.length > MOST_DOCUMENTS);
  /** Whether there is a text to ask. */
  readonly ready = $derived(!this.tooMany && this.jobs.some((id) => (this.session.jobs.job(id)?.pages_done ?? 0) > 0));
  readonly running = $derived(this.#running.get(this.scope) ?? null);
  readonly failed = $derived(this.#failed.get(this.scope) ?? null);
  /** Whether the model of the endpoint can be asked. */
  readonly generates = $derived.by(() => {
    const { status } = this;
    return status !== null && status.url !== '' && status.problem === null && (status.is_near || status.consent !== 'forbidden');
  });
  readonly answerer: AnswererChoice = $derived(this.generates ? this.#wish : 'extractive');

  constructor(private readonly session: Session) {}

  /** Takes in who is to answer from now on. */
  choose(answerer: AnswererChoice): void {
    this.#wish = answerer;
    remember(ANSWERER, answerer);
  }

  /** Asks whether there is a model to ask. */
  async learn(): Promise<void> {
    try {
      this.status = await this.session.host.call('endpoint_status', {});
    } catch {
      // Without an answer there is no model; the documents' own words answer.
      this.status = null;
    }
  }

  /** Brings the history of the documents on screen. */
  async load(): Promise<void> {
    const { scope, jobs } = this;
    this.messages = [];
    this.loaded = false;
    if (jobs.length === 0 || this.tooMany) return;
    await this.#reload(scope, jobs);
  }

  /** Asks what was typed, or another question. */
  ask(question = this.draft): void {
    const text = question.trim();
    if (text === '' || this.running !== null || !this.ready) return;
    if (question === this.draft) this.draft = '';
    this.#begin({ jobs: this.jobs, answerer: this.answerer, question: text, again: null });
  }

  /** Has a message answered anew. */
  retry(message: ChatMessage): void {
    if (this.running === null) this.#begin({ jobs: this.jobs, answerer: this.answerer, question: '', again: message.id });
  }

  /** Tries once more what could not be done. */
  tryAgain(): void {
    const { failed } = this;
    if (failed) this.#begin({ ...failed, answerer: this.answerer });
  }

  /** Lets go of a question that could not be answered; it can be typed on. */
  dismiss(): void {
    const { failed } = this;
    this.#failed.delete(this.scope);
    if (failed !== null && this.draft === '') this.draft = failed.question;
  }

  /** Takes the question back that is being answered. */
  async stop(): Promise<void> {
    const { running } = this;
    if (running) await this.session.attempt(async () => void (await this.session.host.call('cancel_chat', { request: running.request })));
  }

  /** What the person says to sending text away, for the errand that waits for it. */
  async consent(answer: 'once' | 'always' | 'no'): Promise<void> {
    const errand = this.waiting;
    this.waiting = null;
    if (errand === null) return;
    if (answer === 'no') {
      if (this.draft === '') this.draft = errand.question;
      return;
    }
    if (answer === 'always') {
      await this.session.attempt(async () => {
        const settings = await this.session.host.call('get_settings', {});
        await this.session.host.call('set_settings', { ...settings, endpoint: { ...settings.endpoint, consent: 'allowed' } });
      });
      await this.learn();
    }
    await this.#run(errand, true);
  }

  /** Deletes a message; a question takes its answer with it. */
  async remove(message: ChatMessage): Promise<void> {
    const { scope, jobs } = this;
    await this.session.attempt(async () => void (await this.session.host.call('delete_chat_message', { message: message.id })));
    await this.#reload(scope, jobs);
  }

  /** Deletes the whole chat about these documents. */
  async clear(): Promise<void> {
    const { scope, jobs } = this;
    await this.session.attempt(async () => void (await this.session.host.call('delete_chat', { jobs: [...jobs] })));
    this.#failed.delete(scope);
    await this.#reload(scope, jobs);
  }

  /** Opens the page of a citation, its words marked. */
  open(message: ChatMessage, place: number): void {
    const citation: ChatCitation | undefined = message.citations[place];
    if (!citation) return;
    this.#opened = `${message.id}/${place}`;
    this.session.reader.cite(citation.job, citation.page, citation.boxes);
  }

  /** Whether a citation is what the page shows. */
  isOpen(message: ChatMessage, place: number): boolean {
    return this.#opened === `${message.id}/${place}` && this.session.reader.cited.length > 0;
  }

  /** Opens the chat of a message that was found, at that message. */
  turnTo({ message, jobs }: ChatHit): void {
    const [first] = jobs;
    if (!first) return;
    const table = this.session.jobs;
    const ids = jobs.map((job) => job.id);
    table.learn(jobs);
    if (ids.length > 1) table.chosen.mark(ids);
    else table.chosen.leave();
    if (table.selected === null || !ids.includes(table.selected)) table.select(first.id);
    this.wanted = message.id;
  }

  /** Takes in a part of an answer. */
  hear(event: Extract<HostEvent, { type: 'chat_progress' }>): void {
    for (const [scope, running] of this.#running) {
      if (running.request === event.request) this.#running.set(scope, { ...running, text: running.text + event.text });
    }
  }

  #begin(errand: Errand): void {
    const { status } = this;
    const asks = errand.answerer === 'generative' && status !== null && !status.is_near && status.consent === 'ask';
    if (asks) this.waiting = errand;
    else void this.#run(errand, false);
  }

  async #run(errand: Errand, allowed: boolean): Promise<void> {
    const { jobs, answerer, question, again } = errand;
    const { host } = this.session;
    const scope = jobs.join(' ');
    // Other windows of this host ask too, and names must differ.
    const request = `${Date.now()}-${Math.random().toString(36).slice(2)}-${this.#count++}`;
    const how = { answerer, request, allow_upload: allowed };
    this.#failed.delete(scope);
    this.#running.set(scope, { ...errand, request, text: '' });
    let error: WireError | null = null;
    try {
      const said =
        again === null
          ? await host.call('ask_chat', { jobs: [...jobs], question, ...how }).then((reply) => [reply.question, reply.answer])
          : [await host.call('retry_chat', { message: again, ...how })];
      if (scope === this.scope) this.messages = merged(this.messages, said);
    } catch (failure) {
      error = toWireError(failure);
    }
    this.#running.delete(scope);
    if (error === null) return;
    if (error.code !== 'cancelled') this.#failed.set(scope, { ...errand, error });
    else if (this.draft === '' && scope === this.scope) this.draft = question;
    // The settings were changed meanwhile, here or elsewhere.
    if (error.code === 'remote_forbidden') void this.learn();
  }

  async #reload(scope: string, jobs: readonly string[]): Promise<void> {
    await this.session.attempt(async () => {
      const messages = await this.session.host.call('chat_history', { jobs: [...jobs] });
      if (scope !== this.scope) return;
      this.messages = messages;
      this.loaded = true;
    });
  }
}

/** `messages` with `said` in them, each in its place. */
function merged(messages: readonly ChatMessage[], said: readonly ChatMessage[]): ChatMessage[] {
  const ids = new Set(said.map((message) => message.id));
  return [...messages.filter((message) => !ids.has(message.id)), ...said].sort((a, b) => a.id - b.id);
}
