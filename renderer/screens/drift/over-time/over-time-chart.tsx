// Drawn as elements: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react';
import type { DriftMark, SeriesPoint } from '../../../../shared/models/drift-monitor';
import type { LivePoint } from '../../../../shared/models/live-point';
import { type Frame, linePath, placeOfValue, placeOfX, spanPath } from '../../../ui/chart-paths';
import { valueScale } from '../../../ui/chart-scale';
import { useWidth } from '../../../ui/use-width';
import { useWords } from '../../../ui/use-words';
import { axisMarks } from '../heat-map/axis-marks';
import { type Brush, brushedBy, movedBrush } from './brush';
import { liveMoment, LiveRings } from './live-rings';
import { Marks } from './marks';
import frameLook from '../../../ui/drawing-frame.module.css';
import styles from './over-time.module.css';
import tipLook from '../../../ui/tip.module.css';
import { drifted, missing, type Stretch, tooFew } from './stretches';

export type OverTimeChartProps = {
  readonly points: readonly SeriesPoint[];
  /** What stands at the end of it while it is answered. */
  readonly live: readonly LivePoint[];
  readonly marks: readonly DriftMark[];
  /** Null: it has none of its own. */
  readonly threshold: number | null;
  readonly brush: Brush | null;
  readonly onBrush: (brush: Brush) => void;
  /** The whole picture as a sentence. */
  readonly description: string;
  readonly formatValue: (value: number) => string;
  /** A window in the few letters of an axis, and as a sentence with its value. */
  readonly nameWindow: (point: SeriesPoint) => string;
  readonly sentence: (point: SeriesPoint) => string;
};

const HEIGHT = 124;
const MARGIN = { top: 20, right: 12, bottom: 18, left: 42 };
const LONE_POINTS = 40;
const WORD_PX = 40;
/** Above the highest point, for words and signs. */
const HEADROOM = 1.12;

/** How far it was from its reference, window after window, with what happened beside it. A stretch that is drawn, or moved by arrows, is looked at closer. */
export function OverTimeChart(props: OverTimeChartProps) {
  const { points, live, marks, threshold, brush, onBrush, description, formatValue, nameWindow, sentence } = props;
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const said = useId();
  const hatch = useId();
  const series = useMemo(() => seriesOf(points), [points]);
  const frame = useMemo(() => frameOf(points, live, series, threshold, width), [points, live, series, threshold, width]);
  const shown = brush && points[brush.first];
  return (
    <div ref={place} className={frameLook.chart} dir="ltr" style={{ blockSize: HEIGHT }}>
      {width > 0 && (
        <>
          <svg width={width} height={HEIGHT} className={styles.drawing} role="img" aria-label={description} data-chart>
            <pattern id={hatch} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0V5" className={styles.hatch} />
            </pattern>
            <Axis frame={frame} points={points} brush={brush} formatValue={formatValue} nameWindow={nameWindow} />
            {drifted(points).map((stretch) => (
              <Area key={stretch.from} frame={frame} stretch={stretch} className={styles.drifted} />
            ))}
            {[...tooFew(points), ...missing(points)].map((stretch) => (
              <TooFew key={stretch.from} frame={frame} stretch={stretch} fill={`url(#${hatch})`} word={say('monitors.too-few')} />
            ))}
            {threshold !== null && <Threshold frame={frame} at={threshold} word={say('monitors.threshold.at', { value: formatValue(threshold) })} />}
            <path d={spanPath(series, frame)} className={styles.span} />
            <path d={linePath(series, frame)} className={styles.line} data-curve />
            {points.length < LONE_POINTS && <path d={linePath(series, frame).replaceAll(/[ML]([^ML]+)/g, 'M$1h0')} className={styles.dots} />}
            <Crossing points={points} frame={frame} />
            <Marks marks={marks} frame={frame} />
            <LiveRings live={live} points={points} frame={frame} word={say('monitors.live')} />
          </svg>
          <BrushBand frame={frame} points={points} brush={brush} onBrush={onBrush} sentence={sentence} said={said} />
        </>
      )}
      <output id={said} className={styles.said}>
        {shown ? sentence(shown) : ''}
      </output>
    </div>
  );
}

