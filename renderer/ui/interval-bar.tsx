// Drawn here: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { classNames } from './class-names';
import styles from './interval-bar.module.css';
import type { Tone } from './state-mark';

export type IntervalBarProps = {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where nothing differs, and where it is too much; both are always in sight. */
  readonly none: number;
  readonly limit: number;
  readonly tone: Extract<Tone, 'ok' | 'bad' | 'unknown'>;
  /** What is drawn, as a sentence. */
  readonly description: string;
};

const WIDTH = 120;
const HEIGHT = 14;
const MIDDLE = HEIGHT / 2;
const MARGIN = 0.08;

/** An interval against its limit. Less is at the left in every language. */
export function IntervalBar({ value, low, high, none, limit, tone, description }: IntervalBarProps) {
  const ends = [low, high, none, limit, value];
  const span = Math.max(...ends) - Math.min(...ends) || 1;
  const from = Math.min(...ends) - span * MARGIN;
  const x = (at: number) => ((at - from) / (span * (1 + 2 * MARGIN))) * WIDTH;
  return (
    <svg className={classNames(styles.interval, styles[tone])} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={description} direction="ltr">
      <line className={styles.track} x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} />
      <line className={styles.none} x1={x(none)} x2={x(none)} y1={3.5} y2={HEIGHT - 3.5} />
      <line className={styles.range} x1={x(low)} x2={x(high)} y1={MIDDLE} y2={MIDDLE} />
      <circle className={styles.dot} cx={x(value)} cy={MIDDLE} r={3.4} />
      <line className={styles.limit} x1={x(limit)} x2={x(limit)} y1={0.5} y2={HEIGHT - 0.5} />
    </svg>
  );
}
