/** Values of one side in ascending order, all of them finite. */
export type Sorted = Float64Array;

/** Distinct values of both sides together in ascending order, all finite, with how often each side holds them: as GROUP BY gives them. */
export type ValueRuns = { readonly values: Sorted; readonly reference: ArrayLike<number>; readonly current: ArrayLike<number> };

/** Values of both sides, in one of the two forms; what is measured does not depend on which. */
export type ValuePair = { readonly reference: Sorted; readonly current: Sorted } | ValueRuns;

type PairSize = { readonly n: number; readonly m: number; readonly least: number; readonly greatest: number };

/** How many values the sides hold, and between which both lie (NaN where there are none). */
function sizeOf(pair: ValuePair): PairSize {
  if ('values' in pair) {
    const { values } = pair;
    return { n: total(pair.reference), m: total(pair.current), least: values[0] ?? Number.NaN, greatest: values.at(-1) ?? Number.NaN };
  }
  const { reference, current } = pair;
  const last = lesser(negative(reference.at(-1)), negative(current.at(-1)));
  return { n: reference.length, m: current.length, least: lesser(reference[0], current[0]), greatest: -last };
}

const negative = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);

/** How far the cumulative distributions of both sides lie apart, over all values. */
export type Gap = {
  readonly n: number;
  readonly m: number;
  /** At most, n · m times: a whole number. */
  readonly steps: number;
  /** Between them, in the unit of the values; null where it is larger than a number can hold. */
  readonly area: number | null;
};

/** Beyond all values, which are finite. */
const END = Number.POSITIVE_INFINITY;

/**
 * Null where either side holds nothing. One walk for all that is asked of it: of millions of values, going through them is most of the work; of
 * a few thousand, compiling is, so there are no calls in it. What rounding drops is carried along (A. Neumaier, 1974).
 */
export function gapOf(pair: ValuePair): Gap | null {
  const { n, m, least, greatest } = sizeOf(pair);
  if (n === 0 || m === 0) return null;
  const { reference, current } = pair;
  const values = 'values' in pair ? pair.values : null;
  const count = values === null ? n + m : values.length;
  // Sums of whole numbers times gaps, divided once, are exact; where that is too large, shares times halves of gaps.
  const fits = Number.isFinite((greatest - least) * n * m);
  const [unit, half] = fits ? [1, 1] : [n * m, 0.5];
  let [i, j, at, steps, sum, rest] = [0, 0, 0, 0, 0, 0];
  // How many values of each side are at most `value`; `next` is the next one that either side holds.
  for (let value = least; at < count; ) {
    if (values === null) {
      while (i < n && reference[i] === value) i += 1;
      while (j < m && current[j] === value) j += 1;
      at = i + j;
    } else {
      i += reference[at] ?? 0;
      j += current[at] ?? 0;
      at += 1;
    }
    if (at === count) break;
    const next = values === null ? Math.min(i < n ? (reference[i] ?? 0) : END, j < m ? (current[j] ?? 0) : END) : (values[at] ?? 0);
    const apart = Math.abs(i * m - j * n);
    if (apart > steps) steps = apart;
    const part = (apart / unit) * (next * half - value * half);
    const to = sum + part;
    rest += Math.abs(sum) >= Math.abs(part) ? sum - to + part : part - to + sum;
    sum = to;
    value = next;
  }
  const area = fits ? (sum + rest) / (n * m) : (sum + rest) / half;
  return { n, m, steps, area: Number.isFinite(area) ? area : null };
}

function lesser(a: number | undefined, b: number | undefined): number {
  if (a === undefined) return b ?? Number.NaN;
  return b === undefined || a <= b ? a : b;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < counts.length; at++) sum += counts[at] ?? 0;
  return sum;
}
