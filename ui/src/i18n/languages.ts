/** Codes of languages in the spelling that `Intl` can name. Which languages there are is the host's to say. */

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
