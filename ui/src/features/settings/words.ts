/** What an error means among the settings. */
import { errorWords, t } from '../../i18n/index.svelte';
import type { Code } from '../../platform';

/** Elsewhere `usage` is a fault of ours; here it says that what the person typed cannot be used, and the message says why. */
export function settingWords(code: Code): { title: string; hint: string } {
  return code === 'usage' ? { title: t('settings.refused'), hint: t('settings.refused_hint') } : errorWords(code);
}
