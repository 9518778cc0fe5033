import { dismissNotice, type Notice, useNotices } from '../parts/notices';
import { FailureState } from '../ui/failure-state';
import { IconButton } from '../ui/icon-button';
import { CloseIcon } from '../ui/icons';
import { StateMark } from '../ui/state-mark';
import { useWords } from '../ui/use-words';
import styles from './notices.module.css';

/** What happened apart from what is on the screen. Each stays until it is dismissed; screen readers hear it when there is a pause. */
export function Notices() {
  const say = useWords();
  const notices = useNotices();
  return (
    <section className={styles.notices} aria-label={say('shell.notices')} aria-live="polite" aria-relevant="additions">
      {notices.map((notice) => (
        <Card key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function Card({ notice: { id, tone, word, values, failure } }: { readonly notice: Notice }) {
  const say = useWords();
  return (
    <div className={styles.card} data-tone={tone}>
      {failure ? (
        <FailureState compact failure={failure} what={say(word, values)} />
      ) : (
        <>
          <StateMark shape={tone} />
          <p>{say(word, values)}</p>
        </>
      )}
      <IconButton size="s" icon={CloseIcon} label={say('shell.notice.dismiss')} onClick={() => dismissNotice(id)} />
    </div>
  );
}
