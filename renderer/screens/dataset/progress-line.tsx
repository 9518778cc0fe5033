import { useIntl } from 'react-intl';
import type { Progress } from '../../data/data-progress';
import { Meter } from '../../ui/meter';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

/** What is being done with it now, and how far that is. */
export function ProgressLine({ progress: { doing, done, since } }: { readonly progress: Progress }) {
  const say = useWords();
  const intl = useIntl();
  return (
    <div className={styles.progress}>
      <span>
        {say(`data.doing.${doing}`)} {done !== null && <bdi>{intl.formatNumber(done, { style: 'percent', maximumFractionDigits: 0 })}</bdi>}
      </span>
      <Meter look="progress" share={done} label={say(`data.doing.${doing}`)} />
      <span className={styles.quiet}>
        <ElapsedTime since={since} />
      </span>
    </div>
  );
}
