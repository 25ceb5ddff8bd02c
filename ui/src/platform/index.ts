/** Picks the host that this page runs in. */
import type { Host } from './host';
import { httpHost } from './http';
import { tauriHost } from './tauri';

export type { DragState, Features, Host, HostEvent, Link, LinkState, PictureKind, Transfer, Unsubscribe } from './host';
export { isWireError, toWireError } from './errors';
export type * from './bindings';

/** The host around this page, or the server that it came from; null where there is neither. */
export async function connect(): Promise<Host | null> {
  return '__TAURI_INTERNALS__' in window ? tauriHost() : httpHost();
}
