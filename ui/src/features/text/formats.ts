/** The formats in which results are saved, each with its words. One that the contract adds does not compile without. */
import { t, type Key } from '../../i18n/index.svelte';
import type { MenuItem } from '../../components/menu';
import type { ExportFormat } from '../../platform';

const names = {
  txt: 'text.save_txt',
  md: 'text.save_md',
  pdf: 'text.save_pdf',
  docx: 'text.save_docx',
  csv: 'text.save_csv',
  xlsx: 'text.save_xlsx',
  json: 'text.save_json',
  hocr: 'text.save_hocr',
  alto: 'text.save_alto',
} as const satisfies Record<ExportFormat, Key>;

/** Every format, in the order in which they are offered. */
export const formats = Object.keys(names) as readonly ExportFormat[];

/** What a person calls a format. */
export function formatName(format: ExportFormat): string {
  return t(names[format]);
}

function extension(format: ExportFormat): string {
  return format === 'alto' ? '.alto.xml' : `.${format}`;
}

/** A menu of all formats; the ids are `prefix` and the format. */
export function formatItems(prefix = ''): MenuItem[] {
  return formats.map((format) => ({ id: `${prefix}${format}`, label: formatName(format), note: extension(format) }));
}

/** The format that an id names. */
export function formatOf(id: string): ExportFormat | undefined {
  return formats.find((format) => format === id);
}
