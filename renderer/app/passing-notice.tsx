import { useEffect } from 'react';
import { dismissNotice, isPassing, useNotices } from '../parts/notices';
import { IconButton } from '../ui/icon-button';
import { CloseIcon } from '../ui/icons';
import { StateMark } from '../ui/state-mark';
import { useWords } from '../ui/use-words';
import styles from './passing-notice.module.css';

/** It has been seen when it stood for so long in a window that somebody works in. */
const SEEN_MS = 10_000;
const TICK_MS = 500;

/** The newest good news, in the status bar. Screen readers hear it when there is a pause. */
export function PassingNotice() {
  const say = useWords();
  const newest = useNotices().findLast(isPassing);
  useSeen(newest?.id ?? null);
  return (
    <output className={styles.notice}>
      {newest && (
        <>
          <StateMark shape={newest.tone} size={13} />
          <span className={styles.words}>{say(newest.word, newest.values)}</span>
          <IconButton size="s" icon={CloseIcon} label={say('ui.close')} className={styles.close ?? ''} onClick={() => dismissNotice(newest.id)} />
        </>
      )}
    </output>
  );
}

/** Dismisses a notice once it was seen. */
function useSeen(id: number | null): void {
  useEffect(() => {
    if (id === null) return undefined;
    let seenMs = 0;
    const timer = setInterval(() => {
      if (!document.hidden && document.hasFocus()) seenMs += TICK_MS;
      if (seenMs >= SEEN_MS) dismissNotice(id);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [id]);
}
