/** The host of a browser: the server that the page came from (`ocrchat serve --ui`). */
import type { Settings } from './bindings';
import { bringsFiles, chooseFiles, download, droppedFiles, nameOf } from './browser/files';
import { ServerLink } from './browser/link';
import { Uploads } from './browser/uploads';
import { toWireError } from './errors';
import type { DragState, Host, Unsubscribe } from './host';

/** The host behind this page's own address, or null where that is no server of ours. */
export async function httpHost(): Promise<Host | null> {
  const link = new ServerLink();
  return (await link.begin()) ? hostOver(link) : null;
}

/** The host at the other end of a link. */
export function hostOver(link: ServerLink): Host {
  const { requests } = link;
  const call: Host['call'] = (name, args) => requests.ask(`/ui/call/${name}`, args);
  const settings = (): Promise<Settings> => call('get_settings', {});
  const uploads = new Uploads(link, async () => (await settings()).limits.file_bytes);

  async function take(choose: () => Promise<File[]>, folder: boolean): Promise<void> {
    const files = await choose();
    if (files.length > 0) await uploads.add(files);
    else if (folder) link.tell({ type: 'problem', error: { code: 'input_unsupported', message: 'there is no image and no PDF in this folder' } });
  }

  return {
    features: { reveal: false, machine: false, notify: false },
    link: {
      get state() {
        return link.state;
      },
      watch: (cb) => link.watch(cb),
      watchTransfer: (cb) => uploads.watch(cb),
      login: (token) => link.login(token),
      logout: () => link.logout(),
      retry: link.retry,
    },
    call,
    subscribe: (cb) => link.listen(cb),
    pageUrl: (job, page, kind) => `/ui/pages/${encodeURIComponent(job)}/${page}/${kind}`,
    regionUrl: (job, page, bbox, scale = 1) => `/ui/pages/${encodeURIComponent(job)}/${page}/region?crop=${bbox.join(',')}&scale=${scale}`,
    addImage: (name, bytes) => uploads.send(new Blob([bytes.slice()]), name),
    openFiles: () => take(() => chooseFiles(false), false),
    openFolder: () => take(() => chooseFiles(true), false),
    async saveAs(job, format) {
      const response = await requests.send(`/ui/jobs/${encodeURIComponent(job)}/result?format=${format}`);
      const name = nameOf(response.headers.get('content-disposition'), `result.${format}`);
      download(await whole(response), name);
      return name;
    },
    async saveAll(jobs, format) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ jobs, format });
      const response = await requests.send('/ui/results', { method: 'POST', headers, body });
      download(await whole(response), nameOf(response.headers.get('content-disposition'), 'results.zip'));
      return jobs.length;
    },
    reveal: () => Promise.reject(toWireError({ code: 'not_implemented', message: 'the file lies on another computer' })),
    pickFolder: () => Promise.resolve(null),
    openServer: () => Promise.reject(toWireError({ code: 'not_implemented', message: 'this page is the server’s already' })),
    notify: () => Promise.resolve(),
    onDrag: (cb) => Promise.resolve(onDrag(cb, (data) => void take(() => droppedFiles(data), true))),
  };
}

async function whole(response: Response): Promise<Blob> {
  try {
    return await response.blob();
  } catch (error) {
    throw toWireError(error);
  }
}

/** Follows files that are dragged over the page, and hands over what is dropped. */
function onDrag(cb: (state: DragState) => void, drop: (data: DataTransfer) => void): Unsubscribe {
  const over = (event: DragEvent): void => {
    if (!bringsFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    cb('over');
  };
  const leave = (event: DragEvent): void => {
    // From one element to another, the next `over` follows at once; only out of the page there is nothing next.
    if (event.relatedTarget === null) cb('left');
  };
  const dropped = (event: DragEvent): void => {
    if (!bringsFiles(event.dataTransfer)) return;
    event.preventDefault();
    cb('dropped');
    if (event.dataTransfer) drop(event.dataTransfer);
  };
  const added = new AbortController();
  window.addEventListener('dragenter', over, { signal: added.signal });
  window.addEventListener('dragover', over, { signal: added.signal });
  window.addEventListener('dragleave', leave, { signal: added.signal });
  window.addEventListener('drop', dropped, { signal: added.signal });
  return () => added.abort();
}
