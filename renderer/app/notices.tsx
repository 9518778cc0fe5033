import { useCallback, useEffect } from 'react';
import { dismissNotice, type Notice, useNotices } from '../parts/notices';
import { Banner } from '../ui/banner';
import { FailureState } from '../ui/failure-state';
import { useWords } from '../ui/use-words';
import styles from './notices.module.css';

/** What happened apart from what is on the screen. Each stays until it was seen or dismissed; screen readers hear it. */
export function Notices() {
  const say = useWords();
  const notices = useNotices();
  return (
    <section className={styles.notices} aria-label={say('shell.notices')}>
      {notices.map((notice) => (
        <Card key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

/** Good news has been seen when it stood in a window that somebody works in for so long. */
const SEEN_MS = 6_000;
const TICK_MS = 500;

function useSeen(applies: boolean, onSeen: () => void): void {
  useEffect(() => {
    if (!applies) return;
    let seenMs = 0;
    const timer = setInterval(() => {
      if (!document.hidden && document.hasFocus()) seenMs += TICK_MS;
      if (seenMs >= SEEN_MS) onSeen();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [applies, onSeen]);
}

function Card({ notice: { id, tone, word, values, failure } }: { readonly notice: Notice }) {
  const say = useWords();
  useSeen(
    tone === 'ok',
    useCallback(() => dismissNotice(id), [id]),
  );
  return (
    <Banner look="float" tone={tone} title={say(word, values)} onClose={() => dismissNotice(id)}>
      {failure && <FailureState compact failure={failure} />}
    </Banner>
  );
}
