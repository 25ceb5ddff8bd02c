/** A host in memory: holds jobs and pages, records what was asked, and sends what a test tells it to. */
import type {
  AddToken,
  Commands,
  DragState,
  ExportFormat,
  ExportPlan,
  Facets,
  Features,
  Host,
  HostEvent,
  HostedStatus,
  JobDetail,
  JobFilter,
  JobSummary,
  LanguageStatus,
  Link,
  ListJobs,
  Page,
  PageStatus,
  Search,
  SearchHit,
  SearchHits,
  ServerStatus,
  Settings,
  ModelPack,
  Storage,
  TokenInfo,
  TokenRef,
  WireError,
} from '../src/platform';

import { Chats } from './chats';
import { Corrections } from './corrections';

export class TestHost implements Host {
  features: Features = { reveal: true, machine: true, notify: true, dragOut: true };
  link: Link | null = null;
  readonly jobs = new Map<string, JobDetail>();
  readonly pages = new Map<string, Page>();
  readonly corrections = new Corrections(this.pages);
  readonly chats = new Chats();
  /** How long corrections take, in milliseconds. */
  slow = 0;
  /** What the engines read where a word is looked at again. */
  readings: string[] = [];
  readonly asked: string[] = [];
  readonly images: { name: string; bytes: Uint8Array }[] = [];
  problems: WireError[] = [];
  /** What the next calls of a command fail with. */
  readonly failures = new Map<string, WireError>();
  /** Ids of waiting jobs in the order in which they begin. */
  queue: string[] = [];
  models: ModelPack[] = [];
  /** What the person answers when asked for a folder. */
  folder: string | null = '/scans';
  settings: Settings = {
    limits: { file_bytes: 1e9, page_pixels: 1e8, pages: 5000, decoded_bytes: 1e9 },
    workers: 0,
    page_seconds: 300,
    worker_memory_mb: 0,
    idle_minutes: 5,
    keep_sources: 'always',
    keep_previews: 'always',
    preview_cache_mb: 2048,
    notify: true,
    watch: [],
    tesseract_path: '',
    reading: { engine: 'auto', language: '', mode: 'auto' },
    exports: { formats: ['txt'], folder: '', pattern: '{name}' },
    server: { enabled: false, bind: '127.0.0.1:8117', ui: false, allow_hosts: [], requests_a_minute: 6000, waiting_jobs: 500 },
    review: { threshold: 90 },
    endpoint: { url: '', model: '', consent: 'ask', timeout_seconds: 120, most_tokens: 1024 },
    hosted: { url: 'https://ocr.chat', consent: 'ask', allow_plain_http: false, tier: 'cpu' },
  };
  server: ServerStatus = { running: false, address: null, exposed: false, ui: false, token_file: '/home/me/token', problem: null };
  tokens: TokenInfo[] = [];
  hosted: HostedStatus = { url: 'https://ocr.chat', problem: null, has_token: true, token_place: 'keychain', consent: 'ask', balance: null };
  languages: LanguageStatus[] = [language('eng', 'en', 'English'), language('deu', 'de', 'German')];
    storage: Storage = { jobs: 0, pages: 30, database_bytes: 2_400_000, preview_bytes: 81_000_000, source_bytes: 0 };
  #listener: ((event: HostEvent) => void) | null = null;
  #drag: ((state: DragState) => void) | null = null;

  /** Adds a job without saying so. */
  put(detail: Omit<JobDetail, 'ignore'> & Partial<JobDetail>): void {
    this.jobs.set(detail.summary.id, { ignore: [], ...detail });
  }

  send(event: HostEvent): void {
    this.#listener?.(event);
  }

  drag(state: DragState): void {
    this.#drag?.(state);
  }

