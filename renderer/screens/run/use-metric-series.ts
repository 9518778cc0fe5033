import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { useRequest } from '../../data/request';
import { axisText } from '../../parts/metric-text';
import type { ChartSpan } from '../../ui/series-props';
import type { ChartSeries } from '../../ui/chart-series';
import { spanText } from '../../ui/time-text';
import { chartSeries, isDrawable } from './series-of';
import type { Page } from './use-run-page';

export type MetricSeriesOptions = {
  readonly points: number;
  readonly span?: ChartSpan | null;
  readonly weight?: number;
};

/** A metric of the run, and of the one that it is held against, as lines. */
export function useMetricSeries({ here, run, view, against }: Page, metric: string, { points, span = null, weight = 0 }: MetricSeriesOptions) {
  const axis = view.axis === 'step' ? ('step' as const) : ('time' as const);
  const { connection } = here;
  const keys = [metric];
  // A stretch of time since the start is a stretch of the clock for the engine.
  const begin = view.axis === 'time' ? (run.startedAt ?? 0) : 0;
  const from = span === null ? null : span.from + begin;
  const to = span === null ? null : span.to + begin;
  const own = useRequest('runs.series', { connection, run: run.id, keys, axis, from, to, points }, { keep: true });
  const shift = view.axis === 'time' ? (against?.startedAt ?? 0) : 0;
  const other = useRequest(
    'runs.series',
    { connection, run: against?.id ?? run.id, keys, axis, from: span === null ? null : span.from + shift, to: span === null ? null : span.to + shift, points },
    { keep: true, enabled: against !== null },
  );
  const [told, toldOther] = [own.data?.series[0], against === null ? undefined : other.data?.series[0]];
  const series = useMemo(() => {
    const lines: ChartSeries[] = [];
    if (toldOther && against && isDrawable(toldOther)) {
      const look = { id: 'other', label: against.name, colour: 'var(--stable)', dashed: true, span: false };
      lines.push(chartSeries(toldOther, look, { axis: view.axis, startedAt: against.startedAt, weight }));
    }
    if (told && isDrawable(told)) {
      lines.push(
        chartSeries(told, { id: 'own', label: run.name, colour: 'var(--accent)', span: weight === 0 }, { axis: view.axis, startedAt: run.startedAt, weight }),
      );
      if (weight > 0)
        lines.push(
          chartSeries(
            told,
            { id: 'raw', label: run.name, colour: 'color-mix(in srgb, var(--accent) 35%, transparent)' },
            { axis: view.axis, startedAt: run.startedAt },
          ),
        );
    }
    return lines;
  }, [told, toldOther, against, run.name, run.startedAt, view.axis, weight]);
  return { series, told, pending: own.isPending, failure: own.error, retry: () => void own.refetch() };
}

/** How the x of a chart is written: steps as numbers, time as lengths, the clock as the clock. */
export function useFormatX({ view }: Pick<Page, 'view'>): (x: number, step?: number) => string {
  const intl = useIntl();
  return useMemo(() => {
    if (view.axis === 'step') return (x: number, step?: number) => axisText(intl, x, step);
    if (view.axis === 'time') return (x: number) => spanText(intl, x);
    return (x: number) => intl.formatDate(x, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  }, [intl, view.axis]);
}
