/**
 * The keys by which a list is walked, as what a person means by them. Keys that do something with its documents are
 * commands (`commands.ts`).
 */

export type Meaning =
  | { readonly kind: 'go'; readonly to: number; readonly extend: boolean }
  | { readonly kind: 'toggle' | 'menu' | 'escape' | 'open' }
  | { readonly kind: 'type'; readonly text: string };

/** What a key means to a list of `count` rows, of which `span` are in view and `cursor` is the one with the focus. */
export function meaningOf(event: KeyboardEvent, cursor: number, count: number, span: number): Meaning | null {
  const { key, shiftKey, altKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (altKey) return null;
  if (command) return key === ' ' ? { kind: 'toggle' } : null;
  if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) return { kind: 'menu' };
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + span,
    PageUp: cursor - span,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (to !== undefined) return { kind: 'go', to: Math.max(0, Math.min(count - 1, to)), extend: shiftKey };
  switch (key) {
    case 'Escape':
      return { kind: 'escape' };
    case 'Enter':
      return { kind: 'open' };
    case ' ':
      return { kind: 'toggle' };
    default:
      // Letters go to the search, as everywhere where there is one.
      return [...key].length === 1 ? { kind: 'type', text: key } : null;
  }
}
