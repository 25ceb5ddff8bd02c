/**
 * Files on their way to the server, two at a time and each in a request of its own. A file that is refused is told of and
 * the others go on; while the server is away, all of them wait.
 */
import type { JobSummary, WireError } from '../bindings';
import { isWireError, toWireError } from '../errors';
import type { Transfer, Unsubscribe } from '../host';
import type { ServerLink } from './link';

const AT_ONCE = 2;
/** So often a file is tried whose connection breaks. */
const TRIES = 3;

interface Item {
  readonly file: File;
  sent: number;
  tries: number;
}

export class Uploads {
  readonly #waiting: Item[] = [];
  /** All of this round, also those that are there. */
  #round: Item[] = [];
  #done = 0;
  #working = 0;
  #limit = Infinity;
  readonly #watchers = new Set<(transfer: Transfer | null) => void>();

  constructor(
    private readonly link: ServerLink,
    /** Asks for the greatest file that the server takes, in bytes. */
    private readonly limit: () => Promise<number>,
  ) {}

  watch(cb: (transfer: Transfer | null) => void): Unsubscribe {
    this.#watchers.add(cb);
    return () => void this.#watchers.delete(cb);
  }

  /** Sends files; what comes of them is told as events. */
  async add(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    // Asked first: a file that is too large would be refused in mid-way, which a browser tells as a broken connection.
    this.#limit = await this.limit().catch(() => Infinity);
    const items = files.map((file) => ({ file, sent: 0, tries: 0 }));
    this.#round.push(...items);
    this.#waiting.push(...items);
    this.#tell();
    while (this.#working < AT_ONCE && this.#waiting.length > 0) void this.#work();
  }

  /** Sends one file and waits for its job. Rejects with a `WireError`. */
  async send(file: Blob, name: string, progress: (sent: number) => void = () => undefined): Promise<JobSummary> {
    // Only this way of asking tells how much was sent.
    const request = new XMLHttpRequest();
    return new Promise((resolve, reject) => {
      request.open('POST', '/ui/files');
      request.setRequestHeader('x-name', encodeURIComponent(name));
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded }) => progress(loaded);
      request.onload = () => {
        const answer: unknown = request.response;
        if (request.status === 200) resolve(answer as JobSummary);
        else reject(this.link.requests.refused(request.status, answer));
      };
      request.onerror = () => reject(this.link.requests.refused(0, null));
      request.send(file);
    });
  }

  async #work(): Promise<void> {
    this.#working += 1;
    for (let item = this.#waiting.shift(); item; item = this.#waiting.shift()) {
      const error = await this.#try(item);
      if (error?.code === 'remote_unreachable' && item.tries < TRIES) {
        item.sent = 0;
        this.#waiting.unshift(item);
        if (await this.link.untilDecided()) continue;
      } else if (error) {
        this.link.tell({ type: 'problem', error: { ...error, message: `${item.file.name}: ${error.message}` } });
      }
      if (this.link.state === 'closed') {
        // Whoever logs in next may be somebody else.
        this.#waiting.length = 0;
        break;
      }
      item.sent = item.file.size;
      this.#done += 1;
      this.#tell();
    }
    this.#working -= 1;
    if (this.#working === 0) {
      this.#round = [];
      this.#done = 0;
      this.#tell();
    }
  }

  async #try(item: Item): Promise<WireError | null> {
    const { file } = item;
    item.tries += 1;
    if (file.size > this.#limit) return { code: 'limit_file_bytes', message: `${file.size} bytes are more than the limit of ${this.#limit}` };
    try {
      const job = await this.send(file, file.name, (sent) => {
        item.sent = Math.min(sent, file.size);
        this.#tell();
      });
      this.link.tell({ type: 'job_changed', job });
      return null;
    } catch (error) {
      return isWireError(error) ? error : toWireError(error);
    }
  }

  #tell(): void {
    const sum = (of: (item: Item) => number): number => this.#round.reduce((all, item) => all + of(item), 0);
    const transfer =
      this.#round.length === 0
        ? null
        : { files: this.#round.length, done: this.#done, bytes: sum((item) => item.file.size), sent: sum((item) => item.sent) };
    for (const watcher of this.#watchers) watcher(transfer);
  }
}
