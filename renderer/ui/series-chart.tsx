// Drawn by recharts: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { lazy, Suspense, useMemo } from 'react';
import { useDrawTurn } from './draw-turns';
import styles from './series-chart.module.css';
import { type ChartSeries, chartRows } from './series-rows';

export type ChartSpan = { readonly from: number; readonly to: number };

export type SeriesChartProps = {
  /** What is drawn, as a sentence with its latest values: screen readers have this instead of the picture. */
  readonly description: string;
  readonly series: readonly ChartSeries[];
  readonly formatValue: (value: number) => string;
  /** A value that is pointed at, which has more room than those on the axis. */
  readonly formatTip?: (value: number) => string;
  readonly formatX: (x: number) => string;
  /** The axis is time, in milliseconds. */
  readonly isTime?: boolean;
  readonly log?: boolean;
  /** Where the axis ends, though nothing has been measured there yet: what is ahead is shaded. */
  readonly end?: number | null;
  /** The stretch that is looked at; all of it where null. */
  readonly span?: ChartSpan | null;
  /** A stretch was drawn with the pointer. */
  readonly onSpan?: (span: ChartSpan) => void;
  /** Moments or steps, drawn upright. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly heightPx?: number;
};

/** Recharts is a third of a megabyte: it is read when the first chart is drawn. */
const Drawing = lazy(async () => ({ default: (await import('./series-drawing')).SeriesDrawing }));
/** Reads the code of charts before the first one is there. */
export const prepareCharts = (): void => void import('./series-drawing');

/** Lines over steps or time, from left to right in every language, with the span of what was thinned. Drawn in turn with other charts. */
export function SeriesChart({ series, log = false, heightPx = 118, ...rest }: SeriesChartProps) {
  const rows = useMemo(() => chartRows(series, { log }), [series, log]);
  const asked = useMemo(() => ({ series, rows, log }), [series, rows, log]);
  const drawn = useDrawTurn(asked);
  return (
    <div className={styles.chart} dir="ltr" style={{ blockSize: heightPx }} role="img" aria-label={rest.description}>
      {drawn && (
        <Suspense fallback={null}>
          <Drawing {...rest} {...drawn} />
        </Suspense>
      )}
    </div>
  );
}
