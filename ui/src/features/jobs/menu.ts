/** What the menu of one job, or of several, offers, and what each of its items does. */
import type { MenuItem } from '../../components/menu';
import { t } from '../../i18n/index.svelte';
import type { JobSummary, Priority } from '../../platform';
import type { Session } from '../../session.svelte';
import { formatItems, formatOf } from '../text/formats';
import { canCancel, canPause, canResume, canRetry, hasText, isWaiting, priorities } from './deeds';
import { isOver } from './reducer';

/**
 * The menu of the jobs that are marked; `unknown` says that there are more of them than are known, `reveal` that the host
 * shows source files.
 */
export function menuOf(jobs: readonly JobSummary[], unknown: boolean, reveal: boolean): MenuItem[] {
  const any = (fits: (job: JobSummary) => boolean): boolean => unknown || jobs.some(fits);
  const [job, ...others] = jobs;
  const only = others.length === 0 && !unknown ? job : undefined;
  return [
    ...when(any(canPause), { id: 'pause', icon: 'pause', label: t('jobs.pause') }),
    ...when(any(canResume), { id: 'resume', icon: 'play', label: t('jobs.resume') }),
    ...when(any(canCancel), { id: 'cancel', icon: 'stop', label: t('jobs.cancel_short') }),
    ...when(any(canRetry), { id: 'retry', icon: 'retry', label: t('jobs.retry') }),
    ...when(only !== undefined && canRetry(only), { id: 'failures', icon: 'warning', label: t('jobs.failures') }),
    ...when(only !== undefined && isOver(only.state), { id: 'rerun', icon: 'again', label: t('jobs.rerun') }),
    ...when(only !== undefined && isWaiting(only), {
      id: 'move',
      icon: 'arrow_up',
      label: t('jobs.move'),
      apart: true,
      items: [
        { id: 'first', icon: 'to_front', label: t('jobs.move_first') },
        { id: 'up', icon: 'arrow_up', label: t('jobs.move_up'), note: t('jobs.key_up') },
        { id: 'down', icon: 'arrow_down', label: t('jobs.move_down'), note: t('jobs.key_down') },
      ],
    }),
    ...when(any((one) => !isOver(one.state)), priorityItem(only, !(only && isWaiting(only)))),
    ...when(only !== undefined, { id: 'rename', icon: 'pencil', label: t('jobs.rename'), note: 'F2', apart: true }),
    { id: 'tags', icon: 'tag', label: t('jobs.tags'), apart: only === undefined },
    ...when(only !== undefined && hasText(only), { id: 'copy', icon: 'copy', label: t('text.copy'), apart: true }),
    ...when(any(hasText), { id: 'save', icon: 'save', label: t('text.save'), items: formatItems('save.') }),
    ...when(only !== undefined && reveal, { id: 'reveal', icon: 'reveal', label: t('jobs.reveal') }),
    { id: 'delete', icon: 'trash', label: t('jobs.delete'), note: t('jobs.key_delete'), danger: true, apart: true },
  ];
}

function when(holds: boolean, item: MenuItem): MenuItem[] {
  return holds ? [item] : [];
}

function priorityItem(only: JobSummary | undefined, apart: boolean): MenuItem {
  const items = priorities.map((id) => ({ id: `priority.${id}`, label: t(`jobs.priority.${id}`), checked: only?.priority === id }));
  return { id: 'priority', icon: 'priority', label: t('jobs.priority'), apart, items };
}

/** Does what an item says. `rename` is left to the list, whose row becomes a field. */
export function doMenuItem(session: Session, ids: readonly string[], item: string): void {
  const { actions, jobs } = session;
  const [id] = ids;
  const job = jobs.job(id);
  const [kind, detail] = item.split('.');
  switch (kind) {
    case 'pause':
    case 'resume':
    case 'cancel':
    case 'retry':
      void actions[kind](ids);
      break;
    case 'failures':
    case 'rerun':
      if (id !== undefined) actions.question = { kind, job: id };
      break;
    case 'first':
    case 'up':
    case 'down':
      if (job) void actions.move(job, kind);
      break;
    case 'priority':
      void actions.setPriority(ids, detail as Priority);
      break;
    case 'tags':
      actions.question = { kind, jobs: ids };
      break;
    case 'copy':
      if (id !== undefined) void session.copy(id);
      break;
    case 'save': {
      const format = formatOf(detail ?? '');
      if (format) void actions.save(ids, format);
      break;
    }
    case 'reveal':
      if (id !== undefined) void actions.reveal(id);
      break;
    case 'delete':
      void actions.remove(ids);
      break;
  }
}
