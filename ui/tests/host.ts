/** A host in memory: holds jobs and pages, records what was asked, and sends what a test tells it to. */
import type {
  Commands,
  DragState,
  ExportFormat,
  Host,
  HostEvent,
  JobDetail,
  JobSummary,
  Page,
  PageStatus,
  WireError,
} from '../src/platform';

export class TestHost implements Host {
  readonly jobs = new Map<string, JobDetail>();
  readonly pages = new Map<string, Page>();
  readonly asked: string[] = [];
  readonly images: { name: string; bytes: Uint8Array }[] = [];
  problems: WireError[] = [];
  /** What the next calls of a command fail with. */
  readonly failures = new Map<string, WireError>();
  #listener: ((event: HostEvent) => void) | null = null;
  #drag: ((state: DragState) => void) | null = null;

  /** Adds a job without saying so. */
  put(detail: JobDetail): void {
    this.jobs.set(detail.summary.id, detail);
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
    const { job = '', page = 0 } = args as { job?: string; page?: number };
    switch (name) {
      case 'about':
        return { version: '9.9.9', problems: this.problems };
      case 'list_jobs':
        return [...this.jobs.values()].map((detail) => detail.summary);
      case 'get_job':
        return found(this.jobs.get(job));
      case 'get_page':
        return found(this.pages.get(`${job}/${page}`));
      case 'export_text':
        return { text: 'exported' };
      case 'open_paths':
        return [];
      case 'cancel_job':
      case 'remove_job':
        return {};
    }
  }

  async subscribe(cb: (event: HostEvent) => void): Promise<() => void> {
    this.#listener = cb;
    return () => (this.#listener = null);
  }

  pageUrl(job: string, page: number, kind: string): string {
    return `page://localhost/${job}/${page}/${kind}`;
  }

  async addImage(name: string, bytes: Uint8Array): Promise<JobSummary> {
    this.images.push({ name, bytes });
    return summary('pasted', { name });
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
