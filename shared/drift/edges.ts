/** Values in their order, as far as edges need them. */
export type Ranked = {
  readonly count: number;
  /** The value at a place, from 0. */
  at(place: number): number;
  /** How many values are less than one, and how many are at most that. */
  below(value: number): number;
  upTo(value: number): number;
};

export const rankedValues = (sorted: Float64Array): Ranked => ({
  count: sorted.length,
  at: (place) => sorted[place] ?? Number.NaN,
  below: (value) => firstFrom(sorted, value),
  upTo: (value) => firstAbove(sorted, value),
});

/** Of distinct values in ascending order with how often each is there; those that are not there (a count of 0) take no place. */
export function rankedRuns(values: Float64Array, counts: ArrayLike<number>): Ranked {
  const until = new Float64Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at++) until[at] = count += counts[at] ?? 0;
  return {
    count,
    at: (place) => values[firstAbove(until, place)] ?? Number.NaN,
    below: (value) => until[firstFrom(values, value) - 1] ?? 0,
    upTo: (value) => until[firstAbove(values, value) - 1] ?? 0,
  };
}

/**
 * Edges of bins that each hold about as much of the reference, left-closed, from its least value to just above its greatest: below and above
 * them lies what the reference does not have. A value that is as frequent as a whole bin has one of its own, and the rest is spread anew.
 */
export function edgesByMass(reference: Ranked, bins: number): number[] {
  const { count } = reference;
  if (count === 0) return [];
  const edges: number[] = [];
  for (let place = 0, left = bins; place < count && left > 0; left--) {
    const value = reference.at(place);
    edges.push(value);
    const target = Math.ceil(place + (count - place) / left);
    const alone = reference.upTo(value);
    place = alone >= target ? alone : reference.below(reference.at(target));
  }
  return closed(edges, reference.at(count - 1));
}

function closed(edges: readonly number[], greatest: number): number[] {
  const rising = edges.filter((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge));
  return [...rising, nextAbove(greatest)].map((edge) => edge + 0); // −0 is 0
}

const bits = new DataView(new ArrayBuffer(8));

/** The next larger double; of the largest, itself: nothing that is finite lies above it. */
export function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  if (value >= Number.MAX_VALUE) return value;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

function firstAbove(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstFrom(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
