import { type PointerEvent, useState } from 'react';
import { type Frame, placeOfValue, placeOfX } from './chart-paths';
import { isDrawnOn } from './chart-scale';
import { type ChartSeries, nearestPoint } from './chart-series';
import styles from './series-chart.module.css';
import tipLook from './tip.module.css';
import type { DrawingProps } from './series-props';

/** A press that moves less than this share of the axis is a press, not a stretch. */
const LEAST_SHARE = 0.01;
/** A series that ended further away than this share of the axis says nothing here. */
const NEAR_SHARE = 0.02;
/** More names than this hide what they are about. */
const NAMED_MAX = 16;
const TIP_AWAY_PX = 14;

type PointerProps = Pick<DrawingProps, 'series' | 'formatTip' | 'formatX' | 'onSpan'> & { readonly frame: Frame };
/** Where the pointer is: along the axis, and in the window. */
type Pointed = { readonly x: number; readonly clientX: number; readonly clientY: number };
type Stretch = { readonly begin: number; readonly end: number };

/** What lies over the lines where they are pointed at: the values there, and the stretch that is being drawn. */
export function SeriesPointer({ series, frame, formatTip, formatX, onSpan }: PointerProps) {
  const [at, setAt] = useState<Pointed | null>(null);
  const [drawn, setDrawn] = useState<Stretch | null>(null);
  const { plot, from, to } = frame;
  const xOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return from + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (to - from);
  };
  const finish = () => {
    setDrawn(null);
    if (!drawn) return;
    const [least, most] = [Math.min(drawn.begin, drawn.end), Math.max(drawn.begin, drawn.end)];
    if (most - least > (to - from) * LEAST_SHARE) onSpan?.({ from: least, to: most });
  };
  const [left, right] = drawn ? [placeOfX(frame, Math.min(drawn.begin, drawn.end)), placeOfX(frame, Math.max(drawn.begin, drawn.end))] : [0, 0];
  return (
    <div
      className={styles.pointer}
      data-stretch={onSpan ? '' : undefined}
      style={{ insetInlineStart: plot.x, insetBlockStart: plot.y, inlineSize: plot.width, blockSize: plot.height }}
      onPointerDown={(event) => {
        if (!onSpan || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrawn({ begin: xOf(event), end: xOf(event) });
      }}
      onPointerMove={(event) => {
        const x = xOf(event);
        setAt({ x, clientX: event.clientX, clientY: event.clientY });
        if (drawn) setDrawn({ begin: drawn.begin, end: x });
      }}
      onPointerUp={finish}
      onPointerCancel={() => setDrawn(null)}
      onPointerLeave={() => setAt(null)}
    >
      {drawn && <div className={styles.stretch} style={{ insetInlineStart: left - plot.x, inlineSize: right - left }} />}
      {at && <Values at={at} series={series} frame={frame} formatTip={formatTip} formatX={formatX} />}
    </div>
  );
}

type ValuesProps = Pick<PointerProps, 'series' | 'frame' | 'formatTip' | 'formatX'> & { readonly at: Pointed };

function Values({ at, series, frame, formatTip, formatX }: ValuesProps) {
  const { plot, from, to, scale } = frame;
  const found = series
    .flatMap((each) => {
      const index = nearestPoint(each, at.x, (to - from) * NEAR_SHARE);
      return index < 0 ? [] : [{ ...namesOf(each), x: each.x[index] ?? 0, value: each.value[index] ?? null }];
    })
    .toSorted((a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY));
  const [first] = found.toSorted((a, b) => Math.abs(a.x - at.x) - Math.abs(b.x - at.x));
  if (!first) return null;
  const place = placeOfX(frame, first.x) - plot.x;
  return (
    <>
      <div className={styles.cursor} style={{ insetInlineStart: place }} />
      {found.map(
        ({ id, colour, x, value }) =>
          isDrawnOn(value, scale.log) && (
            <div
              key={id}
              className={styles.dot}
              style={{ insetInlineStart: placeOfX(frame, x) - plot.x, insetBlockStart: placeOfValue(frame, value) - plot.y, background: colour }}
            />
          ),
      )}
      <div className={`${tipLook.tip} ${styles.tip}`} style={besides(at)}>
        <div>{formatX(first.x)}</div>
        {found.slice(0, NAMED_MAX).map(({ id, label, colour, value }) => (
          <div key={id} className={styles.named}>
            <span className={styles.key} style={{ background: colour }} />
            <bdi className={styles.label}>{label}</bdi>
            <bdi>{value === null ? '–' : formatTip(value)}</bdi>
          </div>
        ))}
        {found.length > NAMED_MAX && <div>+{found.length - NAMED_MAX}</div>}
      </div>
    </>
  );
}

/** In the window, not in the card: that would cut it. On the side where there is more room. */
function besides({ clientX, clientY }: Pointed) {
  const { innerWidth, innerHeight } = window;
  return {
    ...(clientX > innerWidth / 2 ? { insetInlineEnd: innerWidth - clientX + TIP_AWAY_PX } : { insetInlineStart: clientX + TIP_AWAY_PX }),
    ...(clientY > innerHeight / 2 ? { insetBlockEnd: innerHeight - clientY } : { insetBlockStart: clientY }),
  };
}

const namesOf = ({ id, label, colour }: ChartSeries) => ({ id, label, colour });
