import { useIntl } from 'react-intl';
import { QUANTILE_ERROR } from '../../../../shared/models/live-counts';
import type { LivePoint } from '../../../../shared/models/live-point';
import { useDriftWords } from '../../../parts/use-drift-words';
import { useWords } from '../../../ui/use-words';
import { foundOf } from '../heat-map/heat-grid';
import { momentWords, spanWords } from '../window-text';
import styles from './live.module.css';

/** The same rings in words: how many rows they are of, since when, and what is not in them. */
export function LiveLine({ live, threshold }: { readonly live: readonly LivePoint[]; readonly threshold: number | null }) {
  const say = useWords();
  if (live.length === 0) return null;
  return (
    <div className={styles.lines}>
      {live.map((point) => (
        <Line key={point.start} point={point} threshold={threshold} />
      ))}
      <p className={styles.beside}>{say('monitors.live.all')}</p>
    </div>
  );
}

function Line({ point, threshold }: { readonly point: LivePoint; readonly threshold: number | null }) {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  const { rows, value, verdict, since, stoodSince, isOver, uncounted, leftOut, p50, p95 } = point;
  const found = foundOf(value === null || threshold === null ? null : value / threshold, verdict);
  const told = {
    window: spanWords(intl, point),
    value: value === null ? '–' : words.number(value, threshold ?? undefined),
    found: say(`monitors.found.${found}`),
    rows,
    since: momentWords(intl, since, point),
  };
  const error = intl.formatNumber(QUANTILE_ERROR, { style: 'percent' });
  const parts = [
    say(isOver ? 'monitors.live.over' : rows === 0 ? 'monitors.live.none' : 'monitors.live.so-far', told),
    p50 !== null && p95 !== null && say('monitors.live.quantiles', { p50: words.number(p50), p95: words.number(p95), error }),
    uncounted > 0 && say('monitors.live.uncounted', { count: uncounted }),
    leftOut > 0 && say('monitors.live.left-out', { count: leftOut }),
  ];
  return (
    <p className={styles.line} data-live-line data-found={found} data-rows={rows}>
      <span className={styles.sign} data-stood={stoodSince !== null || isOver || undefined} aria-hidden />
      <span>{parts.filter(Boolean).join(' · ')}</span>
      {stoodSince !== null && <strong className={styles.stood}>{say('monitors.live.stood', { at: momentWords(intl, stoodSince, point) })}</strong>}
    </p>
  );
}
