import { useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { useRequest } from '../../data/request';
import { ChartBar, ChartControls } from '../../parts/chart-controls';
import { metricText } from '../../parts/metric-text';
import { ExportMenu } from '../../parts/export-menu';
import { saveChart } from '../../parts/save-picture';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { SeriesChart } from '../../ui/series-chart';
import type { ChartSpan } from '../../ui/series-props';
import { useWords } from '../../ui/use-words';
import { useMetricFormats } from '../../parts/use-metric-formats';
import { ZoomButtons } from '../../parts/zoom-buttons';
import { useFormatX, useMetricSeries } from './use-metric-series';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** What the engine thins a series to at most. */
const POINTS = 1_000;
const CHART_PX = 420;

/** One metric, large: a stretch drawn with the pointer is asked for anew, and finer. */
export function ChartDialog({ page, metric }: { readonly page: Page; readonly metric: string }) {
  const say = useWords();
  const intl = useIntl();
  const chart = useRef<HTMLDivElement>(null);
  const [span, setSpan] = useState<ChartSpan | null>(null);
  const [weight, setWeight] = useState(0);
  const [log, setLog] = useState(false);
  const { run, set, view } = page;
  const { series, told, failure, retry } = useMetricSeries(page, metric, { points: POINTS, span, weight });
  const summary = useSummary(page, metric);
  const formatX = useFormatX(page);
  const formats = useMetricFormats();
  const x = told?.x ?? [];
  const shift = view.axis === 'time' ? (run.startedAt ?? 0) : 0;
  const whole = { from: (x[0] ?? 0) - shift, to: (x.at(-1) ?? 0) - shift };
  const least = summary?.min ?? null;
  return (
    <Dialog
      opened
      onClose={() => set({ chart: null })}
      title={metric}
      size="l"
      lead={
        summary && (
          <span className={styles.quiet}>
            {say('runs.chart.facts', {
              count: summary.points,
              least: least === null ? '–' : metricText(intl, least),
              most: summary.max === null ? '–' : metricText(intl, summary.max),
            })}
            {summary.odd > 0 && ` · ${say('runs.metric.odd', { count: summary.odd })}`}
          </span>
        )
      }
    >
      <ChartBar>
        <ChartControls
          axis={view.axis}
          onAxis={(axis) => {
            setSpan(null);
            set({ axis });
          }}
          weight={weight}
          onWeight={setWeight}
          log={log}
          onLog={setLog}
        />
        <ZoomButtons span={span} whole={whole} onSpan={setSpan} />
        <span className={styles.end}>
          <ExportMenu
            name={`${run.name}-${metric}`}
            table={() => ({
              headings: ['x', 'value', 'low', 'high'],
              rows: x.map((at, index) => [at, told?.value[index] ?? null, told?.low[index] ?? null, told?.high[index] ?? null]),
            })}
            json={() => told}
            more={[{ id: 'png', word: say('workspace.export.png'), onPress: () => saveChart(`${run.name}-${metric}`, chart.current) }]}
          />
        </span>
      </ChartBar>
      {failure && <FailureState compact failure={failure} onRetry={retry} />}
      <div ref={chart} className={styles.large}>
        <SeriesChart
          description={say('runs.chart.description', { name: metric, count: summary?.points ?? 0, value: summary ? metricText(intl, summary.last) : '–' })}
          series={series}
          heightPx={CHART_PX}
          log={log}
          span={span}
          onSpan={setSpan}
          {...formats}
          formatX={formatX}
          isTime={view.axis !== 'step'}
        />
      </div>
      <p className={styles.quiet}>
        {told && told.points > told.x.length ? say('runs.chart.thinned', { drawn: told.x.length, points: told.points }) : say('runs.chart.every')}
      </p>
    </Dialog>
  );
}

/** Of those that came with the run, else asked for by its name. */
function useSummary({ here, run }: Page, metric: string) {
  const own = run.summaries.find(({ key }) => key === metric);
  const asked = useRequest('runs.metrics', { connection: here.connection, run: run.id, match: metric, offset: 0, limit: 50 }, { enabled: own === undefined });
  return own ?? asked.data?.summaries.find(({ key }) => key === metric);
}
