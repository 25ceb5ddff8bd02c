/**
 * Questions that are offered while nothing was asked: only those whose subject the page names, so that a click on one is
 * likely to be answered. What the page calls it is looked for in the languages whose forms the host knows.
 */
import type { Key } from '../../i18n/index.svelte';

export type Suggestion = Extract<Key, `chat.suggest.${string}`>;

const SUBJECTS: readonly (readonly [Suggestion, RegExp])[] = [
  ['chat.suggest.total', /\b(total|totals|amount due|gesamt|gesamtbetrag|gesamtsumme|summe|rechnungsbetrag|endbetrag|montant|importe|totale)\b/iu],
  ['chat.suggest.due', /\b(due date|payment due|due by|zahlbar bis|fällig|fälligkeit|échéance|vencimiento|scadenza)/iu],
  ['chat.suggest.number', /\b(invoice (no|number|#|nr)|rechnungsnummer|rechnung(s)?[- ]?nr|facture n|fattura n)/iu],
  ['chat.suggest.tax', /\b(vat|gst|mwst|ust|tva|iva|sales tax)\b/iu],
  ['chat.suggest.date', /\b(date|datum|fecha|data)\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b/iu],
];

/** More than this many are not read. */
const MOST = 4;

/** The questions that a page with this text can likely answer. */
export function suggestions(text: string): Suggestion[] {
  return SUBJECTS.filter(([, words]) => words.test(text))
    .map(([key]) => key)
    .slice(0, MOST);
}
