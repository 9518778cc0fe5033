import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Service } from '../../../shared/models/service';
import type { WordId } from '../../../shared/words/words';
import { useAddress } from '../../data/address';
import { type Figures, useFigures } from '../../data/service-figures';
import { ChartFrame, type ChartTone, type LegendEntry } from '../../ui/chart-frame';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LineChart } from '../../ui/line-chart';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { Segmented } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { errorsPerSecond, figurePoints, latency, type Measure, perSecond, sharePercent } from './figure-points';
import styles from './service.module.css';
import { QUANTILES, SPAN_MS, SPANS, viewState } from './view-state';

const LONG: Readonly<Record<(typeof SPANS)[number], { readonly bucketMs: number; readonly paceMs: number }>> = {
  short: { bucketMs: 5_000, paceMs: 2_000 },
  hour: { bucketMs: 60_000, paceMs: 10_000 },
  day: { bucketMs: 600_000, paceMs: 30_000 },
};

export type FiguresPanelProps = { readonly connection: string; readonly service: Service };

/** Requests, errors, latency and the split as it was measured, over time and by revision. */
export function FiguresPanel({ connection, service }: FiguresPanelProps) {
  const say = useWords();
  const [{ span, quantile }, set] = useAddress(viewState);
  const { data, error, refetch } = useFigures({ connection, service: service.name, spanMs: SPAN_MS[span], ...LONG[span] });
  return (
    <Panel
      title={say('services.figures')}
      padded={false}
      aside={
        <>
          <Segmented
            label={say('services.figures.quantile')}
            value={quantile}
            segments={QUANTILES.map((value) => ({ value, label: value }))}
            onChange={(value) => set({ quantile: value })}
          />
          <Segmented
            label={say('services.figures.span')}
            value={span}
            segments={SPANS.map((value) => ({ value, label: say(`services.figures.span.${value}`) }))}
            onChange={(value) => set({ span: value })}
          />
        </>
      }
    >
      {data && data.buckets.length > 0 ? (
        <Charts figures={data} service={service} bucketMs={LONG[span].bucketMs} quantile={quantile} />
      ) : error ? (
        <FailureState failure={error} onRetry={() => void refetch()} />
      ) : data ? (
        <EmptyState title={say('services.figures.none')} text={say('services.figures.none.text')} />
      ) : (
        <LoadingState what={say('services.figures.loading')} lines={4} />
      )}
    </Panel>
  );
}

type ChartsProps = { readonly figures: Figures; readonly service: Service; readonly bucketMs: number; readonly quantile: (typeof QUANTILES)[number] };
type Chart = {
  readonly id: string;
  readonly word: WordId;
  readonly unit: string;
  readonly measure: Measure;
  readonly digits: number;
  readonly range?: readonly [number, number];
};

function Charts({ figures, service, bucketMs, quantile }: ChartsProps) {
  const say = useWords();
  const arms = useMemo(() => [...new Set(figures.buckets.map(({ revision }) => revision))].toSorted((a, b) => a - b), [figures.buckets]);
  const charts: readonly Chart[] = [
    { id: 'rate', word: 'services.figures.rate', unit: say('services.figures.rate.unit'), measure: perSecond, digits: 1 },
    { id: 'split', word: 'services.figures.split', unit: say('services.figures.split.unit'), measure: sharePercent, digits: 1, range: [0, 100] },
    {
      id: 'latency',
      word: 'services.figures.latency',
      unit: [quantile, say('services.requests.ms')].join(say('ui.list.comma')),
      measure: LATENCIES[quantile],
      digits: 2,
    },
    { id: 'errors', word: 'services.figures.errors', unit: say('services.figures.errors.unit'), measure: errorsPerSecond, digits: 2, range: [0, 1] },
  ];
  return (
    <div className={styles.charts}>
      {charts.map((chart) => (
        <FigureChart key={chart.id} chart={chart} figures={figures} service={service} arms={arms} bucketMs={bucketMs} />
      ))}
    </div>
  );
}

const LATENCIES: Readonly<Record<(typeof QUANTILES)[number], Measure>> = { p50: latency('p50'), p95: latency('p95'), p99: latency('p99') };

type FigureChartProps = {
  readonly chart: Chart;
  readonly figures: Figures;
  readonly service: Service;
  readonly arms: readonly number[];
  readonly bucketMs: number;
};

function FigureChart({ chart: { word, unit, measure, digits, range }, figures, service, arms, bucketMs }: FigureChartProps) {
  const say = useWords();
  const intl = useIntl();
  const { buckets, now } = figures;
  const since = Math.max(figures.since, service.createdAt);
  const points = useMemo(() => figurePoints({ buckets, since, now, bucketMs }, arms, measure), [buckets, since, now, bucketMs, arms, measure]);
  const legend = arms.map((revision, index) => ({
    id: `r${revision}`,
    label: say('actions.revision', { number: revision }),
    ...toneOf(service, revision, index),
  }));
  const number = (value: number) => intl.formatNumber(value, { maximumFractionDigits: digits });
  const last = points.at(-1)?.values ?? [];
  const values = arms.map((revision, index) => {
    const value = last[index] ?? null;
    return say('services.figures.revision', { revision, value: value === null ? '–' : number(value) });
  });
  const title = say(word);
  return (
    <ChartFrame
      title={title}
      unit={unit}
      legend={legend}
      state={points.length < 2 ? { is: 'loading', what: say('services.figures.loading') } : { is: 'drawn' }}
    >
      <LineChart
        description={say('services.figures.described', { what: title, values: values.join(say('ui.list.comma')) })}
        series={legend}
        points={points}
        formatValue={number}
        formatAt={(at) => intl.formatDate(at, { hour: '2-digit', minute: '2-digit', second: bucketMs < 60_000 ? '2-digit' : undefined, hourCycle: 'h23' })}
        {...(range && { range })}
        heightPx={120}
      />
    </ChartFrame>
  );
}

const OTHERS: readonly ChartTone[] = ['accent', 'muted', 'warn'];
/** Stable and candidate have the colours of the split; others are of before. */
function toneOf({ release }: Service, revision: number, index: number): Pick<LegendEntry, 'tone' | 'dashed'> {
  if (revision === release.stable) return { tone: 'stable' };
  if (revision === release.candidate) return { tone: 'candidate' };
  return { tone: OTHERS[index % OTHERS.length] ?? 'muted', dashed: true };
}
