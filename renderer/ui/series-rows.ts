/** One line of a chart. */
export type ChartSeries = {
  readonly id: string;
  readonly label: string;
  /** Any colour of CSS. */
  readonly colour: string;
  readonly dashed?: boolean;
  /** Ascending. */
  readonly x: readonly number[];
  /** One per x; null is a gap, as where a value is not finite. */
  readonly value: readonly (number | null)[];
  /** Lowest and highest of each stretch, where more was measured than is drawn. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
};

/** What is drawn at one x: a value per series, and the span of those that have one. */
export type ChartRow = { readonly x: number; readonly [field: string]: number | null | readonly [number, number] };

/** More rows than this are more than can be seen, and drawing them costs more than a frame. */
export const ROWS_MAX = 400;
/** Of many lines each is drawn coarser: it is their sum that a frame has to hold. */
const POINTS_MAX = 3_000;
const ROWS_MIN = 120;
export const rowsFor = (series: number): number => Math.max(ROWS_MIN, Math.min(ROWS_MAX, Math.floor(POINTS_MAX / Math.max(1, series))));
export const spanField = (id: string): string => `span ${id}`;

/**
 * Series over one x each, as rows over one x for all. Where their x differ so much that there would be too many rows, each series has the
 * last value of each stretch. What cannot be drawn on a logarithmic axis is a gap there.
 */
export function chartRows(series: readonly ChartSeries[], { log = false, max = rowsFor(series.length) } = {}): readonly ChartRow[] {
  const place = placer(series, max);
  const rows = new Map<number, Record<string, number | null | readonly [number, number]>>();
  const drawable = (value: number | null | undefined) => (value === null || value === undefined || (log && value <= 0) ? null : value);
  for (const { id, x, value, low, high } of series) {
    for (const [index, own] of x.entries()) {
      const at = place(own);
      let row = rows.get(at);
      if (!row) rows.set(at, (row = {}));
      row[id] = drawable(value[index]);
      const [least, most] = [drawable(low?.[index]), drawable(high?.[index])];
      if (least !== null && most !== null && least !== most) row[spanField(id)] = [least, most];
    }
  }
  return [...rows].toSorted(([a], [b]) => a - b).map(([x, values]) => ({ ...values, x }));
}

function placer(series: readonly ChartSeries[], max: number): (x: number) => number {
  const all = new Set<number>();
  for (const { x } of series) for (const at of x) all.add(at);
  if (all.size <= max) return (x) => x;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const at of all) {
    least = Math.min(least, at);
    most = Math.max(most, at);
  }
  const width = (most - least) / (max - 1);
  return (x) => least + Math.round((x - least) / width) * width;
}

/** The running mean that TensorBoard and MLflow draw: exponential, corrected for its start. `weight` 0 leaves all as it is. */
export function smoothed(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return values;
  let mean = 0;
  let seen = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = mean * weight + value * (1 - weight);
    seen += 1;
    return mean / (1 - weight ** seen);
  });
}
