import { useIntl } from 'react-intl';
import type { ArmComparison } from '../../../shared/models/arm-comparison';
import { useClock } from '../../ui/clock';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './comparison.module.css';

/** Of which time and of how much it is, what nobody may see of it, and what an interval does not say. */
export function ComparisonSource({ comparison: { since, log } }: { readonly comparison: ArmComparison }) {
  const say = useWords();
  const intl = useIntl();
  const time = useClock((now) => whenText(intl, since, now));
  const share = intl.formatNumber(log.share, { style: 'percent', maximumFractionDigits: 1 });
  const lines = [
    log.share === 0 ? say('compare.source.counted', { time }) : say('compare.source', { time, share, ...log.rows }),
    ...(log.oneIn > 1 ? [say('compare.source.one-in', { count: log.oneIn })] : []),
    ...(log.hidden.length > 0 ? [say('compare.source.hidden', { names: log.hidden.join(say('ui.list.comma')) })] : []),
    say('compare.source.looks'),
  ];
  return <p className={styles.source}>{lines.join(' ')}</p>;
}
