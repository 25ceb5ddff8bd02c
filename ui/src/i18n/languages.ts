/**
 * The languages that are offered for reading, by codes that `Intl` can name. Which of them an engine reads is the host's
 * to say: it refuses the others by name.
 */
export const languageChoices: readonly string[] = (
  'en de fr es it pt nl da sv no fi is et lv lt pl cs sk sl hr bs hu ro sq tr mt ga cy eu ca gl oc br lb fo af id ms fil ' +
  'sw eo la ja zh-Hans zh-Hant'
).split(' ');

/** Names of Tesseract and of PaddleOCR in the spelling that `Intl` knows. */
const SPELT: Readonly<Record<string, string>> = {
  ch: 'zh-Hans',
  chi_sim: 'zh-Hans',
  chi_tra: 'zh-Hant',
  chinese_cht: 'zh-Hant',
  frk: 'de-Latf',
  srp_latn: 'sr-Latn',
};

/** A language code as a BCP 47 tag. */
export function toTag(code: string): string {
  return SPELT[code.toLowerCase()] ?? code.replaceAll('_', '-');
}
