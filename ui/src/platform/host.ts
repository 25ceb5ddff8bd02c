/**
 * The door from the user interface to its host. Nothing outside `platform/` knows whether a desktop shell or
 * something else answers; everything that leaves the web view goes through this interface.
 */
import type { Commands, Event, ExportFormat, JobSummary } from './bindings';

/** What the host tells without being asked. Renamed, so that nobody mixes it up with the DOM's `Event`. */
export type HostEvent = Event;

/** Which picture of a page: one to read over, or a small one for lists. */
export type PictureKind = 'preview' | 'thumbnail';

/** Where files that a person drags over the window are. */
export type DragState = 'over' | 'left' | 'dropped';

/** Ends a subscription. */
export type Unsubscribe = () => void;

/** What a host can do beyond the contract. What it cannot is not offered to the person, rather than failing. */
export interface Features {
  /** Shows a source file in the system's file manager. */
  readonly reveal: boolean;
  /** Is where the machine is that reads: names its folders, runs its server, opens its browser. */
  readonly machine: boolean;
  /** Announces something through the system. */
  readonly notify: boolean;
}

/** How the connection to a host elsewhere stands: `lost` while it does not answer, `closed` while nobody is logged in. */
export type LinkState = 'open' | 'lost' | 'closed';

/** Files on their way to a host elsewhere. */
export interface Transfer {
  /** How many files, and how many of them are there already. */
  readonly files: number;
  readonly done: number;
  /** Their bytes, and how many of these are there already. */
  readonly bytes: number;
  readonly sent: number;
}

/** The connection to a host elsewhere. */
export interface Link {
  readonly state: LinkState;
  /** Calls `cb` with the state as it is and whenever it changes. */
  watch(cb: (state: LinkState) => void): Unsubscribe;
  /** Calls `cb` while files are sent; with null when all are there. */
  watchTransfer(cb: (transfer: Transfer | null) => void): Unsubscribe;
  /** Opens a session with a token. Rejects with a `WireError`. */
  login(token: string): Promise<void>;
  /** Ends the session. */
  logout(): Promise<void>;
  /** Tries a lost connection at once instead of in a while. */
  retry(): void;
}

export interface Host {
  readonly features: Features;
  /** Null where the host is this very machine, which is always there and knows its person. */
  readonly link: Link | null;
  /** Runs a command of the contract. Rejects with a `WireError` and nothing else. */
  call<N extends keyof Commands>(name: N, args: Commands[N]['args']): Promise<Commands[N]['reply']>;
  /** Calls `cb` for every event, in the order in which they arrive, which is not always the order of their making. */
  subscribe(cb: (event: HostEvent) => void): Promise<Unsubscribe>;
  /** Address of a page's picture; `page` is 0-based. Valid once the page's `has_image` is true. */
  pageUrl(job: string, page: number, kind: PictureKind): string;
  /**
   * Address of a part of a page as a PNG: `bbox` in pixels of the page, `scale` pixels of the picture to one of the page. A PDF
   * is drawn at that size; an image is never enlarged.
   */
  regionUrl(job: string, page: number, bbox: readonly [number, number, number, number], scale?: number): string;
  /** Starts a job from an encoded image (PNG, JPEG …) that has no file, such as one from the clipboard. */
  addImage(name: string, bytes: Uint8Array): Promise<JobSummary>;
  /** Asks the person for files; their jobs arrive as events. Resolves when the dialog closes. */
  openFiles(): Promise<void>;
  /** Asks the person for a folder; the jobs of its files arrive as events. */
  openFolder(): Promise<void>;
  /** Asks where to write a job's result and writes it. The file's name, or null if the person changed their mind. */
  saveAs(job: string, format: ExportFormat): Promise<string | null>;
  /** Asks for a folder and writes a result of each job there, under names that are free. How many, or null if none was chosen. */
  saveAll(jobs: readonly string[], format: ExportFormat): Promise<number | null>;
  /** Shows a job's source file in the system's file manager. Rejects where there is none any more. */
  reveal(job: string): Promise<void>;
  /** Asks for a folder without opening it: its absolute path, or null if the person changed their mind. */
  pickFolder(): Promise<string | null>;
  /** Opens the local server's own address in the system's browser. */
  openServer(): Promise<void>;
  /** Announces something through the system, unless the window is in front and the person sees it there. */
  notify(title: string, body: string): Promise<void>;
  /** Reports files dragged over the window. Only for show: the host itself opens what is dropped. */
  onDrag(cb: (state: DragState) => void): Promise<Unsubscribe>;
}
