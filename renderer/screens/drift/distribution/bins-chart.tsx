// Drawn as elements: a native image would be a file.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useRef, useState } from 'react';
import { niceTicks } from '../../../ui/nice-ticks';
import { useWidth } from '../../../ui/use-width';
import { axisMarks } from '../heat-map/axis-marks';
import type { DistributionBar } from './distribution-bars';
import type { Median } from './median';
import frameLook from '../../../ui/drawing-frame.module.css';
import styles from './distribution.module.css';
import tipLook from '../../../ui/tip.module.css';

export type BinsChartProps = {
  readonly bars: readonly DistributionBar[];
  /** Where half of each side lies below. */
  readonly medians: readonly [reference: Median | null, current: Median | null];
  readonly description: string;
  /** Words of the axes: a share, a difference in points, an edge, a bin with both of its shares. */
  readonly shareText: (share: number) => string;
  readonly pointsText: (difference: number) => string;
  readonly edgeText: (edge: number) => string;
  readonly outside: { readonly below: string; readonly above: string };
  readonly sentence: (bar: DistributionBar) => string;
};

const HEIGHT = 194;
const MARGIN = { top: 8, right: 10, left: 44 };
const BARS_BOTTOM = 124;
const ZERO = 152;
const DIFFERENCE = 20;
const LABELS = 187;
/** Between what the reference spans and what lies beyond. */
const GAP = 6;

/** Both sides in the bins that the reference fixed, each as wide as the next; below it how much more or less there is now. */
export function BinsChart({ bars, medians, description, shareText, pointsText, edgeText, outside, sentence }: BinsChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [pointed, setPointed] = useState<number | null>(null);
  const spare = bars.filter(({ kind }) => kind !== 'in').length * GAP;
  const wide = Math.max(1, (width - MARGIN.left - MARGIN.right - spare) / Math.max(1, bars.length));
  const begin = (index: number) => MARGIN.left + index * wide + (bars[0]?.kind === 'below' && index > 0 ? GAP : 0) + (bars[index]?.kind === 'above' ? GAP : 0);
  const most = Math.max(...bars.map(({ reference, current }) => Math.max(reference, current)), Number.MIN_VALUE);
  const ticks = niceTicks(0, most, 3);
  const y = (share: number) => BARS_BOTTOM - (share / most) * (BARS_BOTTOM - MARGIN.top);
  const change = Math.max(...bars.map(({ difference }) => Math.abs(difference)), Number.MIN_VALUE);
  const shown = pointed === null ? undefined : bars[pointed];
  return (
    <div ref={place} className={frameLook.chart} dir="ltr" style={{ blockSize: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={description} data-chart>
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} className={styles.grid} />
              <text x={MARGIN.left - 6} y={y(tick)} dy="0.35em" textAnchor="end" className={styles.tick}>
                {shareText(tick)}
              </text>
            </g>
          ))}
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={BARS_BOTTOM} y2={BARS_BOTTOM} className={styles.zero} />
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={ZERO} y2={ZERO} className={styles.zero} />
          <text x={MARGIN.left - 6} y={ZERO - 12} dy="0.35em" textAnchor="end" className={styles.tick}>
            {pointsText(change)}
          </text>
          <text x={MARGIN.left - 6} y={ZERO + 12} dy="0.35em" textAnchor="end" className={styles.tick}>
            {pointsText(-change)}
          </text>
          {bars.map(({ reference, current, difference }, index) => {
            const rise = (Math.abs(difference) / change) * DIFFERENCE;
            return (
              // Bins have no name but their place.
              // oxlint-disable-next-line react/no-array-index-key
              <g key={index}>
                <rect
                  x={begin(index) + 0.8}
                  y={y(reference)}
                  width={Math.max(0.5, wide - 1.6)}
                  height={BARS_BOTTOM - y(reference)}
                  className={styles.reference}
                />
                <path
                  d={`M${begin(index)} ${y(index === 0 || bars[index - 1]?.kind !== bars[index]?.kind ? current : (bars[index - 1]?.current ?? 0))}V${y(current)}H${begin(index) + wide}`}
                  className={styles.current}
                />
                <rect
                  x={begin(index) + 0.8}
                  y={difference > 0 ? ZERO - rise : ZERO}
                  width={Math.max(0.5, wide - 1.6)}
                  height={rise}
                  className={difference > 0 ? styles.more : styles.less}
                />
                <rect
                  x={begin(index)}
                  y={0}
                  width={wide}
                  height={LABELS - 12}
                  className={styles.hit}
                  data-pointed={pointed === index || undefined}
                  onPointerEnter={() => setPointed(index)}
                  onPointerLeave={() => setPointed(null)}
                />
              </g>
            );
          })}
          {medians.map(
            (median, side) =>
              median && (
                <line
                  key={side === 0 ? 'reference' : 'current'}
                  x1={begin(median.index) + median.part * wide}
                  x2={begin(median.index) + median.part * wide}
                  y1={MARGIN.top - 6}
                  y2={BARS_BOTTOM}
                  className={side === 0 ? styles.wasMedian : styles.isMedian}
                />
              ),
          )}
          <Edges bars={bars} begin={begin} wide={wide} edgeText={edgeText} outside={outside} />
        </svg>
      )}
      {shown && (
        <div
          className={`${tipLook.tip} ${styles.tip}`}
          style={(pointed ?? 0) > bars.length / 2 ? { insetInlineStart: MARGIN.left + 6 } : { insetInlineEnd: MARGIN.right }}
          dir="auto"
        >
          {sentence(shown)}
        </div>
      )}
    </div>
  );
}

type EdgesProps = Pick<BinsChartProps, 'bars' | 'edgeText' | 'outside'> & { readonly begin: (index: number) => number; readonly wide: number };

function Edges({ bars, begin, wide, edgeText, outside }: EdgesProps) {
  const inside = bars.flatMap((bar, index) => (bar.kind === 'in' ? [{ bar, index }] : []));
  const named = new Set(axisMarks(inside.length, wide));
  const last = inside.at(-1);
  return (
    <>
      {inside.map(
        ({ bar, index }, at) =>
          named.has(at) &&
          bar.from !== null && (
            <text key={index} x={begin(index)} y={LABELS} textAnchor={at === 0 ? 'start' : 'middle'} className={styles.tick}>
              {edgeText(bar.from)}
            </text>
          ),
      )}
      {last && last.bar.to !== null && !named.has(inside.length - 1) && bars.at(-1)?.kind === 'in' && (
        <text x={begin(last.index) + wide} y={LABELS} textAnchor="end" className={styles.tick}>
          {edgeText(last.bar.to)}
        </text>
      )}
      {bars.map(
        ({ kind }, index) =>
          (kind === 'below' || kind === 'above') && (
            <text
              key={kind}
              x={kind === 'below' ? begin(index) : begin(index) + wide}
              y={LABELS - 14}
              textAnchor={kind === 'below' ? 'start' : 'end'}
              className={styles.outside}
            >
              {outside[kind]}
            </text>
          ),
      )}
    </>
  );
}
