/**
 * What is done with a region of the page: reading it again, beside what stands there; copying it; leaving it out. Reading
 * stores nothing: only what a person keeps becomes a correction.
 */
import { t } from '../../i18n/index.svelte';
import { toWireError, type Block, type EngineChoice, type Rect, type RegionReading } from '../../platform';
import { copyText } from '../../platform/clipboard';
import type { Session } from '../../session.svelte';

export class Regions {
  engine = $state<EngineChoice>('auto');
  language = $state('auto');
  /** What was read, and where; null before. */
  reading = $state.raw<{ readonly rect: Rect; readonly found: RegionReading } | null>(null);
  /** The request under way. */
  ticket = $state<string | null>(null);
  #count = 0;

  constructor(private readonly session: Session) {}

  /** Reads the region again with what is chosen. A failure is told; nothing changes then. */
  async read(): Promise<void> {
    const { reader, viewer, host } = this.session;
    const [job, rect] = [reader.job?.id, viewer.region];
    if (job === undefined || rect === null) return;
    this.giveUp();
    const ticket = `region-${++this.#count}`;
    this.ticket = ticket;
    try {
      const language = this.language === 'auto' ? {} : { language: this.language };
      const found = await host.call('recognise_region', { job, page: reader.index, bbox: rect, engine: this.engine, ticket, ...language });
      if (this.ticket === ticket) this.reading = { rect, found };
    } catch (error) {
      const wire = toWireError(error);
      if (wire.code !== 'cancelled') this.session.toasts.failed(wire);
    } finally {
      if (this.ticket === ticket) this.ticket = null;
    }
  }

  /** Gives up what is under way, and drops what was read. */
  giveUp(): void {
    const { ticket } = this;
    this.ticket = null;
    this.reading = null;
    if (ticket !== null) void this.session.host.call('cancel_region', { ticket }).catch(() => undefined);
  }

  /** Puts what was read in the place of what stands there. */
  async keep(): Promise<void> {
    const { reading } = this;
    const { edits, reader, viewer } = this.session;
    if (!reading) return;
    const { found, rect } = reading;
    const kept = await edits.apply(reader.index, [{ type: 'replace_area', area: rect, blocks: blocksOf(found, rect) }]);
    if (!kept) return;
    this.reading = null;
    viewer.mark(null);
  }

  /** Leaves a region (in pixels of this page; the one that is drawn) out of this page, or of every page at the same place. One step to undo. */
  async ignore(everywhere: boolean, rect = this.session.viewer.region): Promise<void> {
    const { edits, host, reader, toasts, viewer } = this.session;
    if (rect === null) return;
    const worked = everywhere
      ? (await edits.change(async (job) => {
          const { pages } = await host.call('area_on_pages', { job, page: reader.index, bbox: rect, pages: 'all' });
          const written = pages.filter(({ words }) => words > 0);
          const changes = written.map(({ page, bbox }) => ({ page, edits: [{ type: 'remove_area' as const, area: bbox }] }));
          return host.call('edit_pages', { job, pages: changes });
        })) !== null
      : await edits.apply(reader.index, [{ type: 'remove_area', area: rect }]);
    if (!worked) return;
    viewer.mark(null);
    toasts.done(t('region.ignored'));
  }

  /** Makes an empty block where the region is, for a person to write into. */
  async add(): Promise<void> {
    const { edits, reader, viewer } = this.session;
    const rect = viewer.region;
    if (rect === null) return;
    if (await edits.apply(reader.index, [{ type: 'add_block', kind: 'paragraph', text: '', bbox: rect }])) viewer.mark(null);
  }

  /** Puts the region on the clipboard. */
  async copy(as: 'text' | 'table' | 'picture'): Promise<void> {
    const { host, reader, toasts, viewer } = this.session;
    const [job, bbox] = [reader.job?.id, viewer.region];
    if (job === undefined || bbox === null) return;
    const copying = async (): Promise<void> => {
      if (as === 'picture') return copyPicture(host.regionUrl(job, reader.index, bbox, 2));
      const format = as === 'table' ? 'tsv' : 'txt';
      await copyText(host.call('region_text', { job, page: reader.index, bbox, format }).then(({ text }) => text));
    };
    if (await this.session.attempt(copying, t('region.copy_failed'))) toasts.done(t('text.copied'));
  }
}

/** Lines that were read, as one block: the host lays a page out, not the window. */
function blocksOf({ lines, confidence }: RegionReading, bbox: Rect): Block[] {
  if (lines.length === 0) return [];
  return [{ id: 0, kind: 'paragraph', bbox, confidence: confidence ?? 0, level: 0, lines, table: null }];
}

/** As with text, the promise itself is handed over: WebKit lets a page write only while it handles a click or a key. */
async function copyPicture(url: string): Promise<void> {
  const picture = fetch(url).then(async (response) => {
    if (!response.ok) throw toWireError({ code: 'not_found', message: 'there is no picture of this region' });
    return response.blob();
  });
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
}
