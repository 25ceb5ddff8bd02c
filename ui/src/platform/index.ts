/** Picks the host that this page runs in. */
import type { Host } from './host';
import { tauriHost } from './tauri';

export type { DragState, Host, HostEvent, PictureKind, Unsubscribe } from './host';
export { isWireError, toWireError } from './errors';
export type * from './bindings';

/** The host around this page, or null where there is none, as in a plain browser tab. */
export function connect(): Host | null {
  return '__TAURI_INTERNALS__' in window ? tauriHost() : null;
}
