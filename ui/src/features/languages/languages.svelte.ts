/** The languages of this installation: which can be read, and how the others are got. Asked for anew each time. */
import { languageName, locale, scriptName, t } from '../../i18n/index.svelte';
import { toWireError, type Host, type LanguageStatus, type WireError } from '../../platform';

export class LanguageDesk {
  /** `null` until the host has answered. */
  all = $state.raw<readonly LanguageStatus[] | null>(null);
  /** The code of the language that is being installed. */
  installing = $state<string | null>(null);
  error = $state.raw<WireError | null>(null);

  constructor(private readonly host: Host) {}

  load(): Promise<void> {
    return this.#ask(() => this.host.call('languages', {}));
  }

  /** Has the system bring a language; it asks for a password itself. */
  async install(code: string): Promise<void> {
    if (this.installing !== null) return;
    this.installing = code;
    await this.#ask(() => this.host.call('install_language', { language: code }));
    this.installing = null;
  }

  async #ask(question: () => Promise<readonly LanguageStatus[]>): Promise<void> {
    try {
      this.all = await question();
      this.error = null;
    } catch (error) {
      this.error = toWireError(error);
    }
  }
}

/** What a person calls it: in their own language where that can name it. */
export function statusName(status: LanguageStatus): string {
  const { code, tag, name, script } = status;
  if (code.startsWith('script/')) {
    const named = script === '' ? null : scriptName(script);
    return named === null ? name : t('languages.script', { script: named });
  }
  const known = tag === '' || tag.startsWith('und-') ? tag : languageName(tag);
  return known === tag ? name : known;
}

/** What can be chosen for a job: what is ready, by name. What is chosen already stays, as it was spelt. */
export function choices(all: readonly LanguageStatus[], chosen: string | null): { id: string; label: string }[] {
  const same = (status: LanguageStatus) => chosen === status.code || chosen === status.tag;
  const ready = all.filter((status) => (status.ready && !status.code.startsWith('script/')) || same(status));
  const named = ready.map((status) => ({ id: same(status) && chosen ? chosen : status.code, label: statusName(status) }));
  return named.sort((a, b) => a.label.localeCompare(b.label, locale()));
}

/** Those that a search means: by their names in any of the languages at hand, or their codes. */
export function found(all: readonly LanguageStatus[], sought: string): LanguageStatus[] {
  const wanted = sought.trim().toLocaleLowerCase();
  const names = (status: LanguageStatus) => [statusName(status), status.name, status.autonym ?? '', status.code, status.tag];
  const meant = all.filter((status) => names(status).some((name) => name.toLocaleLowerCase().includes(wanted)));
  return meant.sort((a, b) => statusName(a).localeCompare(statusName(b), locale()));
}
