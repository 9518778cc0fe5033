import type { ChartSeries } from './chart-series';

export type ChartSpan = { readonly from: number; readonly to: number };

/** Functions are the same from one drawing to the next, or everything is drawn anew. */
export type SeriesChartProps = {
  /** What is drawn, as a sentence with its latest values: screen readers have this instead of the picture. */
  readonly description: string;
  readonly series: readonly ChartSeries[];
  /** `step` is how far places on the axis are from each other: what is written of two of them differs. */
  readonly formatValue: (value: number, step?: number) => string;
  /** A value that is pointed at, which has more room than those on the axis. */
  readonly formatTip?: (value: number) => string;
  readonly formatX: (x: number, step?: number) => string;
  /** The axis is time, in milliseconds. */
  readonly isTime?: boolean;
  readonly log?: boolean;
  /** Where the axis ends, though nothing has been measured there yet: what is ahead is shaded. */
  readonly end?: number | null;
  /** The stretch that is looked at; all of it where null. */
  readonly span?: ChartSpan | null;
  /** A stretch was drawn with the pointer. */
  readonly onSpan?: ((span: ChartSpan) => void) | undefined;
  readonly heightPx?: number;
};

/** All that is drawn, with nothing left to be assumed. */
export type DrawingProps = Required<Omit<SeriesChartProps, 'description' | 'heightPx'>> & { readonly width: number; readonly height: number };
