/** The host of the desktop app: Tauri's commands, events and the `page:` scheme. */
import { convertFileSrc, invoke, type InvokeArgs, type InvokeOptions } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';

import { toWireError } from './errors';
import type { Host, HostEvent } from './host';

/** The one event on which the shell sends everything of the contract. */
const EVENT = 'event';

async function ask<T>(command: string, args?: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, args, options);
  } catch (error) {
    throw toWireError(error);
  }
}

/** The host behind `window.__TAURI_INTERNALS__`. */
export function tauriHost(): Host {
  // Each platform spells a custom scheme in its own way. Only the front part is taken from Tauri, since it would
  // encode the slashes of a whole path.
  const pages = convertFileSrc('', 'page');

  return {
    features: { reveal: true, machine: true, notify: true },
    link: null,
    call: (name, args) => ask('call', { name, args }),
    subscribe: (cb) => listen<HostEvent>(EVENT, ({ payload }) => cb(payload)),
    pageUrl: (job, page, kind) => `${pages}${encodeURIComponent(job)}/${page}/${kind}`,
    regionUrl: (job, page, bbox, scale = 1) => `${pages}${encodeURIComponent(job)}/${page}/region?crop=${bbox.join(',')}&scale=${scale}`,
    addImage: (name, bytes) => ask('add_image', bytes, { headers: { 'x-name': encodeURIComponent(name) } }),
    openFiles: () => ask('open_files'),
    openFolder: () => ask('open_folder'),
    saveAs: (job, format) => ask('save_as', { job, format }),
    saveAll: (jobs, format) => ask('save_all', { jobs, format }),
    reveal: (job) => ask('reveal_source', { job }),
    pickFolder: () => ask('pick_folder'),
    openServer: () => ask('open_server'),
    notify: (title, body) => ask('notify', { title, body }),
    onDrag: (cb) =>
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === 'drop') cb('dropped');
        else if (payload.type === 'leave') cb('left');
        else cb('over');
      }),
  };
}
