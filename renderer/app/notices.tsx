import { dismissNotice, isPassing, useNotices } from '../parts/notices';
import { Banner } from '../ui/banner';
import { FailureState } from '../ui/failure-state';
import { useWords } from '../ui/use-words';
import styles from './notices.module.css';

/** What went wrong apart from what is on the screen. Each stays until it is dismissed, in a place of its own: it never lies over a control. */
export function Notices() {
  const say = useWords();
  const notices = useNotices().filter((notice) => !isPassing(notice));
  return (
    <section className={styles.notices} aria-label={say('shell.notices')}>
      {notices.map(({ id, tone, word, values, failure }) => (
        <Banner key={id} tone={tone} title={say(word, values)} onClose={() => dismissNotice(id)}>
          {failure && <FailureState compact once failure={failure} />}
        </Banner>
      ))}
    </section>
  );
}
