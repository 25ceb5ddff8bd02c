/** The chats of the host in memory: its answers are given beforehand, and come when a test says so. */
import type { ChatHit, ChatMessage, Commands, EndpointStatus, JobSummary, WireError } from '../src/platform';

export type Answer = Pick<ChatMessage, 'text' | 'standing' | 'citations'>;

export const nowhere: Answer = { text: 'withheld', standing: 'not_found', citations: [] };

export class Chats {
  messages: ChatMessage[] = [];
  /** What the next questions are answered with, in turn. */
  answers: Answer[] = [];
  endpoint: EndpointStatus = { url: '', model: '', problem: null, is_near: true, has_key: false, key_place: null, consent: 'ask' };
  /** Whether answers wait for `release`. */
  holding = false;
  #held = new Map<string, { go: () => void; stop: (error: WireError) => void }>();
  #next = 1;

  /** The names of the questions that wait for their answer. */
  get waiting(): string[] {
    return [...this.#held.keys()];
  }

  /** Lets the answers come that wait. */
  release(): void {
    for (const { go } of this.#held.values()) go();
    this.#held.clear();
  }

  cancel(request: string): void {
    this.#held.get(request)?.stop({ code: 'cancelled', message: 'taken back' });
    this.#held.delete(request);
  }

  async ask({ jobs, question, answerer, request }: Commands['ask_chat']['args']): Promise<Commands['ask_chat']['reply']> {
    await this.#hold(request);
    const asked = this.#put({ jobs, role: 'user', text: question, citations: [], standing: null, answerer: null });
    const answer = this.#put({ jobs, role: 'assistant', answerer, ...this.#answer() });
    return { question: asked, answer };
  }

  async retry({ message, answerer, request }: Commands['retry_chat']['args']): Promise<ChatMessage> {
    await this.#hold(request);
    const again = this.messages.map((one) => (one.id === message ? { ...one, answerer, ...this.#answer() } : one));
    this.messages = again;
    return again.find((one) => one.id === message) as ChatMessage;
  }

  history(jobs: readonly string[]): ChatMessage[] {
    return this.messages.filter((one) => same(one.jobs, jobs));
  }

  remove(id: number): void {
    const at = this.messages.findIndex((one) => one.id === id);
    this.messages.splice(at, this.messages[at]?.role === 'user' && this.messages[at + 1]?.role === 'assistant' ? 2 : 1);
  }

  clear(jobs: readonly string[]): void {
    this.messages = this.messages.filter((one) => !same(one.jobs, jobs));
  }

  search(text: string, known: (id: string) => JobSummary): ChatHit[] {
    const hits = this.messages.filter((one) => one.text.toLowerCase().includes(text.toLowerCase()));
    return hits.reverse().map((message) => ({ message, jobs: message.jobs.map(known) }));
  }

  #answer(): Answer {
    return this.answers.shift() ?? nowhere;
  }

  #put(message: Omit<ChatMessage, 'id' | 'created_ms'>): ChatMessage {
    const put = { ...message, id: this.#next++, created_ms: 1000 };
    this.messages.push(put);
    return put;
  }

  async #hold(request: string): Promise<void> {
    if (this.holding) await new Promise<void>((go, stop) => this.#held.set(request, { go, stop }));
  }
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}
