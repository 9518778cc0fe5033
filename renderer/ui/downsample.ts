export type ChartPoint = {
  /** Epoch ms, or a step. Ascending. */
  readonly at: number;
  /** One per series; null is a gap. */
  readonly values: readonly (number | null)[];
};

/** What a chart draws at most: above it, drawing costs more than a frame. */
export const CHART_POINTS_MAX = 1_000;

/**
 * At most `max` points that look the same when drawn: of each stretch the points where any series is least and greatest, and one gap if
 * there is one, in their order; and both ends. Takes one pass.
 */
export function downsample(points: readonly ChartPoint[], max = CHART_POINTS_MAX): readonly ChartPoint[] {
  if (points.length <= max) return points;
  const series = Math.max(1, points[0]?.values.length ?? 0);
  const stretches = Math.max(1, Math.floor((max - 2) / (series * 3)));
  const inner = points.length - 2;
  const kept: ChartPoint[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    const picked = new Set<number>();
    for (let one = 0; one < series; one += 1) pickExtremes(points, one, from, to, picked);
    for (const index of [...picked].toSorted((a, b) => a - b)) {
      const point = points[index];
      if (point) kept.push(point);
    }
  }
  const [first] = points;
  const last = points.at(-1);
  return [...(first ? [first] : []), ...kept, ...(last ? [last] : [])];
}

function pickExtremes(points: readonly ChartPoint[], series: number, from: number, to: number, picked: Set<number>): void {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const value = points[index]?.values[series] ?? null;
    if (value === null) {
      gap = index;
      continue;
    }
    if (value < low) [low, least] = [value, index];
    if (value > high) [high, greatest] = [value, index];
  }
  for (const index of [least, greatest, gap]) if (index >= 0) picked.add(index);
}
