import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { type LegendEntry, toneColour } from './chart-frame';
import type { ChartPoint } from './downsample';
import styles from './line-chart.module.css';

/** `ok`: what has to be reached; else what must not be. */
type ChartLimit = { readonly value: number; readonly label: string; readonly tone?: 'ok' | 'bad' };

export type LineDrawingProps = {
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
};

const AXIS = { fontSize: 10.5, fill: 'var(--ink3)' };
/** At the end: half a time of the axis. */
const MARGIN = { top: 12, right: 28, bottom: 0, left: 0 };
/** A limit at the very edge still has its words beside it. */
const LIMIT_ROOM = { top: 12, bottom: 12 };
const Y_WIDTH = 44;
/** So few points that a line between them hides how few they are. */
const LONE_POINTS = 12;

/** The part that needs recharts; read through `LineChart`. */
export function LineChartDrawing(props: LineDrawingProps) {
  const { description, series, points, formatValue, formatAt, limit, limits = limit ? [limit] : [], marks = [], stepped = false, range, whole = false } = props;
  const rows = points.map(({ at, values }) => ({ at, ...Object.fromEntries(series.map(({ id }, index) => [id, values[index] ?? null])) }));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows} margin={MARGIN} title={description} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line2)" syncWithTicks />
        <XAxis
          dataKey="at"
          type="number"
          domain={['dataMin', 'dataMax']}
          tickFormatter={formatAt}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          minTickGap={48}
          height={18}
        />
        <YAxis
          tickFormatter={formatValue}
          tick={AXIS}
          tickLine={false}
          axisLine={false}
          width={Y_WIDTH}
          tickCount={3}
          allowDecimals={!whole}
          domain={range ? [...range] : ['auto', 'auto']}
          {...(limits.length > 0 && { padding: LIMIT_ROOM })}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--ink3)', strokeDasharray: '2 3' }}
          labelFormatter={(at) => (typeof at === 'number' ? formatAt(at) : at)}
          formatter={(value, name) => [typeof value === 'number' ? formatValue(value) : '–', series.find(({ id }) => id === name)?.label ?? name]}
          wrapperClassName={styles.tip ?? ''}
          contentStyle={{ border: 0, background: 'none', padding: 0 }}
        />
        {limits.map(({ value, label, tone = 'bad' }, index) => (
          <ReferenceLine
            key={`${value} ${label}`}
            y={value}
            stroke={toneColour(tone)}
            strokeDasharray="4 3"
            ifOverflow="extendDomain"
            label={{ value: label, position: index % 2 === 0 ? 'insideBottomRight' : 'insideTopRight', fontSize: 10.5, fill: toneColour(tone) }}
          />
        ))}
        {marks.map(({ at, label }) => (
          <ReferenceLine
            key={`${at} ${label}`}
            x={at}
            stroke="var(--cand)"
            strokeDasharray="2 3"
            label={{ value: label, position: 'insideTopLeft', fontSize: 10.5, fill: 'var(--cand)' }}
          />
        ))}
        {series.map(({ id, tone, dashed }) => (
          <Line
            key={id}
            dataKey={id}
            stroke={toneColour(tone)}
            strokeWidth={1.6}
            dot={points.length < LONE_POINTS && { r: 2, fill: 'var(--panel)' }}
            type={stepped ? 'stepAfter' : 'linear'}
            isAnimationActive={false}
            {...(dashed && { strokeDasharray: '5 4' })}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
