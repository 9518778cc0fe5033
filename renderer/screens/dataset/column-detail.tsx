import { useIntl } from 'react-intl';
import type { z } from 'zod';
import type { ColumnProfile } from '../../../shared/models/dataset';
import { metricText } from '../../parts/metric-text';
import { Histogram } from '../../ui/histogram';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

export type Column = z.infer<typeof ColumnProfile>;

/** As `quantiles` of a column's profile are (shared/models/dataset.ts). */
const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const TIMES = /date|time/i;

/** One column, large: the spread with its ends, quantiles, the values that occur most. */
export function ColumnDetail({ column, total }: { readonly column: Column; readonly total: number }) {
  const say = useWords();
  const intl = useIntl();
  const { name, type, histogram, quantiles, top, mean, deviation } = column;
  const isTime = TIMES.test(type);
  // Times are counted in milliseconds of the epoch.
  const number = (value: number) =>
    isTime
      ? intl.formatDate(value, { dateStyle: 'medium', ...(/time/i.test(type) && { timeStyle: 'short' as const, hourCycle: 'h23' as const }) })
      : metricText(intl, value);
  const known = quantiles.some((value) => value !== null);
  return (
    <Panel
      title={<bdi>{name}</bdi>}
      beside={
        <code className={styles.type} dir="ltr">
          {type}
        </code>
      }
      aside={
        mean !== null &&
        !isTime &&
        say('data.profile.mean.of', { mean: metricText(intl, mean), deviation: deviation === null ? '–' : metricText(intl, deviation) })
      }
    >
      <div className={styles.detail}>
        {histogram && (
          <figure className={styles.spread}>
            <Histogram
              bars={histogram.rows}
              heightPx={120}
              description={say('data.profile.spread.of', { name })}
              ends={[number(histogram.edges[0] ?? 0), number(histogram.edges.at(-1) ?? 0)]}
            />
          </figure>
        )}
        {!histogram && top.length > 1 && (
          <figure className={styles.spread}>
            <Histogram
              bars={top.map(({ rows }) => rows)}
              heightPx={120}
              description={say('data.profile.spread.of', { name })}
              names={top.map(({ value }) => (value === null ? 'null' : String(value)))}
            />
          </figure>
        )}
        {known && (
          <table className={styles.small}>
            <caption>{say('data.profile.quantiles')}</caption>
            <tbody>
              {SHARES.map((share, index) => {
                const value = quantiles[index] ?? null;
                return (
                  <tr key={share}>
                    <th scope="row">
                      <bdi>{intl.formatNumber(share, { style: 'percent' })}</bdi>
                    </th>
                    <td>
                      <bdi>{value === null ? '–' : number(value)}</bdi>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        {top.length > 0 && (
          <table className={styles.small}>
            <caption>{say('data.profile.top')}</caption>
            <tbody>
              {top.map(({ value, rows }) => (
                <tr key={String(value)}>
                  <th scope="row">
                    <bdi dir="auto">{value === null ? 'null' : typeof value === 'number' ? metricText(intl, value) : String(value)}</bdi>
                  </th>
                  <td>
                    <bdi>{say('data.rows.count', { count: rows })}</bdi>
                  </td>
                  <td className={styles.quiet}>
                    <bdi>{total > 0 && intl.formatNumber(rows / total, { style: 'percent', maximumFractionDigits: 1 })}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
