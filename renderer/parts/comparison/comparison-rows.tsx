import { useIntl } from 'react-intl';
import type { ArmComparison, ComparisonPoint } from '../../../shared/models/arm-comparison';
import { IntervalBar } from '../../ui/interval-bar';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { pointText } from './comparison-text';
import styles from './comparison.module.css';

export const POINT_SHAPES: Readonly<Record<ComparisonPoint['verdict'], MarkShape>> = { pass: 'ok', fail: 'bad', inconclusive: 'inconclusive' };
export const POINT_TONES = { pass: 'ok', fail: 'bad', inconclusive: 'unknown' } as const;

export type ComparisonRowsProps = { readonly comparison: ArmComparison; readonly compact?: boolean };

/** Each point with its verdict, what was found, and its interval against the limit. */
export function ComparisonRows({ comparison, compact = false }: ComparisonRowsProps) {
  return (
    <ul className={styles.rows} data-compact={compact || undefined}>
      {comparison.points.map((point) => (
        <Row key={point.id} point={point} />
      ))}
    </ul>
  );
}

function Row({ point }: { readonly point: ComparisonPoint }) {
  const say = useWords();
  const intl = useIntl();
  const { text, more, drawn } = pointText(point, say, intl);
  const described = drawn && {
    value: drawn.format(drawn.value),
    low: drawn.format(drawn.low),
    high: drawn.format(drawn.high),
    limit: drawn.format(drawn.limit),
  };
  return (
    <li className={styles.row} data-verdict={point.verdict} data-point={point.id}>
      <StateMark shape={POINT_SHAPES[point.verdict]} />
      <span className={styles.name}>
        {say(`compare.${point.id}`)}
        <VisuallyHidden>{say(`compare.verdict.${point.verdict}`)}</VisuallyHidden>
      </span>
      <span className={styles.text}>
        <span>{text}</span>
        {more.map((line) => (
          <span key={line} className={styles.more}>
            {line}
          </span>
        ))}
        {point.id === 'errors' && point.fresh.length > 0 && <Fresh errors={point.fresh} />}
      </span>
      {drawn && described && (
        <span className={styles.drawn}>
          <IntervalBar {...drawn} tone={POINT_TONES[point.verdict]} description={say('compare.interval', described)} />
          <bdi className={styles.limit}>{drawn.limitText}</bdi>
          <span aria-hidden className={styles.found}>
            <bdi>{say('compare.found', { value: described.value, low: drawn.plain(drawn.low), high: drawn.plain(drawn.high) })}</bdi>
          </span>
        </span>
      )}
    </li>
  );
}

type Errors = Extract<ComparisonPoint, { id: 'errors' }>['fresh'];

function Fresh({ errors }: { readonly errors: Errors }) {
  const say = useWords();
  return (
    <span className={styles.fresh}>
      <span className={styles.more}>{say('compare.fresh')}</span>
      {errors.map(({ status, text, count }) => (
        <bdi key={`${status} ${text}`} className={styles.error}>
          {say('compare.fresh.text', { count, status: String(status), text: text ?? say('compare.fresh.hidden') })}
        </bdi>
      ))}
    </span>
  );
}
