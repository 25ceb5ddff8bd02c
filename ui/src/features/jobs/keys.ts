/** The keys of the list, as what a person means by them. */

export type Meaning =
  | { readonly kind: 'go'; readonly to: number; readonly extend: boolean }
  | { readonly kind: 'queue'; readonly move: 'up' | 'down' }
  | { readonly kind: 'all' | 'toggle' | 'delete' | 'rename' | 'menu' | 'escape' | 'open' }
  | { readonly kind: 'type'; readonly text: string };

/** What a key means to a list of `count` rows, of which `span` are in view and `cursor` is the one with the focus. */
export function meaningOf(event: KeyboardEvent, cursor: number, count: number, span: number): Meaning | null {
  const { key, shiftKey, altKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (altKey) {
    if (key === 'ArrowUp') return { kind: 'queue', move: 'up' };
    return key === 'ArrowDown' ? { kind: 'queue', move: 'down' } : null;
  }
  if (command) return key.toLowerCase() === 'a' ? { kind: 'all' } : key === ' ' ? { kind: 'toggle' } : null;
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
    case 'Delete':
      return { kind: 'delete' };
    case 'F2':
      return { kind: 'rename' };
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