  async call<N extends keyof Commands>(name: N, args: Commands[N]['args']): Promise<Commands[N]['reply']> {
    this.asked.push(`${name} ${JSON.stringify(args)}`);
    const failure = this.failures.get(name);
    if (failure) throw failure;
    return (await this.#answer(name, args)) as Commands[N]['reply'];
  }

  async #answer(name: keyof Commands, args: unknown): Promise<unknown> {
    const { job = '', jobs = [], page = 0 } = args as { job?: string; jobs?: string[]; page?: number };
    switch (name) {
      case 'about':
        return { version: '9.9.9', problems: this.problems };
      case 'list_jobs':
        return this.#list(args as ListJobs);
      case 'search':
        return this.#search(args as Search);
      case 'facets':
        return this.#facets();
      case 'get_job':
        return found(this.jobs.get(job));
      case 'get_page':
        return found(this.pages.get(`${job}/${page}`));
      case 'word_alternatives':
        return { readings: this.readings.map((text) => ({ text, engine: 'ppocr', confidence: 0.5 })), source: 'file' };
      case 'get_dictionary':
        return { words: [...this.corrections.dictionary].sort() };
      case 'add_words':
      case 'remove_words':
        return this.corrections.teach((args as { words: string[] }).words, name === 'add_words');
      case 'get_replacements':
        return { list: this.corrections.replacements };
      case 'set_replacements':
        return { list: (this.corrections.replacements = (args as Commands['set_replacements']['args']).list) };
      case 'apply_replacements':
        return this.corrections.replace(job);
      case 'export_names': {
        const plan = args as ExportPlan;
        return { names: plan.jobs.flatMap((id) => plan.formats.map((format) => `${id}.${format}`)) };
      }
      case 'restart_jobs':
        return [];
      case 'edit_page':
        await this.#wait();
        return this.corrections.edit(args as Commands['edit_page']['args']);
      case 'undo_edit':
      case 'redo_edit':
        return this.corrections.step(name === 'undo_edit');
      case 'edit_state':
        return this.corrections.history();
      case 'next_doubtful':
        await this.#wait();
        return this.corrections.next(args as Commands['next_doubtful']['args']);
      case 'review_state':
        return { threshold: 0.9, total: this.corrections.total(job), left: this.corrections.left(job), pages: [] };
      case 'find_text':
        return { matches: [], total: 0 };
      case 'ask_chat':
        return this.chats.ask(args as Commands['ask_chat']['args']);
      case 'retry_chat':
        return this.chats.retry(args as Commands['retry_chat']['args']);
      case 'cancel_chat':
        return this.chats.cancel((args as Commands['cancel_chat']['args']).request);
      case 'chat_history':
        return this.chats.history(jobs);
      case 'delete_chat_message':
        return this.chats.remove((args as Commands['delete_chat_message']['args']).message);
      case 'delete_chat':
        return this.chats.clear(jobs);
      case 'search_chats':
        return this.chats.search((args as Commands['search_chats']['args']).text, (id) => found(this.jobs.get(id)).summary);
      case 'endpoint_status':
        return this.chats.endpoint;
      case 'set_endpoint_key':
        return (this.chats.endpoint = { ...this.chats.endpoint, has_key: (args as { key: string }).key !== '', key_place: 'file' });
      case 'export_text':
        return { text: 'exported' };
      case 'open_paths':
        return [];
      case 'delete_jobs':
        for (const id of jobs) this.jobs.delete(id);
        return {};
      case 'delete_everything':
        this.jobs.clear();
        return {};
      case 'rename_job':
        return this.change(job, { name: (args as { name: string }).name });
      case 'tag_job':
        return this.change(job, { tags: (args as { tags: string[] }).tags });
      case 'set_priority':
        return this.change(job, { priority: (args as { priority: JobSummary['priority'] }).priority });
      case 'pause_job':
        return this.change(job, { state: 'paused' });
      case 'resume_job':
      case 'retry_job':
        return this.change(job, { state: 'queued', pages_failed: 0 });
      case 'cancel_job':
        return this.change(job, { state: 'cancelled' });
      case 'move_job':
        return this.#move(job, (args as { before: string | null }).before);
      case 'rerun_job': {
        const again = summary(`${job}-again`, { ...found(this.jobs.get(job)).summary, id: `${job}-again`, state: 'queued', pages_done: 0, created_ms: 1e13 });
        this.put({ summary: again, pages: [], source: null, source_bytes: null, warnings: [] });
        return again;
      }
      case 'languages':
        return this.languages;
      case 'install_language':
        this.languages = this.languages.map((one) => (one.code === (args as { language: string }).language ? { ...one, ready: true, install: null } : one));
        return this.languages;
      case 'get_settings':
        return this.settings;
      case 'set_settings':
        this.settings = args as Settings;
        return {};
      case 'clear_previews':
        this.storage = { ...this.storage, preview_bytes: 0 };
        return this.storage;
      case 'server_status':
        return this.server;
      case 'list_tokens':
        return { tokens: this.tokens };
      case 'add_token':
        return this.#addToken(args as AddToken);
      case 'set_token':
        return {};
      case 'revoke_token':
        this.tokens = this.tokens.filter((one) => one.id !== (args as TokenRef).token);
        return {};
      case 'hosted_status':
        return this.hosted;
      case 'set_hosted_token':
        return (this.hosted = { ...this.hosted, has_token: true, token_place: 'file' });
      case 'clear_hosted_token':
        return (this.hosted = { ...this.hosted, has_token: false, token_place: null });
      case 'set_hosted_consent':
        return (this.hosted = { ...this.hosted, consent: (args as HostedStatus).consent });
      case 'check_hosted':
        return { ok: true, error: null, elapsed_ms: 120 };
      case 'open_hosted':
        return [];
      case 'rerun_hosted': {
        const sent = summary(`${job}-sent`, { ...found(this.jobs.get(job)).summary, id: `${job}-sent`, engine: 'hosted', state: 'queued', created_ms: 1e13 });
        this.put({ summary: sent, pages: [], source: null, source_bytes: null, warnings: [] });
        return sent;
      }
      case 'list_models':
        return this.models;
      case 'remove_model': {
        const { pack } = args as { pack: string };
        this.models = this.models.map((one) => (one.name === pack ? { ...one, removable: false, state: { state: 'missing' } } : one));
        return this.models;
      }
      case 'storage':
        return { ...this.storage, jobs: this.jobs.size };
    }
  }

