/** Files that a person chooses or drops in a browser. */

/** What is taken out of a folder: the server tells files apart by their content, but a folder holds much else. */
const READABLE = /\.(pdf|png|jpe?g|jfif|webp|tiff?|gif|bmp)$/i;
const ACCEPT = '.pdf,.png,.jpg,.jpeg,.jfif,.webp,.tif,.tiff,.gif,.bmp,application/pdf,image/*';
/** As deep as the host searches folders, and as many files as it takes at once. */
const MOST_DEPTH = 16;
const MOST_FILES = 20_000;

/** Whether a file of a folder is worth sending: of a readable kind, and not hidden anywhere on its way. */
export function isReadable(path: string): boolean {
  return READABLE.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}

/** Asks for files, or for those of a folder; none when the person changes their mind. */
export function chooseFiles(folder: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.className = 'visually-hidden';
    input.tabIndex = -1;
    input.setAttribute('aria-hidden', 'true');
    input.dataset['testid'] = folder ? 'choose-folder' : 'choose-files';
    if (folder) input.webkitdirectory = true;
    else input.accept = ACCEPT;
    const end = (files: File[]): void => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      end(folder ? files.filter((file) => isReadable(file.webkitRelativePath)).slice(0, MOST_FILES) : files);
    });
    input.addEventListener('cancel', () => end([]));
    // Not in the document, some browsers let it go before the person has chosen.
    document.body.append(input);
    input.click();
  });
}

/** Whether what is dragged are files, rather than text or a row of the list. */
export function bringsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/** What was dropped: files as they are, folders by their readable files. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // Both lists are empty after the first pause.
  const plain = [...data.files];
  const entries = [...data.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.length === 0 || entries.some((entry) => entry === null)) return plain;
  const files: File[] = [];
  for (const entry of entries) {
    if (entry) await collect(entry, files, 0);
  }
  return files;
}

async function collect(entry: FileSystemEntry, files: File[], depth: number): Promise<void> {
  if (files.length >= MOST_FILES) return;
  if (isFile(entry)) {
    if (depth > 0 && !isReadable(entry.name)) return;
    files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  } else if (isFolder(entry) && depth < MOST_DEPTH && !(depth > 0 && entry.name.startsWith('.'))) {
    const reader = entry.createReader();
    // A reader gives its entries in portions, and an empty one at the end.
    for (;;) {
      const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (portion.length === 0) return;
      portion.sort((a, b) => a.name.localeCompare(b.name));
      for (const child of portion) await collect(child, files, depth + 1);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Hands a file over to the browser's downloads. */
export function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The download has its own hold on the content soon after; how soon, no browser tells.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The name that an answer gives its file. */
export function nameOf(disposition: string | null, fallback: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
  if (encoded === undefined) return fallback;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return fallback;
  }
}
