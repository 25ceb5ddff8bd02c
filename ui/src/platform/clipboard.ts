/** Writing to the clipboard, by the web view's own means. */

/**
 * Puts text that is still being made on the clipboard.
 *
 * WebKit lets a page write only while it handles a click or a key. Waiting for the host would outlast that, so the
 * promise itself is handed over where the web view takes one.
 *
 * Rejects with what `text` rejects with, or with the web view's refusal.
 */
export async function copyText(text: Promise<string>): Promise<void> {
  const { clipboard } = navigator;
  if (clipboard && typeof ClipboardItem !== 'undefined') {
    const blob = text.then((content) => new Blob([content], { type: 'text/plain' }));
    // If there is no text to come, the caller hears of it from `text` itself.
    blob.catch(() => undefined);
    try {
      await clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
      await text;
      return;
    } catch {
      // Older web views take no promise here; the plain ways below may still be open.
    }
  }
  const content = await text;
  try {
    await clipboard.writeText(content);
  } catch (refused) {
    if (!copySelection(content)) throw refused;
  }
}

/** The way from before the clipboard interface: select the text in a field out of sight, and copy that. */
function copySelection(content: string): boolean {
  const active = document.activeElement;
  const field = document.createElement('textarea');
  field.value = content;
  field.readOnly = true;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (active instanceof HTMLElement) active.focus();
  return copied;
}
