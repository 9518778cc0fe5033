import { memo, useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { SeriesChartProps } from './series-chart';
import styles from './series-chart.module.css';
import { niceTicks } from './nice-ticks';
import { type ChartRow, spanField } from './series-rows';

const AXIS = { fontSize: 10.5, fill: 'var(--ink3)' };
const MARGIN = { top: 8, right: 14, bottom: 0, left: 0 };
/** Recharts writes its own style into the element: only ours in the same place counts. */
const TIP = { border: '1px solid var(--line)', borderRadius: 'var(--r3)', background: 'var(--raise)', padding: '6px 10px' };
const Y_WIDTH = 46;
const X_TICKS = 4;
/** So few points that a line between them hides how few they are. */
const LONE_POINTS = 12;
/** A press that moves less than this share of the axis is a press, not a stretch. */
const LEAST_SHARE = 0.01;

type DrawingProps = Omit<SeriesChartProps, 'heightPx'> & { readonly rows: readonly ChartRow[] };

/** The part that needs recharts; read through `SeriesChart`. */
export const SeriesDrawing = memo(function SeriesDrawing(props: DrawingProps) {
  const { series, rows, formatValue, formatTip = formatValue, formatX, isTime = false, log = false, end = null, span = null, onSpan, marks = [] } = props;
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const last = rows.at(-1)?.x ?? 0;
  const first = rows[0]?.x ?? 0;
  const to = span?.to ?? Math.max(last, end ?? last);
  const from = span?.from ?? first;
  const begin = (x: number | null) => onSpan && x !== null && setDrag({ from: x, to: x });
  const go = (x: number | null) => drag && x !== null && setDrag({ from: drag.from, to: x });
  const finish = () => {
    if (!drag) return;
    setDrag(null);
    const [least, most] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    if (most - least > (to - from) * LEAST_SHARE) onSpan?.({ from: least, to: most });
  };
  const labelOf = (name: unknown) => series.find(({ id }) => id === name)?.label ?? String(name);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={rows as ChartRow[]}
        margin={MARGIN}
        accessibilityLayer={false}
        onMouseDown={({ activeLabel }) => begin(numberOf(activeLabel))}
        onMouseMove={({ activeLabel }) => go(numberOf(activeLabel))}
        onMouseUp={finish}
        onMouseLeave={finish}
        {...(onSpan && { style: { cursor: 'crosshair' } })}
      >
        <CartesianGrid vertical={false} stroke="var(--line2)" />
        {end !== null && end > last && span === null && <ReferenceArea x1={last} x2={end} fill="var(--line2)" fillOpacity={0.55} ifOverflow="extendDomain" />}
        <XAxis
          dataKey="x"
          type="number"
          domain={[from, to]}
          allowDataOverflow={span !== null}
          tickFormatter={formatX}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          ticks={[...niceTicks(from, to, X_TICKS, isTime)]}
          interval="preserveStart"
          minTickGap={14}
          height={18}
        />
        <YAxis
          tickFormatter={formatValue}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          width={Y_WIDTH}
          tickCount={log ? 4 : 3}
          scale={log ? 'log' : 'auto'}
          domain={['auto', 'auto']}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--ink3)', strokeDasharray: '2 3' }}
          labelFormatter={(x) => (typeof x === 'number' ? formatX(x) : x)}
          formatter={(value, name) => [typeof value === 'number' ? formatTip(value) : '–', labelOf(name)]}
          itemSorter={({ value }) => (typeof value === 'number' ? -value : 0)}
          wrapperClassName={styles.tip ?? ''}
          contentStyle={TIP}
          wrapperStyle={{ zIndex: 4 }}
        />
        {marks.map(({ x, label }) => (
          <ReferenceLine
            key={`${x} ${label}`}
            x={x}
            stroke="var(--cand)"
            strokeDasharray="2 3"
            label={{ value: label, position: 'insideTopLeft', fontSize: 10.5, fill: 'var(--cand)' }}
          />
        ))}
        {series.map(
          ({ id, colour, low }) =>
            low && (
              <Area
                key={`span ${id}`}
                dataKey={spanField(id)}
                stroke="none"
                fill={colour}
                fillOpacity={0.16}
                isAnimationActive={false}
                activeDot={false}
                tooltipType="none"
                connectNulls
              />
            ),
        )}
        {series.map(({ id, colour, dashed, x }) => (
          <Line
            key={id}
            dataKey={id}
            stroke={colour}
            strokeWidth={dashed ? 1.3 : 1.6}
            dot={x.length < LONE_POINTS && { r: 2, strokeWidth: 1 }}
            activeDot={{ r: 3 }}
            type="linear"
            connectNulls={series.length > 1}
            isAnimationActive={false}
            {...(dashed && { strokeDasharray: '4 3' })}
          />
        ))}
        {drag && <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--accent)" fillOpacity={0.14} />}
      </ComposedChart>
    </ResponsiveContainer>
  );
});

function numberOf(label: unknown): number | null {
  const value = typeof label === 'number' ? label : typeof label === 'string' ? Number(label) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
