import { useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import type { RunRow } from '../../../shared/models/run';
import type { SetAddress } from '../../data/address';
import { type RunsSeries, useRunsSeries } from '../../data/runs-series';
import type { Here } from '../../data/workspace';
import type { Axis } from '../../parts/chart-choices';
import { ChartBar, ChartControls } from '../../parts/chart-controls';
import { axisText } from '../../parts/metric-text';
import { saveChart } from '../../parts/save-picture';
import { useMetricFormats } from '../../parts/use-metric-formats';
import { ZoomButtons } from '../../parts/zoom-buttons';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { IconButton } from '../../ui/icon-button';
import { ExportIcon } from '../../ui/icons';
import { InView } from '../../ui/in-view';
import { SeriesChart } from '../../ui/series-chart';
import type { ChartSpan } from '../../ui/series-props';
import { seriesLook } from '../../ui/series-colours';
import { type ChartSeries, smoothed } from '../../ui/chart-series';
import { spanText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './compare-runs.module.css';
import type { ViewState } from './view-state';

/** More lines than this in one chart are a cloud; the table has them all. */
const LINES_MAX = 24;
const FIRST = 8;
const CARD_PX = 232;
const CHART_PX = 190;
/** Of one line; of many each is drawn coarser: it is their sum that a frame has to hold. */
const POINTS = { most: 300, least: 120, all: 2_400 };
const pointsFor = (lines: number): number => Math.max(POINTS.least, Math.min(POINTS.most, Math.floor(POINTS.all / lines)));

export type CompareChartsProps = {
  readonly here: Here;
  readonly runs: readonly RunRow[];
  readonly metrics: readonly string[];
  readonly view: ViewState;
  readonly set: SetAddress<ViewState>;
};

/** The curves of each metric over each other, along steps, time since each run's start, or the clock. */
export function CompareCharts({ here, runs, metrics, view, set }: CompareChartsProps) {
  const say = useWords();
  const [all, setAll] = useState(false);
  const [span, setSpan] = useState<ChartSpan | null>(null);
  const drawn = useMemo(() => runs.slice(0, LINES_MAX), [runs]);
  const shown = all ? metrics : metrics.slice(0, FIRST);
  if (metrics.length === 0) return null;
  return (
    <section aria-label={say('runs.metrics')} className={styles.charts}>
      <ChartBar>
        <h2>{say('runs.metrics')}</h2>
        <ChartControls
          axis={view.axis}
          onAxis={(axis) => {
            setSpan(null);
            set({ axis });
          }}
          weight={view.weight}
          onWeight={(weight) => set({ weight })}
          log={view.log}
          onLog={(log) => set({ log })}
        />
        {span !== null && <ZoomButtons span={span} whole={span} onSpan={setSpan} />}
        {drawn.length < runs.length && <span className={styles.quiet}>{say('runs.comparison.drawn', { drawn: drawn.length, total: runs.length })}</span>}
      </ChartBar>
      <div className={styles.grid}>
        {shown.map((metric) => (
          <InView key={metric} heightPx={CARD_PX}>
            {() => <CompareChart here={here} runs={drawn} metric={metric} view={view} span={span} onSpan={setSpan} />}
          </InView>
        ))}
      </div>
      {shown.length < metrics.length && (
        <Button full onClick={() => setAll(true)}>
          {say('runs.more', { count: metrics.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

type CompareChartProps = Omit<CompareChartsProps, 'metrics' | 'set'> & {
  readonly metric: string;
  readonly span: ChartSpan | null;
  readonly onSpan: (span: ChartSpan) => void;
};

function CompareChart({ here, runs, metric, view, span, onSpan }: CompareChartProps) {
  const say = useWords();
  const intl = useIntl();
  const card = useRef<HTMLElement>(null);
  const { axis, weight, log } = view;
  const formats = useMetricFormats();
  const ids = useMemo(() => runs.map(({ id }) => id), [runs]);
  // A stretch of time since each run's own start is another stretch of the clock for each: those are cut where they are drawn.
  const cut = axis === 'time' ? null : span;
  const asked = useRunsSeries({
    connection: here.connection,
    runs: ids,
    metric,
    axis: axis === 'step' ? 'step' : 'time',
    from: cut?.from ?? null,
    to: cut?.to ?? null,
    points: pointsFor(ids.length),
  });
  const { failure } = asked;
  const { drawn, byRun } = useWhole(asked, runs, axis);
  const series = useMemo(
    () =>
      drawn.flatMap(({ id, name, startedAt }, index): ChartSeries[] => {
        const told = byRun[index];
        if (!told || told.value.every((value) => value === null)) return [];
        const from = axis === 'time' ? (startedAt ?? told.x[0] ?? 0) : 0;
        return [{ id, label: name, ...seriesLook(index), x: from === 0 ? told.x : told.x.map((at) => at - from), value: smoothed(told.value, weight) }];
      }),
    [drawn, byRun, axis, weight],
  );
  const formatX = useMemo(() => {
    if (axis === 'step') return (x: number, step?: number) => axisText(intl, x, step);
    if (axis === 'time') return (x: number) => spanText(intl, x);
    return (x: number) => intl.formatDate(x, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  }, [axis, intl]);
  return (
    <section ref={card} className={styles.card} aria-label={metric}>
      <h3 className={styles.cardHead} title={metric}>
        <bdi>{metric}</bdi>
        <span className={styles.quiet}>{say('runs.comparison.lines', { count: series.length })}</span>
        <span className={styles.end}>
          <IconButton size="s" icon={ExportIcon} label={say('workspace.export.png')} onClick={() => saveChart(metric, card.current)} />
        </span>
      </h3>
      {failure && series.length === 0 ? (
        <FailureState compact failure={failure} />
      ) : (
        <SeriesChart
          description={say('runs.comparison.chart', { name: metric, count: series.length })}
          series={series}
          heightPx={CHART_PX}
          log={log}
          span={span}
          onSpan={onSpan}
          {...formats}
          formatX={formatX}
          isTime={axis !== 'step'}
        />
      )}
    </section>
  );
}

type Whole = { readonly drawn: readonly RunRow[]; readonly byRun: RunsSeries['byRun']; readonly axis: Axis };
const NOTHING: Pick<Whole, 'drawn' | 'byRun'> = { drawn: [], byRun: [] };

/** Twenty answers come one by one: they are drawn once, when all are there, and till then what was drawn along this axis before. */
function useWhole({ byRun, pending }: RunsSeries, runs: readonly RunRow[], axis: Axis): Pick<Whole, 'drawn' | 'byRun'> {
  const [whole, setWhole] = useState<Whole>({ ...NOTHING, axis });
  const isDrawn = whole.drawn === runs && whole.axis === axis && byRun.every((each, index) => each === whole.byRun[index]);
  if (!pending && !isDrawn) setWhole({ drawn: runs, byRun, axis });
  return whole.axis === axis ? whole : NOTHING;
}
