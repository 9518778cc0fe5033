import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { classNames } from '../../ui/class-names';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';
import { FAILURES, NOW } from './samples';

const retry = () => undefined;

export function StatesSection() {
  const say = useWords();
  return (
    <Panel title={say('gallery.states')} aside={say('gallery.states.lead')}>
      <div className={styles.three}>
        <div className={styles.box}>
          <EmptyState title={say('gallery.empty.title')} text={say('gallery.empty.text')} action={<Button>{say('gallery.deed.primary')}</Button>} />
        </div>
        <div className={styles.box}>
          <LoadingState what={say('gallery.loading')} since={NOW - 12_000} />
        </div>
        <div className={styles.box}>
          <FailureState failure={FAILURES.refused} what={say('gallery.failed')} />
        </div>
        <div className={styles.box}>
          <FailureState failure={FAILURES.said} onRetry={retry} />
        </div>
        <div className={classNames(styles.box, styles.inset)}>
          <FailureState failure={FAILURES.bug} compact />
        </div>
        <div className={classNames(styles.box, styles.inset)}>
          <FailureState failure={FAILURES.lost} compact onRetry={retry} retrying />
        </div>
      </div>
    </Panel>
  );
}
