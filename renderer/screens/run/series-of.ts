import type { Series } from '../../../shared/models/run';
import { type ChartSeries, smoothed } from '../../ui/chart-series';
import type { Axis } from '../../parts/chart-choices';

export type SeriesLook = Pick<ChartSeries, 'id' | 'label' | 'colour'> & { readonly dashed?: boolean; readonly span?: boolean };

/** What the engine told, as it is drawn: time from the start of its own run, so that runs of different days lie over each other. */
export function chartSeries(
  { x, value, low, high }: Series,
  look: SeriesLook,
  { axis, startedAt, weight = 0 }: { readonly axis: Axis; readonly startedAt: number | null; readonly weight?: number },
): ChartSeries {
  const from = axis === 'time' ? (startedAt ?? x[0] ?? 0) : 0;
  const { span = true, ...rest } = look;
  return {
    ...rest,
    x: from === 0 ? x : x.map((at) => at - from),
    value: smoothed(value, weight),
    ...(span && { low, high }),
  };
}

/** Whether anything can be drawn: a metric of which no value is finite has none. */
export const isDrawable = ({ value }: Pick<Series, 'value'>): boolean => value.some((each) => each !== null);
