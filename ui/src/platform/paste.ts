/**
 * Images that a person pastes anywhere in the window.
 *
 * Chromium and WebKit on macOS hand an image over with the paste. WebKitGTK hands over nothing, yet it does insert the
 * image into a place that can be edited. So for the moment of the paste there is such a place, out of sight, and the
 * image is taken from there. Asking for the clipboard itself would need a permission to read it at any time.
 */
import type { Unsubscribe } from './host';

/** How often, and how many times, to look whether the web view has inserted the image. */
const LOOK_MS = 50;
const LOOKS = 20;

/** Calls `cb` for each pasted image. Pastes into fields are left alone. */
export function onPastedImage(cb: (image: Blob) => void): Unsubscribe {
  let sink: HTMLElement | null = null;

  function onKeydown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'v') return;
    if (isField(event.target)) return;
    sink?.remove();
    sink = makeSink();
    sink.focus({ preventScroll: true });
  }

  function onPaste(event: ClipboardEvent): void {
    const used = sink;
    sink = null;
    if (isField(event.target) && event.target !== used) return;
    const image = handedOver(event.clipboardData);
    const nothing = event.clipboardData?.types.length === 0;
    if (image || !used || !nothing) {
      // Text, and what web pages are made of, has no business in the sink.
      event.preventDefault();
      used?.remove();
      if (image) cb(image);
    } else {
      void inserted(used).then((found) => found && cb(found));
    }
  }

  window.addEventListener('keydown', onKeydown);
  window.addEventListener('paste', onPaste);
  return () => {
    window.removeEventListener('keydown', onKeydown);
    window.removeEventListener('paste', onPaste);
    sink?.remove();
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable=true]') !== null;
}

/** A place to paste into. Gives the focus back when it goes. */
function makeSink(): HTMLElement {
  const before = document.activeElement;
  const sink = document.createElement('div');
  sink.contentEditable = 'true';
  sink.className = 'visually-hidden paste-sink';
  sink.setAttribute('aria-hidden', 'true');
  document.body.append(sink);
  sink.addEventListener('blur', () => sink.remove(), { once: true });
  // A key that pastes nothing must not keep the focus. By then a paste has long begun.
  setTimeout(() => {
    if (document.activeElement === sink && before instanceof HTMLElement) before.focus({ preventScroll: true });
    sink.remove();
  }, LOOK_MS * LOOKS);
  return sink;
}

/** The first image that came with the paste itself. */
function handedOver(data: DataTransfer | null): File | null {
  if (!data) return null;
  for (const item of data.items) {
    const file = item.kind === 'file' && item.type.startsWith('image/') ? item.getAsFile() : null;
    if (file) return file;
  }
  // Some web views fill only the list of files.
  return [...data.files].find((file) => file.type.startsWith('image/')) ?? null;
}

/** The image that the web view puts into `sink`, as PNG; null if none comes. */
async function inserted(sink: HTMLElement): Promise<Blob | null> {
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const image = sink.querySelector('img');
    if (image?.src.startsWith('blob:')) return encode(image);
  }
  return null;
}

/** Through a canvas, since the content policy lets images be shown from there but not fetched. */
async function encode(image: HTMLImageElement): Promise<Blob | null> {
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
