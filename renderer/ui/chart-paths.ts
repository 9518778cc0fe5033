import { isDrawnOn, shareOf, type ValueScale } from './chart-scale';
import type { ChartSeries } from './chart-series';

/** Where the drawing of a chart lies, px. */
export type Plot = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Frame = { readonly plot: Plot; readonly from: number; readonly to: number; readonly scale: ValueScale };

/** Tenths of a px: more cannot be seen, and every digit is read again by who draws it. */
const text = (px: number): string => (Math.round(px * 10) / 10).toString();

export const placeOfX = ({ plot, from, to }: Frame, x: number): number => plot.x + (to > from ? ((x - from) / (to - from)) * plot.width : plot.width / 2);
export const placeOfValue = ({ plot, scale }: Frame, value: number): number => plot.y + (1 - shareOf(scale, value)) * plot.height;

/** A line through all points, broken where there is a gap. */
export function linePath({ x, value }: Pick<ChartSeries, 'x' | 'value'>, frame: Frame): string {
  let path = '';
  let begun = false;
  for (let index = 0; index < x.length; index += 1) {
    const own = value[index];
    if (!isDrawnOn(own, frame.scale.log)) {
      begun = false;
      continue;
    }
    path += `${begun ? 'L' : 'M'}${text(placeOfX(frame, x[index] ?? 0))},${text(placeOfValue(frame, own))}`;
    begun = true;
  }
  return path;
}

/** Px of a dash and of what is left out after it. */
const DASH = 5;
const EVERY = 8;

/**
 * The same in dashes that are counted along the axis. The dashes of a style sheet are counted along the line itself, and a line that
 * goes up and down takes longer to be dashed than all else on the page to be drawn.
 */
export function dashedPath({ x, value }: Pick<ChartSeries, 'x' | 'value'>, frame: Frame): string {
  let path = '';
  let before: { readonly x: number; readonly y: number } | null = null;
  let reached = Number.NaN;
  for (let index = 0; index < x.length; index += 1) {
    const own = value[index];
    const point = isDrawnOn(own, frame.scale.log) ? { x: placeOfX(frame, x[index] ?? 0), y: placeOfValue(frame, own) } : null;
    if (before && point) {
      const rise = point.x > before.x ? (point.y - before.y) / (point.x - before.x) : 0;
      for (let dash = Math.floor(before.x / EVERY) * EVERY; dash <= point.x; dash += EVERY) {
        const [from, to] = [Math.max(before.x, dash), Math.min(point.x, dash + DASH)];
        if (from > to) continue;
        if (from !== reached) path += `M${text(from)},${text(before.y + (from - before.x) * rise)}`;
        path += `L${text(to)},${text(to === point.x ? point.y : before.y + (to - before.x) * rise)}`;
        reached = to;
      }
    }
    before = point;
    if (!point) reached = Number.NaN;
  }
  return path;
}

/** Around the line, from the lowest to the highest of each stretch. Empty where every stretch is a single value. */
export function spanPath({ x, low, high }: Pick<ChartSeries, 'x' | 'low' | 'high'>, frame: Frame): string {
  let path = '';
  let [there, back] = ['', ''];
  let wide = false;
  const close = () => {
    if (wide) path += `M${there.slice(1)}${back}Z`;
    [there, back, wide] = ['', '', false];
  };
  for (let index = 0; index < x.length; index += 1) {
    const [least, most] = [low?.[index], high?.[index]];
    if (!isDrawnOn(least, frame.scale.log) || !isDrawnOn(most, frame.scale.log)) {
      close();
      continue;
    }
    const at = text(placeOfX(frame, x[index] ?? 0));
    there += `L${at},${text(placeOfValue(frame, most))}`;
    back = `L${at},${text(placeOfValue(frame, least))}${back}`;
    wide ||= most > least;
  }
  close();
  return path;
}
