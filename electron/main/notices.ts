import { Notification } from 'electron';
import type { AttentionNotice } from '../../shared/models/attention-notice';
import type { EntityKey } from '../../shared/models/entity';
import type { Log } from './logs';
import { noticesOf } from './notice-text';
import type { ShellWords } from './shell-words';

export type NoticeOptions = {
  readonly words: () => ShellWords;
  readonly log: Log;
  /** What the user pressed; null is the list of all. */
  readonly open: (key: EntityKey | null) => void;
};

/** Tells by the system's own notifications what newly waits for a person. The backend sees to it that nothing is told twice. */
export function createNotices({ words, log, open }: NoticeOptions): (items: readonly AttentionNotice[]) => void {
  // A notification whose object is collected loses its click.
  const shown = new Set<Notification>();
  return (items) => {
    log.info('something waits for a person', { count: items.length });
    if (!Notification.isSupported()) return;
    for (const { title, body, key } of noticesOf(items, words())) {
      const notice = new Notification({ title, body, silent: true });
      shown.add(notice);
      notice.once('click', () => open(key));
      notice.once('close', () => shown.delete(notice));
      notice.show();
    }
  };
}