  async #wait(): Promise<void> {
    if (this.slow > 0) await new Promise((resolve) => setTimeout(resolve, this.slow));
  }

  /** Changes a job without saying so. */
  change(id: string, change: Partial<JobSummary>): object {
    const detail = found(this.jobs.get(id));
    this.jobs.set(id, { ...detail, summary: { ...detail.summary, ...change } });
    return {};
  }

  /** All jobs that a filter lets through, in order. */
  #filtered(filter: JobFilter): JobSummary[] {
    const fits = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);
    const name = filter.name.toLowerCase();
    return [...this.jobs.values()]
      .map((detail) => detail.summary)
      .filter(
        (job) =>
          [job.name, ...job.tags].some((text) => text.toLowerCase().includes(name)) &&
          fits(filter.states, job.state) &&
          fits(filter.formats, job.format) &&
          fits(filter.languages, job.language ?? 'auto') &&
          filter.tags.every((tag) => job.tags.includes(tag)) &&
          (filter.from_ms === null || job.created_ms >= filter.from_ms) &&
          (filter.until_ms === null || job.created_ms < filter.until_ms),
      );
  }

  #addToken({ name, scope, limits }: AddToken): object {
    const usage = { today: 0, this_month: 0, of_balance: 0, pages_cpu: 0, pages_vlm: 0 };
    const token = { id: `id of ${name}`, name, scope, limits, usage, created_ms: 1000, used_ms: null };
    this.tokens = [...this.tokens, token];
    return { token, secret: `secret of ${name}` };
  }

  #list({ filter, sort, reverse, offset, limit }: ListJobs): { jobs: JobSummary[]; total: number } {
    const newest = (a: JobSummary, b: JobSummary): number => b.created_ms - a.created_ms || (a.id < b.id ? -1 : 1);
    const orders: Record<ListJobs['sort'], (a: JobSummary, b: JobSummary) => number> = {
      created: newest,
      name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
      pages: (a, b) => b.pages - a.pages,
      confidence: (a, b) => (b.mean_confidence ?? -1) - (a.mean_confidence ?? -1),
      queue: (a, b) => this.#rank(a) - this.#rank(b) || newest(a, b),
    };
    const jobs = this.#filtered(filter).sort(orders[sort]);
    if (reverse) jobs.reverse();
    return { jobs: jobs.slice(offset, offset + (limit || 100)), total: jobs.length };
  }

  #rank({ id, state, priority }: JobSummary): number {
    if (state === 'running') return -10;
    if (state !== 'queued') return 1e9;
    return { high: 0, normal: 1e6, low: 2e6 }[priority] + this.#queue().indexOf(id);
  }

  #queue(): string[] {
    for (const { summary: job } of this.jobs.values()) {
      if (job.state === 'queued' && !this.queue.includes(job.id)) this.queue.push(job.id);
    }
    return this.queue;
  }

  #move(job: string, before: string | null): object {
    const queue = this.#queue().filter((id) => id !== job);
    queue.splice(before === null ? queue.length : queue.indexOf(before), 0, job);
    this.queue = queue;
    return {};
  }

  #search({ text, filter, offset, limit }: Search): SearchHits {
    const words = text.toLowerCase().split(/\s+/);
    const allowed = new Set(this.#filtered(filter).map((job) => job.id));
    const hits: SearchHit[] = [];
    for (const [key, { index, blocks }] of this.pages) {
      const id = key.split('/')[0] ?? '';
      const line = blocks.flatMap((block) => block.lines.map((one) => one.text)).join(' ');
      if (!allowed.has(id) || !words.every((word) => line.toLowerCase().includes(word))) continue;
      const at = line.toLowerCase().indexOf(words[0] ?? '');
      const end = at + (words[0]?.length ?? 0);
      const snippet = [line.slice(0, at), line.slice(at, end), line.slice(end)].map((part, i) => ({ text: part, hit: i === 1 }));
      hits.push({ job: found(this.jobs.get(id)).summary, page: index, snippet });
    }
    return { hits: hits.slice(offset, offset + (limit || 50)), total: hits.length };
  }

  #facets(): Facets {
    const all = [...this.jobs.values()].map((detail) => detail.summary);
    const unique = (list: string[]): string[] => [...new Set(list)].filter((one) => one !== '').sort();
    return {
      engines: ['pdf', 'ppocr'],
      languages: unique(all.map((job) => job.language ?? 'auto')),
      tags: unique(all.flatMap((job) => job.tags)),
      formats: unique(all.map((job) => job.format)),
    };
  }

  async subscribe(cb: (event: HostEvent) => void): Promise<() => void> {
    this.#listener = cb;
    return () => (this.#listener = null);
  }

  pageUrl(job: string, page: number, kind: string): string {
    return `page://localhost/${job}/${page}/${kind}`;
  }

  regionUrl(job: string, page: number, bbox: readonly number[], scale = 1): string {
    return `page://localhost/${job}/${page}/region?crop=${bbox.join(',')}&scale=${scale}`;
  }

  async addImage(name: string, bytes: Uint8Array): Promise<JobSummary> {
    this.images.push({ name, bytes });
    const job = summary('pasted', { name });
    this.put({ summary: job, pages: [], source: null, source_bytes: null, warnings: [] });
    return job;
  }

  async exportAll(plan: ExportPlan, folder: string): Promise<void> {
    this.asked.push(`export_all ${JSON.stringify(plan)} ${folder}`);
  }

  async openFiles(): Promise<void> {
    this.asked.push('open_files');
  }

  async openFolder(): Promise<void> {
    this.asked.push('open_folder');
  }

  async saveAs(job: string, format: ExportFormat): Promise<string | null> {
    this.asked.push(`save_as ${job} ${format}`);
    return `result.${format}`;
  }

  async saveAll(jobs: readonly string[], format: ExportFormat): Promise<number | null> {
    this.asked.push(`save_all ${jobs.length} ${format}`);
    return jobs.length;
  }

  async reveal(job: string): Promise<void> {
    this.asked.push(`reveal ${job}`);
    const failure = this.failures.get('reveal');
    if (failure) throw failure;
  }

  async pickFolder(): Promise<string | null> {
    this.asked.push('pick_folder');
    return this.folder;
  }

  async openServer(): Promise<void> {
    this.asked.push('open_server');
  }

  async dragOut(job: string, format: ExportFormat): Promise<boolean> {
    this.asked.push(`drag_out ${job} ${format}`);
    return true;
  }

  async notify(title: string, body: string): Promise<void> {
    this.asked.push(`notify ${title}: ${body}`);
  }

  async onDrag(cb: (state: DragState) => void): Promise<() => void> {
    this.#drag = cb;
    return () => (this.#drag = null);
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw { code: 'input_missing', message: 'no such thing' } satisfies WireError;
  return value;
}

/** A job's summary: one page, done, unless told otherwise. */
export function summary(id: string, change: Partial<JobSummary> = {}): JobSummary {
  return {
    id,
    name: `${id}.png`,
    format: 'png',
    state: 'done',
    pages: 1,
    pages_done: 1,
    pages_failed: 0,
    engine: 'auto',
    language: null,
    priority: 'normal',
    origin: 'app',
    tags: [],
    created_ms: 1000,
    elapsed_ms: 500,
    mean_confidence: 0.95,
    error: null,
    ...change,
  };
}

/** A page's state: done, with a picture, unless told otherwise. */
export function status(index: number, change: Partial<PageStatus> = {}): PageStatus {
  return { index, state: 'done', width: 400, height: 300, has_image: true, error: null, ...change };
}

/** A page of two paragraphs: `Hello world` and `Doubtful line`, the latter's words unsure. */
export function page(index = 0): Page {
  return {
    index,
    width: 400,
    height: 300,
    dpi: 150,
    rotation: 0,
    text_source: 'ocr',
    engine: 'ppocr',
    error: null,
    blocks: [
      paragraph(1, 20, ['Hello', 0.98], ['world', 0.93]),
      paragraph(2, 80, ['Doubtful', 0.75], ['line', 0.4]),
    ],
  };
}

function paragraph(id: number, top: number, ...words: [string, number][]): Page['blocks'][number] {
  const bottom = top + 20;
  const right = words.length * 100;
  return {
    id,
    kind: 'paragraph',
    bbox: [0, top, right, bottom],
    confidence: 0.9,
    level: 0,
    table: null,
    lines: [
      {
        text: words.map(([text]) => text).join(' '),
        quad: [
          [0, top],
          [right, top],
          [right, bottom],
          [0, bottom],
        ],
        confidence: 0.9,
        words: words.map(([text, confidence], i) => ({ text, confidence, bbox: [i * 100, top, i * 100 + 90, bottom] })),
      },
    ],
  };
}

/** A language that is ready, unless `rest` says otherwise. */
export function language(code: string, tag: string, name: string, rest: Partial<LanguageStatus> = {}): LanguageStatus {
  return { code, tag, name, autonym: null, script: 'Latn', rtl: false, engine: 'ppocr', ready: true, install: null, installable: false, ...rest };
}

/** A pack of models that is not there, unless told otherwise. */
export function pack(name: string, change: Partial<ModelPack> = {}): ModelPack {
  const engine = name === 'ocrs' ? 'ocrs' : 'ppocr';
  const missing = { state: 'missing' } as const;
  return { name, engine, licence: 'Apache-2.0', bytes: 8_000_000, shipped: false, removable: false, state: missing, files: [], ...change };
}
