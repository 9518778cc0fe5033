import { dismissNotice, type Notice, useNotices } from '../parts/notices';
import { Banner } from '../ui/banner';
import { FailureState } from '../ui/failure-state';
import { useWords } from '../ui/use-words';
import styles from './notices.module.css';

/** What happened apart from what is on the screen. Each stays until it is dismissed; screen readers hear it. */
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

function Card({ notice: { id, tone, word, values, failure } }: { readonly notice: Notice }) {
  const say = useWords();
  return (
    <Banner look="float" tone={tone} title={say(word, values)} onClose={() => dismissNotice(id)}>
      {failure && <FailureState compact failure={failure} />}
    </Banner>
  );
}
