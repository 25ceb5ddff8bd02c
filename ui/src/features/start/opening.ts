/** Keys as ways to open something. */
import { t } from '../../i18n/index.svelte';
import type { Session } from '../../session.svelte';

/** Whether the system writes shortcuts with ⌘. */
const apple = /mac|iphone|ipad/i.test(navigator.platform);

/** A shortcut as keyboards of the system and the language write it. */
export function shortcut(letter: string): string {
  return apple ? `⌘${letter}` : `${t('app.ctrl')}+${letter}`;
}

/**
 * Ctrl+O opens files, Ctrl+Shift+O a folder, Ctrl+S saves the text of the document on screen, Ctrl+comma opens the
 * settings.
 */
export function onShortcut(session: Session, event: KeyboardEvent): void {
  if (!(apple ? event.metaKey : event.ctrlKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'o') {
    void (event.shiftKey ? session.openFolder() : session.openFiles());
  } else if (key === ',') {
    session.openSettings();
  } else if (key === 's' && session.jobs.current && session.jobs.current.pages_done > 0) {
    void session.save(session.jobs.current.id, 'txt');
  } else {
    return;
  }
  event.preventDefault();
}
