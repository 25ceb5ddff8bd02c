/** The packs of models while their settings are on screen: what there is, what is being added, and why it was not. */
import type { Key } from '../../i18n/index.svelte';
import { toWireError, type Host, type HostEvent, type ModelPack, type WireError } from '../../platform';

export class Packs {
  list = $state.raw<readonly ModelPack[]>([]);
  /** Why the last try with a pack came to nothing, by its name. */
  errors = $state.raw<Readonly<Record<string, WireError>>>({});

  constructor(private readonly host: Host) {}

  load(): Promise<void> {
    return this.#attempt('', async () => {
      this.list = await this.host.call('list_models', {});
    });
  }

  hear(event: HostEvent): void {
    if (event.type !== 'model_changed') return;
    this.list = this.list.map((pack) => (pack.name === event.pack.name ? event.pack : pack));
    this.#tell(event.pack.name, event.error);
  }

  add(pack: string): Promise<void> {
    return this.#attempt(pack, async () => void (await this.host.call('add_model', { pack })));
  }

  cancel(pack: string): Promise<void> {
    return this.#attempt(pack, async () => void (await this.host.call('cancel_model', { pack })));
  }

  remove(pack: string): Promise<void> {
    return this.#attempt(pack, async () => {
      this.list = await this.host.call('remove_model', { pack });
    });
  }

  async #attempt(pack: string, action: () => Promise<void>): Promise<void> {
    this.#tell(pack, null);
    try {
      await action();
    } catch (error) {
      this.#tell(pack, toWireError(error));
    }
  }

  #tell(pack: string, error: WireError | null): void {
    const others = Object.entries(this.errors).filter(([name]) => name !== pack);
    this.errors = Object.fromEntries(error === null ? others : [...others, [pack, error]]);
  }
}

/** How far a download is, 0–1; null where nobody knows how much there is. */
export function share({ state }: ModelPack): number | null {
  if (state.state !== 'downloading' || state.total === null || state.total === 0) return null;
  return Math.min(1, state.done / state.total);
}

/** What a pack is called, and what it is for. */
const words: Readonly<Record<string, readonly [name: Key, about: Key]>> = {
  'v6-small': ['pack.v6_small', 'pack.v6_small_about'],
  'v6-medium': ['pack.v6_medium', 'pack.v6_medium_about'],
  'v6-tiny': ['pack.v6_tiny', 'pack.v6_tiny_about'],
  korean: ['pack.korean', 'pack.korean_about'],
  eslav: ['pack.eslav', 'pack.eslav_about'],
  cyrillic: ['pack.cyrillic', 'pack.cyrillic_about'],
  arabic: ['pack.arabic', 'pack.arabic_about'],
  devanagari: ['pack.devanagari', 'pack.devanagari_about'],
  greek: ['pack.greek', 'pack.greek_about'],
  thai: ['pack.thai', 'pack.thai_about'],
  tamil: ['pack.tamil', 'pack.tamil_about'],
  telugu: ['pack.telugu', 'pack.telugu_about'],
  latin: ['pack.latin', 'pack.latin_about'],
  english: ['pack.english', 'pack.english_about'],
  chinese: ['pack.chinese', 'pack.chinese_about'],
  'chinese-server': ['pack.chinese_server', 'pack.chinese_server_about'],
  ocrs: ['pack.ocrs', 'pack.ocrs_about'],
};

export function packWords(pack: string): readonly [name: Key, about: Key] | null {
  return words[pack] ?? null;
}

/** The headings, and which packs stand below each. */
export const groups = [
  ['models.sizes', (pack: ModelPack) => pack.name.startsWith('v6-')],
  ['models.scripts', (pack: ModelPack) => pack.engine === 'ppocr' && !pack.name.startsWith('v6-')],
  ['models.engines', (pack: ModelPack) => pack.engine !== 'ppocr'],
] as const satisfies readonly (readonly [Key, (pack: ModelPack) => boolean])[];
