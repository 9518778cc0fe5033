import type { Columns } from './points';

/** What is known of points that lie together without looking at each. `low` and `high` are NaN where none is finite. */
export type Bounds = {
  readonly minStep: number;
  readonly maxStep: number;
  readonly minAt: number;
  readonly maxAt: number;
  readonly low: number;
  readonly high: number;
  /** Of those that came last. */
  readonly last: number;
  readonly odd: number;
  readonly points: number;
};

/** Points of one chunk, and of one block in it. */
export const CHUNK_POINTS = 1_024;
export const BLOCK_POINTS = 64;
const FIELDS = 9;

export function boundsOf({ steps, ats, values }: Columns, from = 0, to = values.length): Bounds {
  let [minStep, maxStep, minAt, maxAt] = [Infinity, -Infinity, Infinity, -Infinity];
  let [low, high, odd] = [Number.NaN, Number.NaN, 0];
  for (let i = from; i < to; i++) {
    const step = steps[i] ?? 0;
    const at = ats[i] ?? 0;
    const value = values[i] ?? Number.NaN;
    if (step < minStep) minStep = step;
    if (step > maxStep) maxStep = step;
    if (at < minAt) minAt = at;
    if (at > maxAt) maxAt = at;
    if (!Number.isFinite(value)) odd += 1;
    else {
      if (!(low <= value)) low = value;
      if (!(high >= value)) high = value;
    }
  }
  return { minStep, maxStep, minAt, maxAt, low, high, last: values[to - 1] ?? Number.NaN, odd, points: to - from };
}

/** Bounds of each block of a chunk, in a row. */
export function encodeBlocks(columns: Columns): Uint8Array {
  const floats: number[] = [];
  for (let from = 0; from < columns.values.length; from += BLOCK_POINTS) {
    const { minStep, maxStep, minAt, maxAt, low, high, last, odd, points } = boundsOf(columns, from, Math.min(columns.values.length, from + BLOCK_POINTS));
    floats.push(minStep, maxStep, minAt, maxAt, low, high, last, odd, points);
  }
  return new Uint8Array(Float64Array.from(floats).buffer);
}

export function decodeBlocks(floats: Float64Array): Bounds[] {
  return Array.from({ length: floats.length / FIELDS }, (_, block) => {
    const [minStep = 0, maxStep = 0, minAt = 0, maxAt = 0, low = 0, high = 0, last = 0, odd = 0, points = 0] = floats.subarray(
      block * FIELDS,
      (block + 1) * FIELDS,
    );
    return { minStep, maxStep, minAt, maxAt, low, high, last, odd, points };
  });
}
