/** What can be done with the document that is open, and with those that are marked in the list. */
import type { JobSummary } from '../../platform';
import type { Session } from '../../session.svelte';
import type { Command } from '../commands/command';
import { formats } from '../text/formats';
import { canCancel, canPause, canResume, canRetry, hasText } from './deeds';
import { isOver } from './reducer';

const current = (session: Session): JobSummary | null => session.jobs.current;

/** Whether the open document fits. */
const fits = (test: (job: JobSummary) => boolean) => (session: Session) => {
  const job = current(session);
  return job !== null && test(job);
};

/** Does something with the open document. */
const withOpen = (deed: (session: Session, job: JobSummary) => void) => (session: Session) => {
  const job = current(session);
  if (job) deed(session, job);
};

const chosen = (session: Session): readonly string[] => session.jobs.targets;
const any = (session: Session): boolean => chosen(session).length > 0;

export const documentCommands: readonly Command[] = [
  {
    id: 'edit.search',
    label: 'search.label',
    group: 'edit',
    icon: 'search',
    // Ctrl+F alone seeks in the open document, as in every program that shows one.
    keys: ['Mod+Shift+F'],
    typing: true,
    enabled: (session) => session.jobs.any,
    run: (session) => {
      session.frame.show('history', true);
      session.search.focus();
    },
  },
  {
    id: 'document.copy',
    label: 'text.copy',
    group: 'document',
    icon: 'copy',
    keys: ['Mod+Shift+C'],
    enabled: fits(hasText),
    run: withOpen((session, job) => void session.copy(job.id)),
  },
  ...formats.map(
    (format): Command => ({
      id: `document.save.${format}`,
      label: `command.save.${format}`,
      group: 'document',
      icon: 'save',
      ...(format === 'txt' ? { keys: ['Mod+S'] } : {}),
      enabled: fits(hasText),
      run: withOpen((session, job) => void session.save(job.id, format)),
    }),
  ),
  {
    id: 'document.export_all',
    label: 'command.export_all',
    group: 'document',
    icon: 'export',
    keys: ['Mod+Shift+E'],
    enabled: (session) => session.jobs.any,
    run: (session) => void session.actions.beginExport(),
  },
  {
    id: 'document.batch',
    label: 'command.batch',
    group: 'document',
    icon: 'batch',
    keys: ['Mod+Alt+O'],
    enabled: any,
    run: (session) => session.ask({ kind: 'batch', jobs: chosen(session) }),
  },
  {
    id: 'document.rerun',
    label: 'jobs.rerun',
    group: 'document',
    icon: 'again',
    keys: ['Mod+Shift+R'],
    enabled: fits((job) => isOver(job.state)),
    run: withOpen((session, job) => session.ask({ kind: 'rerun', job: job.id })),
  },
  {
    id: 'document.pause',
    label: 'jobs.pause',
    group: 'document',
    icon: 'pause',
    enabled: fits(canPause),
    run: withOpen((session, job) => void session.actions.pause([job.id])),
  },
  {
    id: 'document.resume',
    label: 'jobs.resume',
    group: 'document',
    icon: 'play',
    enabled: fits(canResume),
    run: withOpen((session, job) => void session.actions.resume([job.id])),
  },
  {
    id: 'document.cancel',
    label: 'jobs.cancel_short',
    group: 'document',
    icon: 'stop',
    enabled: fits(canCancel),
    run: withOpen((session, job) => void session.actions.cancel([job.id])),
  },
  {
    id: 'document.retry',
    label: 'jobs.retry',
    group: 'document',
    icon: 'retry',
    enabled: fits(canRetry),
    run: withOpen((session, job) => void session.actions.retry([job.id])),
  },
  {
    id: 'document.failures',
    label: 'jobs.failures',
    group: 'document',
    icon: 'warning',
    enabled: fits(canRetry),
    run: withOpen((session, job) => session.ask({ kind: 'failures', job: job.id })),
  },
  {
    id: 'document.reveal',
    label: 'jobs.reveal',
    group: 'document',
    icon: 'reveal',
    offered: (session) => session.host.features.reveal,
    enabled: (session) => current(session) !== null,
    run: withOpen((session, job) => void session.actions.reveal(job.id)),
  },
  {
    id: 'jobs.rename',
    label: 'jobs.rename',
    group: 'document',
    icon: 'pencil',
    keys: ['F2'],
    scope: 'jobs',
    enabled: any,
    run: (session) => session.actions.beginRename(),
  },
  {
    id: 'jobs.tags',
    label: 'jobs.tags',
    group: 'document',
    icon: 'tag',
    enabled: any,
    run: (session) => session.ask({ kind: 'tags', jobs: chosen(session) }),
  },
  {
    id: 'jobs.all',
    label: 'command.jobs.all',
    group: 'document',
    keys: ['Mod+A'],
    scope: 'jobs',
    enabled: any,
    run: (session) => void session.jobs.chosen.all(),
  },
  {
    id: 'jobs.earlier',
    label: 'jobs.move_up',
    group: 'document',
    icon: 'arrow_up',
    keys: ['Alt+ArrowUp'],
    scope: 'jobs',
    unlisted: true,
    enabled: (session) => session.jobs.underCursor?.state === 'queued',
    run: (session) => session.actions.moveCursor('up'),
  },
  {
    id: 'jobs.later',
    label: 'jobs.move_down',
    group: 'document',
    icon: 'arrow_down',
    keys: ['Alt+ArrowDown'],
    scope: 'jobs',
    unlisted: true,
    enabled: (session) => session.jobs.underCursor?.state === 'queued',
    run: (session) => session.actions.moveCursor('down'),
  },
  {
    id: 'jobs.delete',
    label: 'jobs.delete',
    group: 'document',
    icon: 'trash',
    keys: ['Delete'],
    scope: 'jobs',
    enabled: any,
    run: (session) => void session.actions.remove(chosen(session)),
  },
];
