import { hasValue } from '../scan/chunk-numbers';
import type { CountRow } from './count-row';
import { REACH } from './frozen-bins';

/** Sums of so many parts of squares stay whole in a double; then they are carried over. */
const CARRY_EVERY = 2 ** 20;
/** q = a · 2^15 + b: squares of each, and their product, are small. */
const HALF_BITS = 15;
const HALF = 2 ** HALF_BITS;

/** Counts values of one column in bins, for any number of windows at once. */
export class NumberCounter {
  readonly #edges: Float64Array;
  readonly #size: number;
  #n: Float64Array<ArrayBufferLike> = new Float64Array(0);
  #far = new Float64Array(0);
  /** Σq, Σa², Σab, Σb² since the last carrying over. */
  #open: Float64Array<ArrayBufferLike>[] = [];
  #min = new Float64Array(0);
  #max = new Float64Array(0);
  #nulls = new Float64Array(0);
  readonly #sums: bigint[] = [];
  readonly #squares: bigint[] = [];
  #since = 0;

  constructor(
    edges: readonly number[],
    private readonly origin: number,
    private readonly unit: number,
  ) {
    this.#edges = Float64Array.from(edges);
    this.#size = edges.length + 2; // no value, below, between, above
  }

  /** @param windows of each row its window's place among them all */
  add(items: Float64Array, words: Uint32Array | null, windows: Uint32Array, count: number, windowCount: number): void {
    this.#reach(windowCount);
    if (this.#since + count > CARRY_EVERY) this.#carry();
    this.#since += count;
    const [sums, highs, mixed, lows] = this.#open;
    if (!sums || !highs || !mixed || !lows) return;
    const [edges, n, min, max] = [this.#edges, this.#n, this.#min, this.#max];
    for (let row = 0; row < count; row++) {
      const window = windows[row] ?? 0;
      if (words && !hasValue(words, row)) {
        this.#nulls[window] = (this.#nulls[window] ?? 0) + 1;
        continue;
      }
      const value = items[row] ?? 0;
      const isFinite = value - value === 0;
      const slot = window * this.#size + (isFinite ? 1 + placeOf(edges, value) : 0);
      n[slot] = (n[slot] ?? 0) + 1;
      if (!isFinite) continue;
      if (value < (min[slot] ?? 0)) min[slot] = value;
      if (value > (max[slot] ?? 0)) max[slot] = value;
      const q = Math.floor((value - this.origin) / this.unit + 0.5);
      if (!(Math.abs((value - this.origin) / this.unit) < REACH - 1)) {
        this.#far[slot] = (this.#far[slot] ?? 0) + 1;
        continue;
      }
      const high = q >> HALF_BITS;
      const low = q & (HALF - 1);
      sums[slot] = (sums[slot] ?? 0) + q;
      highs[slot] = (highs[slot] ?? 0) + high * high;
      mixed[slot] = (mixed[slot] ?? 0) + high * low;
      lows[slot] = (lows[slot] ?? 0) + low * low;
    }
  }

  rows(column: string, windows: readonly number[]): CountRow[] {
    this.#reach(windows.length);
    this.#carry();
    return windows.flatMap((window, at) => {
      const from = at * this.#size;
      const [notFinite, nulls] = [this.#n[from] ?? 0, this.#nulls[at] ?? 0];
      const none: CountRow = { column, window, bin: -1, n: notFinite, nulls, sum: null, squares: null, min: null, max: null };
      const bins = Array.from({ length: this.#size - 1 }, (_, bin): CountRow => {
        const slot = from + 1 + bin;
        const isNear = this.#far[slot] === 0;
        // −0 and 0 are one number here: which came first does not matter.
        const [min, max] = [(this.#min[slot] ?? 0) + 0, (this.#max[slot] ?? 0) + 0];
        const sums = { sum: isNear ? (this.#sums[slot] ?? 0n) : null, squares: isNear ? (this.#squares[slot] ?? 0n) : null };
        return { column, window, bin, n: this.#n[slot] ?? 0, nulls: 0, ...sums, min, max };
      });
      return [...(notFinite + nulls > 0 ? [none] : []), ...bins.filter(({ n }) => n > 0)];
    });
  }

  #reach(windowCount: number): void {
    const length = windowCount * this.#size;
    if (this.#n.length >= length) return;
    const next = Math.max(length, 2 * this.#n.length);
    const longer = (old: Float64Array<ArrayBufferLike>, fill = 0, size = next) => {
      const made = new Float64Array(size).fill(fill);
      made.set(old);
      return made;
    };
    this.#n = longer(this.#n);
    this.#far = longer(this.#far);
    this.#min = longer(this.#min, Number.POSITIVE_INFINITY);
    this.#max = longer(this.#max, Number.NEGATIVE_INFINITY);
    this.#nulls = longer(this.#nulls, 0, Math.ceil(next / this.#size));
    this.#open = [0, 1, 2, 3].map((at) => longer(this.#open[at] ?? new Float64Array(0)));
  }

  #carry(): void {
    const [sums, highs, mixed, lows] = this.#open;
    for (let slot = 0; slot < this.#n.length; slot++) {
      if (sums?.[slot] === 0 && lows?.[slot] === 0 && highs?.[slot] === 0) continue;
      const at = (part: Float64Array | undefined) => BigInt(part?.[slot] ?? 0);
      this.#sums[slot] = (this.#sums[slot] ?? 0n) + at(sums);
      this.#squares[slot] = (this.#squares[slot] ?? 0n) + (at(highs) << 30n) + (at(mixed) << 16n) + at(lows);
    }
    for (const part of this.#open) part.fill(0);
    this.#since = 0;
  }
}

/** How many edges are at most that, so the place of its bin. */
function placeOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
