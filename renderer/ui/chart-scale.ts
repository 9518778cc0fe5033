import type { ChartSeries } from './chart-series';
import { niceTicks } from './nice-ticks';

/** Values from `from` at the bottom to `to` at the top. */
export type ValueScale = { readonly from: number; readonly to: number; readonly log: boolean; readonly ticks: readonly number[] };

/** Free above and below the lines, as a share of their height. */
const MARGIN = 0.05;

/** What a logarithm has no place for is not drawn on one. */
export const isDrawnOn = (value: number | null | undefined, log: boolean): value is number => typeof value === 'number' && (!log || value > 0);

export type ScaleOf = {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  /** About so many places are named. */
  readonly ticks: number;
};

/** The scale that all of these have room on, within a stretch of x. */
export function valueScale(series: readonly ChartSeries[], { from, to, log, ticks }: ScaleOf): ValueScale {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, value, low = value, high = value } of series) {
    for (let index = 0; index < x.length; index += 1) {
      const at = x[index] ?? 0;
      if (at < from || at > to) continue;
      for (const each of [value[index], low[index], high[index]]) {
        if (!isDrawnOn(each, log)) continue;
        if (each < least) least = each;
        if (each > most) most = each;
      }
    }
  }
  if (least > most) return { from: log ? 0.1 : 0, to: 1, log, ticks: [] };
  return log ? logScale(least, most, ticks) : evenScale(least, most, ticks);
}

function evenScale(least: number, most: number, ticks: number): ValueScale {
  // Nothing but zeros: most often a count of what did not happen, which never falls below.
  if (least === 0 && most === 0) return { from: -MARGIN, to: 1 + MARGIN, log: false, ticks: [0, 0.5, 1] };
  const room = (most - least) * MARGIN || Math.abs(most) * 0.1 || 1;
  const [from, to] = [least - room, most + room];
  return { from, to, log: false, ticks: niceTicks(from, to, ticks) };
}

/** Powers of ten, where there are two; else round places between them. */
function logScale(least: number, most: number, ticks: number): ValueScale {
  const room = (most / least) ** MARGIN;
  const [from, to] = most > least ? [least / room, most * room] : [least / 2, most * 2];
  const first = Math.ceil(Math.log10(from));
  const count = Math.floor(Math.log10(to)) - first + 1;
  const every = Math.max(1, Math.ceil(count / (ticks + 1)));
  const powers = Array.from({ length: Math.max(0, Math.ceil(count / every)) }, (_, index) => Number((10 ** (first + index * every)).toPrecision(1)));
  return { from, to, log: true, ticks: powers.length > 1 ? powers : niceTicks(from, to, ticks).filter((tick) => tick > 0) };
}

/** Where a value stands between the bottom, 0, and the top, 1. */
export function shareOf({ from, to, log }: ValueScale, value: number): number {
  if (log) return Math.log(value / from) / Math.log(to / from);
  return (value - from) / (to - from);
}