const middle = ({ start, end }: SeriesPoint): number => (start + end) / 2;

function seriesOf(points: readonly SeriesPoint[]) {
  const isJudged = ({ verdict }: SeriesPoint) => verdict !== null && verdict !== 'insufficient';
  // Between windows that nothing lies between, a line would tell of what nobody measured.
  const gaps = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before && before.end < point.start ? [{ ...point, start: before.end, end: point.start, value: null, low: null, high: null }] : [];
  });
  const all = [...points, ...gaps].toSorted((one, other) => one.start - other.start);
  const of = (pick: (point: SeriesPoint) => number | null) => all.map((point) => (isJudged(point) ? pick(point) : null));
  return {
    id: 'measure',
    label: '',
    colour: '',
    x: all.map(middle),
    value: of(({ value }) => value),
    low: of(({ low, value }) => low ?? value),
    high: of(({ high, value }) => high ?? value),
  };
}

function frameOf(
  points: readonly SeriesPoint[],
  live: readonly LivePoint[],
  series: ReturnType<typeof seriesOf>,
  threshold: number | null,
  width: number,
): Frame {
  const ends = [...points, ...live].map(({ end }) => end);
  const [from, to] = [points[0]?.start ?? live[0]?.start ?? 0, ends.length === 0 ? 1 : Math.max(...ends)];
  const plot = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  // From nothing on, and beyond the threshold, so that one sees how far it is from either.
  const floor = { id: 'floor', label: '', colour: '', x: [from, to], value: [0, threshold === null ? 0 : threshold * 1.2] };
  const rings = { id: 'live', label: '', colour: '', x: live.map(liveMoment), value: live.map(({ value }) => value) };
  const scale = valueScale([series, floor, rings], { from, to, log: false, ticks: 3 });
  return { plot, from, to, scale: { ...scale, from: 0, to: scale.to * HEADROOM } };
}

type AxisProps = Pick<OverTimeChartProps, 'points' | 'brush' | 'formatValue' | 'nameWindow'> & { readonly frame: Frame };

function Axis({ frame, points, brush, formatValue, nameWindow }: AxisProps) {
  const { plot, scale } = frame;
  const named = axisMarks(points.length, plot.width / Math.max(1, points.length), brush?.first ?? null);
  return (
    <>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1={plot.x} x2={plot.x + plot.width} y1={placeOfValue(frame, tick)} y2={placeOfValue(frame, tick)} className={styles.grid} />
          <text x={plot.x - 8} y={placeOfValue(frame, tick)} dy="0.35em" textAnchor="end" className={styles.tick}>
            {formatValue(tick)}
          </text>
        </g>
      ))}
      {named.map((index) => {
        const point = points[index];
        const x = point ? placeOfX(frame, middle(point)) : 0;
        return (
          point && (
            <text
              key={point.start}
              x={Math.min(x, plot.x + plot.width - 24)}
              y={HEIGHT - 4}
              textAnchor={index === 0 && x < plot.x + 24 ? 'start' : 'middle'}
              className={styles.tick}
              data-chosen={index === brush?.first || undefined}
            >
              {nameWindow(point)}
            </text>
          )
        );
      })}
    </>
  );
}

const placeOf = (frame: Frame, { from, to }: Stretch) => {
  const [left, right] = [placeOfX(frame, from), placeOfX(frame, to)];
  return { x: left, y: frame.plot.y, width: Math.max(1, right - left), height: frame.plot.height };
};

const Area = ({ frame, stretch, className }: { readonly frame: Frame; readonly stretch: Stretch; readonly className: string | undefined }) => (
  <rect {...placeOf(frame, stretch)} className={className} />
);

