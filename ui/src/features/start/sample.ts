/**
 * A document to try the app with. It is drawn here and read like any other, so that what a person sees of it is what the
 * engine makes of it; all its names are made up.
 */

/** Width and height in pixels: A4 at 150 dots an inch. */
const SIZE = [1240, 1754] as const;
const MARGIN = 130;

type Row = readonly [what: string, count: string, each: string, sum: string];
const rows: readonly Row[] = [
  ['Item', 'Count', 'Each', 'Sum'],
  ['Oak shelf, 80 cm', '2', '45.00', '90.00'],
  ['Brass bracket', '4', '6.50', '26.00'],
  ['Delivery', '1', '12.00', '12.00'],
];
/** Where the columns end, from the left margin. */
const columns = [0, 620, 790, 980] as const;

/** Draws the sample. Null where there is nothing to draw with. */
export function drawSample(): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = SIZE;
  const pen = canvas.getContext('2d');
  if (!pen) return Promise.resolve(null);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, ...SIZE);
  pen.fillStyle = '#111';
  const say = (text: string, x: number, y: number, font = '30px Georgia, serif'): void => {
    pen.font = font;
    pen.fillText(text, MARGIN + x, y);
  };

  say('Harbour Joinery', 0, 190, 'bold 54px Georgia, serif');
  say('7 Quay Street, Port Ellery', 0, 240);
  say('Invoice', 0, 370, 'bold 40px Georgia, serif');
  say('Invoice number: HJ-2041', 0, 430);
  say('Date: 3 March 2026', 0, 478);
  say('Due date: 2 April 2026', 0, 526);

  let y = 640;
  for (const [at, row] of rows.entries()) {
    const font = at === 0 ? 'bold 30px Georgia, serif' : '30px Georgia, serif';
    row.forEach((text, column) => say(text, columns[column] ?? 0, y, font));
    pen.fillRect(MARGIN, y + 18, SIZE[0] - 2 * MARGIN, at === 0 ? 3 : 1);
    y += 62;
  }
  say('Total: 128.00 EUR', columns[2] - 120, y + 20, 'bold 32px Georgia, serif');

  const words = [
    'Thank you for your order. The shelves are oiled once and want a second',
    'coat after a month. Please keep this sheet: the warranty runs for two',
    'years from the date above.',
  ];
  words.forEach((line, at) => say(line, 0, y + 150 + at * 46));
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
