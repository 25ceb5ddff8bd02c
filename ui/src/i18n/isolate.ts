/** Latin text among letters that run to the left. Apart from the rest, because Svelte's compiler warns of such signs. */

/** `text` as one piece that runs to the right, so that a number stays before its unit. */
export function isolate(text: string): string {
  return `\u2066${text}\u2069`;
}
