/**
 * What this web view remembers by itself: how the window is arranged, never anything of a document. Storage may be
 * switched off or full; what is kept then lasts until the window closes.
 */

/** What is kept under `key`, or null. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps `value` under `key`; null forgets it. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice holds until the window closes.
  }
}

/** A value that was kept as JSON, or null where there is none or it is garbled. */
export function recallJson(key: string): unknown {
  const kept = recall(key);
  if (kept === null) return null;
  try {
    return JSON.parse(kept) as unknown;
  } catch {
    return null;
  }
}
