/**
 * Keys that were pressed while the next word was on its way. They are kept in their order and done to that word, so that
 * nobody has to wait for the screen.
 */

/** What one key does to the word under the editor. */
export type Stroke =
  | { readonly kind: 'letter'; readonly text: string }
  | { readonly kind: 'erase' | 'enter' | 'next' | 'previous' | 'leave' }
  | { readonly kind: 'choice'; readonly number: number };

/** A key as it comes from the keyboard. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The digit of Alt+1 … Alt+9; 0 for any other key. By the key's place too: with Alt, some keyboards write other signs. */
export function choiceOf(event: Pressed): number {
  if (!event.altKey || event.ctrlKey || event.metaKey) return 0;
  const digit = /^[1-9]$/.exec(event.key)?.[0] ?? /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  return digit === undefined ? 0 : Number(digit);
}

/** What a key means to the editor; null for one that means nothing there. */
export function strokeOf(event: Pressed): Stroke | null {
  const number = choiceOf(event);
  if (number > 0) return { kind: 'choice', number };
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case 'Enter':
      return { kind: 'enter' };
    case 'Escape':
      return { kind: 'leave' };
    case 'Backspace':
    case 'Delete':
      return { kind: 'erase' };
    case 'Tab':
    case 'F3':
      return { kind: event.shiftKey ? 'previous' : 'next' };
  }
  return [...event.key].length === 1 ? { kind: 'letter', text: event.key } : null;
}

/** A word's text with a letter typed or erased: the first of them takes the place of the whole text, which is selected. */
export function typed(text: string, untouched: boolean, stroke: Stroke): string {
  if (stroke.kind === 'letter') return untouched ? stroke.text : text + stroke.text;
  if (stroke.kind === 'erase') return untouched ? '' : [...text].slice(0, -1).join('');
  return text;
}
