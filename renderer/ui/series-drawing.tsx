import { memo, useId, useMemo } from 'react';
import { dashedPath, type Frame, linePath, placeOfValue, placeOfX, spanPath } from './chart-paths';
import { valueScale } from './chart-scale';
import type { ChartSeries } from './chart-series';
import { niceTicks } from './nice-ticks';
import styles from './series-chart.module.css';
import { SeriesPointer } from './series-pointer';
import type { DrawingProps } from './series-props';

const TEXT = { fontSize: 10.5, fill: 'var(--ink3)' };
const MARGIN = { top: 8, right: 14, bottom: 0, left: 0 };
const Y_WIDTH = 46;
const X_HEIGHT = 18;
/** Places are named about so far from each other, and never fewer than a few. */
const TICKS = { x: { least: 4, everyPx: 120 }, y: { least: 3, everyPx: 70 } };
const ticksOn = (px: number, { least, everyPx }: { readonly least: number; readonly everyPx: number }) => Math.max(least, Math.round(px / everyPx));
/** About as wide as a letter of an axis is. */
const LETTER_PX = 6;
const MARK_GAP = 12;
/** An axis is at most so many times as long as what is measured: of a run that has just begun one sees its curve, not what is ahead. */
const AHEAD_MAX = 3;
/** So few points that a line between them hides how few they are. */
const LONE_POINTS = 12;

/**
 * Axes, grid and lines as one picture of a few dozen elements. Recharts takes 20 ms to put a chart on the page and 5 ms to change it, which
 * twenty charts that move every second do not have.
 */
export const SeriesDrawing = memo(function SeriesDrawing(props: DrawingProps) {
  const { series, formatValue, formatTip, formatX, isTime, log, end, span, onSpan, width, height } = props;
  const { frame, last } = useMemo(() => frameOf({ series, span, end, log, width, height }), [series, span, end, log, width, height]);
  return (
    <>
      <svg width={width} height={height} className={styles.drawing} data-chart aria-hidden>
        <Axes frame={frame} formatX={formatX} formatValue={formatValue} isTime={isTime} />
        <Lines series={series} frame={frame} ahead={end !== null && span === null && end > last ? last : null} />
      </svg>
      <SeriesPointer series={series} frame={frame} formatTip={formatTip} formatX={formatX} onSpan={onSpan} />
    </>
  );
});

type Framing = Pick<DrawingProps, 'series' | 'span' | 'end' | 'log' | 'width' | 'height'>;

function frameOf({ series, span, end, log, width, height }: Framing): { readonly frame: Frame; readonly last: number } {
  const first = series.reduce((least, { x }) => Math.min(least, x[0] ?? least), Number.POSITIVE_INFINITY);
  const last = series.reduce((most, { x }) => Math.max(most, x.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  const [from, to] = span
    ? [span.from, span.to]
    : first > last
      ? [0, end ?? 1]
      : [first, Math.max(last, Math.min(end ?? last, first + (last - first) * AHEAD_MAX))];
  const plot = {
    x: MARGIN.left + Y_WIDTH,
    y: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - Y_WIDTH - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - X_HEIGHT - MARGIN.bottom),
  };
  return { frame: { plot, from, to, scale: valueScale(series, { from, to, log, ticks: ticksOn(plot.height, TICKS.y) }) }, last };
}

type AxesProps = Pick<DrawingProps, 'formatX' | 'formatValue' | 'isTime'> & { readonly frame: Frame };

function Axes({ frame, formatX, formatValue, isTime }: AxesProps) {
  const { plot, from, to, scale } = frame;
  const right = plot.x + plot.width;
  const bottom = plot.y + plot.height;
  const along = niceTicks(from, to, ticksOn(plot.width, TICKS.x), isTime);
  return (
    <>
      {scale.ticks.map((tick) => (
        <line key={tick} x1={plot.x} x2={right} y1={placeOfValue(frame, tick)} y2={placeOfValue(frame, tick)} stroke="var(--line2)" />
      ))}
      <line x1={plot.x} x2={right} y1={bottom} y2={bottom} stroke="var(--line2)" />
      {scale.ticks.map((tick) => (
        <text key={tick} x={plot.x - 8} y={placeOfValue(frame, tick)} dy="0.35em" textAnchor="end" {...TEXT}>
          {formatValue(tick, scale.log ? undefined : stepOf(scale.ticks))}
        </text>
      ))}
      {apart(along.map((tick) => ({ text: formatX(tick, stepOf(along)), at: placeOfX(frame, tick) }))).map(({ text, at }) => (
        <text key={text} x={at} y={bottom + 14} textAnchor={textEnd(at, text, plot)} {...TEXT}>
          {text}
        </text>
      ))}
    </>
  );
}

const stepOf = ([first, second]: readonly number[]) => (first === undefined || second === undefined ? undefined : second - first);

type Mark = { readonly text: string; readonly at: number };
const halfOf = ({ text }: Pick<Mark, 'text'>) => (text.length * LETTER_PX) / 2;

/** Those that have room beside each other and say something else, from the first on. */
function apart(marks: readonly Mark[]): readonly Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    const before = kept.at(-1);
    if (!before || (mark.text !== before.text && mark.at - before.at >= halfOf(before) + halfOf(mark) + MARK_GAP)) kept.push(mark);
  }
  return kept;
}

/** What would reach out of the picture at the right ends where the lines end. */
const textEnd = (at: number, text: string, { x, width }: Frame['plot']) => (at + halfOf({ text }) > x + width + MARGIN.right ? 'end' : 'middle');

type LinesProps = {
  readonly series: readonly ChartSeries[];
  readonly frame: Frame /** From here on nothing is measured yet. */;
  readonly ahead: number | null;
};

const Lines = memo(function Lines({ series, frame, ahead }: LinesProps) {
  const clip = useId();
  const { plot } = frame;
  return (
    <g clipPath={`url(#${clip})`}>
      <clipPath id={clip}>
        <rect x={plot.x} y={plot.y - 2} width={plot.width + 2} height={plot.height + 4} />
      </clipPath>
      {ahead !== null && (
        <rect
          x={placeOfX(frame, ahead)}
          y={plot.y}
          width={Math.max(0, plot.x + plot.width - placeOfX(frame, ahead))}
          height={plot.height}
          fill="var(--line2)"
          fillOpacity={0.55}
        />
      )}
      {series.map((each) => each.low && <path key={each.id} d={spanPath(each, frame)} fill={each.colour} fillOpacity={0.16} />)}
      {series.map((each) => (
        <Line key={each.id} series={each} frame={frame} />
      ))}
    </g>
  );
});

function Line({ series, frame }: { readonly series: ChartSeries; readonly frame: Frame }) {
  const { colour, dashed = false, x } = series;
  const lone = x.length < LONE_POINTS;
  const path = linePath(series, frame);
  return (
    <>
      <path data-curve d={dashed ? dashedPath(series, frame) : path} fill="none" stroke={colour} strokeWidth={dashed ? 1.3 : 1.6} strokeLinejoin="round" />
      {/* A line of no length with round ends is a dot, wherever the path begins or bends. */}
      {lone && <path d={path.replaceAll(/[ML]([^ML]+)/g, 'M$1h0')} fill="none" stroke={colour} strokeWidth={4.5} strokeLinecap="round" />}
    </>
  );
}
