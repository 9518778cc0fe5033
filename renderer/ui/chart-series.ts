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

/** The point of a series that is nearest to an x; -1 where the series is empty, or ended or began further away than `within`. */
export function nearestPoint({ x }: Pick<ChartSeries, 'x'>, at: number, within = Number.POSITIVE_INFINITY): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const far = (index: number) => Math.abs((x[index] ?? Number.POSITIVE_INFINITY) - at);
  const nearest = low > 0 && far(low - 1) <= far(low) ? low - 1 : low;
  const between = at >= (x[0] ?? 0) && at <= (x.at(-1) ?? 0);
  return x.length > 0 && (between || far(nearest) <= within) ? nearest : -1;
}
