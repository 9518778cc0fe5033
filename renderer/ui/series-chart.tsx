// Drawn as elements: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useMemo, useRef } from 'react';
import type { ChartSeries } from './chart-series';
import { useDrawTurn } from './draw-turns';
import styles from './series-chart.module.css';
import { SeriesDrawing } from './series-drawing';
import { useWidth } from './use-width';

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

/** Lines over steps or time, from left to right in every language, with the span of what was thinned. Drawn in turn with other charts. */
export function SeriesChart(props: SeriesChartProps) {
  const {
    description,
    series,
    formatValue,
    formatTip = formatValue,
    formatX,
    isTime = false,
    log = false,
    end = null,
    span = null,
    onSpan,
    heightPx = 118,
  } = props;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const asked = useMemo(
    () => ({ series, formatValue, formatTip, formatX, isTime, log, end, span, onSpan, width, height: heightPx }),
    [series, formatValue, formatTip, formatX, isTime, log, end, span, onSpan, width, heightPx],
  );
  const drawn = useDrawTurn(asked);
  return (
    <div ref={place} className={styles.chart} dir="ltr" style={{ blockSize: heightPx }} role="img" aria-label={description}>
      {drawn && drawn.width > 0 && <SeriesDrawing {...drawn} />}
    </div>
  );
}
