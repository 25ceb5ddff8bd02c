/** Which names fit what a person types, the best first. Marks over letters and their case do not count. */

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** 0 is no fit; more is better: a name that begins so, then words that begin so, then the letters in their order. */
function fit(sought: string, name: string): number {
  if (name.startsWith(sought)) return 4;
  const words = name.split(/[^\p{L}\p{N}]+/u);
  const parts = sought.split(/\s+/);
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  if (parts.every((part) => name.includes(part))) return 2;
  let at = -1;
  const scattered = [...sought.replace(/\s+/g, '')].every((letter) => (at = name.indexOf(letter, at + 1)) >= 0);
  return scattered && sought.length > 2 ? 1 : 0;
}

/**
 * The things of which one of the names fits `text`; the first name counts more than the others. All of them, in their own
 * order, where nothing is typed.
 */
export function rank<T>(text: string, things: readonly T[], names: (thing: T) => readonly string[]): T[] {
  const sought = plain(text.trim());
  if (sought === '') return [...things];
  const scored = things.map((thing) => {
    const [first = '', ...others] = names(thing).map(plain);
    const joined = [first, ...others].join(' ');
    return { thing, score: Math.max(2 * fit(sought, first), fit(sought, joined) > 1 ? fit(sought, joined) - 1 : 0) };
  });
  return scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score).map((one) => one.thing);
}
