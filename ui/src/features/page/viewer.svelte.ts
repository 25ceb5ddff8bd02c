/**
 * How the page is looked at: scale, turn, which boxes, and what the pointer does. Owns no document. The look of the boxes
 * is kept for all documents, the turn for each; zoom and region last as long as the window.
 */
import type { Point, Rect } from '../../platform';
import { recallJson, remember } from '../../platform/memory';
import { HIGH } from './confidence';
import type { Reader } from './reader.svelte';
import { boxKinds, type Boxes } from './shapes';
import { sheetSize, turned, turns, type Size, type Turn } from './turn';
import { Zoom, type Fit } from './zoom.svelte';

/** What dragging on the page does: marks words, moves the page, or draws a region. */
export type Tool = 'select' | 'hand' | 'region';

/** The pane that shows the sheet, while there is one. */
export interface Stage {
  /** Grows the sheet by a factor, about a point of the pane or its middle. */
  zoomBy(factor: number, at?: Point): void;
  /** Scrolls so that a rectangle of the page is in view. */
  reveal(rect: Rect): void;
  focus(): void;
}

/** A rectangle of a page that a person works with, in pixels of the page. */
export interface Region {
  readonly job: string;
  readonly page: number;
  readonly rect: Rect;
}

const LOOK = 'ocrchat.page.look';
const TURNS = 'ocrchat.page.turns';
/** Turns of so many documents are remembered. */
const REMEMBERED = 200;

export class Viewer {
  readonly zoom = new Zoom();
  boxes = $state<Boxes>('words');
  /** Words at or above this confidence are taken as read. */
  threshold = $state(HIGH);
  /** Leaves out boxes of what is taken as read. */
  doubtfulOnly = $state(false);
  /** Draws the reading order. */
  order = $state(false);
  tool = $state<Tool>('select');
  /** Inner size of the pane in CSS pixels. */
  pane = $state.raw<Size>({ width: 0, height: 0 });
  /** How much larger the sheet is shown than it is laid out, while a zoom is under way. */
  growth = $state(1);
  stage = $state.raw<Stage | null>(null);
  /** Counts how often a page was asked for by its number. */
  asked = $state(0);
  /** The key of the box that is being changed. */
  adjusting = $state<string | null>(null);
  #region = $state.raw<Region | null>(null);
  #turns = $state.raw<ReadonlyMap<string, Turn>>(recalledTurns());

  readonly turn: Turn = $derived.by(() => (this.reader.job === null ? 0 : (this.#turns.get(this.reader.job.id) ?? 0)));
  /** Size of the sheet in pixels of the page. */
  readonly sheet: Size = $derived.by(() => sheetSize(this.reader.size, this.turn));
  /** CSS pixels for a pixel of the page, as it is laid out. */
  readonly scale: number = $derived.by(() => this.zoom.scale(this.sheet, this.pane));
  /** The region of the page that is on screen. */
  readonly region: Rect | null = $derived.by(() => {
    const { job, index } = this.reader;
    const region = this.#region;
    return region !== null && region.job === job?.id && region.page === index ? region.rect : null;
  });

  constructor(private readonly reader: Reader) {
    const kept = recallJson(LOOK);
    if (typeof kept !== 'object' || kept === null) return;
    const look = kept as { boxes?: unknown; threshold?: unknown; doubtfulOnly?: unknown; order?: unknown };
    this.boxes = boxKinds.find((kind) => kind === look.boxes) ?? this.boxes;
    if (typeof look.threshold === 'number' && look.threshold > 0 && look.threshold <= 1) this.threshold = look.threshold;
    this.doubtfulOnly = look.doubtfulOnly === true;
    this.order = look.order === true;
  }

  show(look: { boxes?: Boxes; threshold?: number; doubtfulOnly?: boolean; order?: boolean }): void {
    if (look.boxes !== undefined) this.boxes = look.boxes;
    if (look.threshold !== undefined) this.threshold = look.threshold;
    if (look.doubtfulOnly !== undefined) this.doubtfulOnly = look.doubtfulOnly;
    if (look.order !== undefined) this.order = look.order;
    const { boxes, threshold, doubtfulOnly, order } = this;
    remember(LOOK, JSON.stringify({ boxes, threshold, doubtfulOnly, order }));
  }

  /** The next way of drawing boxes. */
  nextBoxes(): void {
    this.show({ boxes: boxKinds[(boxKinds.indexOf(this.boxes) + 1) % boxKinds.length] ?? 'words' });
  }

  fit(fit: Fit): void {
    this.zoom.fit = fit;
  }

  /** A pixel of the page for each CSS pixel. */
  actualSize(): void {
    this.zoomBy(1 / (this.scale * this.growth));
  }

  zoomBy(factor: number, at?: Point): void {
    if (this.stage) this.stage.zoomBy(factor, at);
    else this.zoom.set(this.scale * factor);
  }

  /** Turns the view of the document by quarters clockwise. */
  rotate(by: number): void {
    const { job } = this.reader;
    if (job === null) return;
    const turn = turned(this.turn, by);
    const rest = [...this.#turns].filter(([id]) => id !== job.id).slice(1 - REMEMBERED);
    // Reassigned whole: readers follow the field.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    this.#turns = new Map(turn === 0 ? rest : [...rest, [job.id, turn]]);
    remember(TURNS, JSON.stringify([...this.#turns]));
  }

  /** Draws, moves or takes away the region. */
  mark(rect: Rect | null): void {
    const { job, index } = this.reader;
    this.#region = rect === null || job === null ? null : { job: job.id, page: index, rect };
  }

  /** Draws a region in the middle of the page, for those who go on with keys. */
  markMiddle(): void {
    const { width, height } = this.reader.size;
    this.mark([width / 4, height / 4, (width * 3) / 4, height / 2].map(Math.round) as Rect);
  }

  /** Asks which page to go to: by the field that tells the number. */
  askPage(): void {
    this.asked++;
  }

  take(tool: Tool): void {
    this.tool = tool;
  }
}

function recalledTurns(): ReadonlyMap<string, Turn> {
  const kept = recallJson(TURNS);
  // Nothing on screen follows what is in it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  const found = new Map<string, Turn>();
  for (const entry of Array.isArray(kept) ? (kept as unknown[]) : []) {
    if (!Array.isArray(entry)) continue;
    const [job, degrees] = entry as unknown[];
    const turn = turns.find((one) => one === degrees);
    if (typeof job === 'string' && turn !== undefined) found.set(job, turn);
  }
  return found;
}
