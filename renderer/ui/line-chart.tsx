import { lazy, Suspense, useMemo } from 'react';
import type { LegendEntry } from './chart-frame';
import { type ChartPoint, downsample } from './downsample';
import styles from './line-chart.module.css';

/** `ok`: what has to be reached; else what must not be. */
export type ChartLimit = { readonly value: number; readonly label: string; readonly tone?: 'ok' | 'bad' };

export type LineChartProps = {
  /** What is drawn, as a sentence with its latest values: screen readers have this instead of the picture. */
  readonly description: string;
  /** One line each, in the order of the values of a point. */
  readonly series: readonly LegendEntry[];
  readonly points: readonly ChartPoint[];
  readonly formatValue: (value: number) => string;
  readonly formatAt: (at: number) => string;
  /** A limit, drawn across. */
  readonly limit?: ChartLimit;
  /** More than one limit. */
  readonly limits?: readonly ChartLimit[];
  /** Values hold until the next one: drawn in steps, not as slopes that nobody measured. */
  readonly stepped?: boolean;
  /** The values that are always in sight, least and most: 0 and 100 for shares. */
  readonly range?: readonly [number, number];
  /** Values are counts: no line of the grid lies between two of them. */
  readonly whole?: boolean;
  /** Moments, drawn upright. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
  readonly heightPx?: number;
};

/** Recharts is a third of a megabyte: it is read when the first chart is drawn. */
const Drawing = lazy(async () => ({ default: (await import('./line-chart-drawing')).LineChartDrawing }));

/** Lines over time, from left to right in every language. Long series are thinned to what can be seen. */
export function LineChart({ points, heightPx = 140, ...rest }: LineChartProps) {
  const drawn = useMemo(() => downsample(points), [points]);
  return (
    <div className={styles.chart} dir="ltr" style={{ minBlockSize: heightPx }}>
      <Suspense fallback={null}>
        <Drawing points={drawn} {...rest} />
      </Suspense>
    </div>
  );
}