function TooFew({ frame, stretch, fill, word }: { readonly frame: Frame; readonly stretch: Stretch; readonly fill: string; readonly word: string }) {
  const { x, y, width, height } = placeOf(frame, stretch);
  return (
    <>
      <rect x={x} y={y} width={width} height={height} fill={fill} />
      {width >= WORD_PX && (
        <text x={x + width / 2} y={y - 5} textAnchor="middle" className={styles.tick}>
          {word}
        </text>
      )}
    </>
  );
}

function Threshold({ frame, at, word }: { readonly frame: Frame; readonly at: number; readonly word: string }) {
  const y = placeOfValue(frame, at);
  const { x, width } = frame.plot;
  return (
    <>
      <line x1={x} x2={x + width} y1={y} y2={y} className={styles.threshold} />
      <text x={x + 4} y={y - 4} className={styles.thresholdWord}>
        {word}
      </text>
    </>
  );
}

/** Where the drift that is seen last began. */
function Crossing({ points, frame }: { readonly points: readonly SeriesPoint[]; readonly frame: Frame }) {
  const last = drifted(points).at(-1);
  const first = last && points.find(({ start }) => start === last.from);
  if (!first || first.value === null) return null;
  return <circle cx={placeOfX(frame, middle(first))} cy={placeOfValue(frame, first.value)} r={4} className={styles.crossing} />;
}

type BandProps = Pick<OverTimeChartProps, 'points' | 'brush' | 'onBrush' | 'sentence'> & { readonly frame: Frame; readonly said: string };

/** What is looked at: drawn with the pointer, moved by arrows, made longer with Shift. */
function BrushBand({ frame, points, brush, onBrush, sentence, said }: BandProps) {
  const say = useWords();
  const [drawn, setDrawn] = useState<{ readonly begin: number; readonly end: number } | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const { plot, from, to } = frame;
  const timeAt = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return from + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (to - from);
  };
  const under = drawn ? brushedBy(points, Math.min(drawn.begin, drawn.end), Math.max(drawn.begin, drawn.end) + 1) : brush;
  const [first, last] = [under && points[under.first], under && points[under.last]];
  const tip = pointed === null ? undefined : points.find(({ start, end }) => start <= pointed && pointed < end);
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || points.length === 0) return;
    const next = movedBrush(brush ?? { first: points.length - 1, last: points.length - 1 }, event.key, event.shiftKey, points.length);
    if (!next) return;
    event.preventDefault();
    onBrush(next);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={say('monitors.window')}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.length - 1)}
      aria-valuenow={brush?.first ?? 0}
      aria-valuetext={first ? sentence(first) : say('monitors.window.none')}
      aria-describedby={said}
      className={styles.band}
      style={{ insetInlineStart: plot.x, insetBlockStart: plot.y, inlineSize: plot.width, blockSize: plot.height }}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrawn({ begin: timeAt(event), end: timeAt(event) });
      }}
      onPointerMove={(event) => {
        const at = timeAt(event);
        setPointed(at);
        if (drawn) setDrawn({ begin: drawn.begin, end: at });
      }}
      onPointerUp={() => {
        setDrawn(null);
        if (under) onBrush(under);
      }}
      onPointerCancel={() => setDrawn(null)}
      onPointerLeave={() => setPointed(null)}
    >
      {first && last && (
        <div
          className={styles.window}
          style={{ insetInlineStart: placeOfX(frame, first.start) - plot.x, inlineSize: placeOfX(frame, last.end) - placeOfX(frame, first.start) }}
        />
      )}
      {tip && !drawn && (
        <div
          className={`${tipLook.tip} ${styles.tip}`}
          style={placeOfX(frame, middle(tip)) > plot.x + plot.width / 2 ? { insetInlineStart: 8 } : { insetInlineEnd: 8 }}
          dir="auto"
        >
          {sentence(tip)}
        </div>
      )}
    </div>
  );
}
