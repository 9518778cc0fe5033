import { useIntl } from 'react-intl';
import type { MetricSummary } from '../../../shared/models/run';
import { deltaText, drawnValue, metricText } from '../../parts/metric-text';
import { useMetricFormats } from '../../parts/use-metric-formats';
import { FailureState } from '../../ui/failure-state';
import { SeriesChart } from '../../ui/series-chart';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './run.module.css';
import { useFormatX, useMetricSeries } from './use-metric-series';
import type { Page } from './use-run-page';

/** The whole card: places are laid out before their charts are there. */
export const CARD_PX = 158;
const CHART_PX = 118;
/** About as many as a small chart has pixels. */
const POINTS = 280;

/** One metric: its name, its newest value, how it went. A press opens it large. */
export function MetricCard({ page, metric }: { readonly page: Page; readonly metric: MetricSummary }) {
  const say = useWords();
  const intl = useIntl();
  const { live, progress, state, against, set, view } = page;
  const { series, pending, failure, retry } = useMetricSeries(page, metric.key, { points: POINTS });
  const formatX = useFormatX(page);
  const formats = useMetricFormats();
  const newest = live.metrics.get(metric.key);
  const value = newest?.value ?? metric.last;
  const other = against?.metrics.get(metric.key) ?? null;
  const [now, then] = [drawnValue(value), other === null ? null : drawnValue(other)];
  const end = view.axis === 'step' && state === 'running' ? (progress?.total ?? null) : null;
  const text = metricText(intl, value);
  return (
    <section className={styles.card} aria-label={metric.key}>
      <button type="button" className={styles.cardHead} onClick={() => set({ chart: metric.key }, 'push')} title={say('runs.chart.open', { name: metric.key })}>
        <bdi className={styles.metricName} title={metric.key}>
          {metric.key}
        </bdi>
        {metric.odd > 0 && (
          <span className={styles.odd} title={say('runs.metric.odd', { count: metric.odd })}>
            <StateMark shape="warn" size={12} /> <bdi aria-hidden>{intl.formatNumber(metric.odd)}</bdi>
            <VisuallyHidden>{say('runs.metric.odd', { count: metric.odd })}</VisuallyHidden>
          </span>
        )}
        {now !== null && then !== null && <bdi className={styles.delta}>{deltaText(intl, now - then)}</bdi>}
        <span className={styles.value} data-figures>
          <bdi>{text}</bdi>
        </span>
      </button>
      {failure && series.length === 0 ? (
        <FailureState compact failure={failure} onRetry={retry} />
      ) : series.length === 0 && !pending ? (
        <p className={styles.nothing}>{say('runs.chart.nothing')}</p>
      ) : (
        <SeriesChart
          description={say('runs.chart.description', { name: metric.key, count: metric.points, value: text })}
          series={series}
          heightPx={CHART_PX}
          {...formats}
          formatX={formatX}
          isTime={view.axis !== 'step'}
          end={end}
        />
      )}
    </section>
  );
}
