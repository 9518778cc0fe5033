import { quantileRanks } from '../../../../shared/drift/quantile-ranks';

// Latencies in buckets that grow by 2 %: the middle of a bucket is within 1 % of all that lies in it.
const GROWTH = 1.02;
const LEAST_MS = 0.001;
const PER_LOG = 1 / Math.log(GROWTH);
/** The last one begins at ten minutes, the longest time-out. */
export const BUCKETS = Math.ceil(Math.log(600_000 / LEAST_MS) * PER_LOG) + 1;

export function bucketOf(ms: number): number {
  return ms <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / LEAST_MS) * PER_LOG));
}

/** Of the values in a bucket, the one from which none is further than 1 %. */
const middleOf = (bucket: number): number => (LEAST_MS * GROWTH ** bucket * 2) / (1 + GROWTH);

/** Counts by bucket, in as few bytes as are needed: only those that are not zero. */
export type Packed = { readonly places: Uint16Array; readonly counts: Uint32Array };

/** One that is being counted. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }
  add(ms: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }
  merge({ places, counts }: Packed): void {
    places.forEach((place, index) => {
      const count = counts[index] ?? 0;
      this.#counts[place] = (this.#counts[place] ?? 0) + count;
      this.#total += count;
    });
  }
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
  pack(): Packed {
    const places: number[] = [];
    if (this.#total > 0) this.#counts.forEach((count, place) => count > 0 && places.push(place));
    return { places: Uint16Array.from(places), counts: Uint32Array.from(places, (place) => this.#counts[place] ?? 0) };
  }
  /** Null: there is nothing. */
  quantile(part: number): number | null {
    return this.#total === 0 ? null : this.#valueAt(part * (this.#total - 1));
  }
  /** Between which the true quantile lies in 95 of 100 cases. Null: there are too few. */
  within(part: number): [number, number] | null {
    const ranks = quantileRanks(part, this.#total);
    return ranks && [this.#valueAt(ranks.low), this.#valueAt(ranks.high)];
  }

  #valueAt(rank: number): number {
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += this.#counts[bucket] ?? 0;
      if (below > rank) return middleOf(bucket);
    }
    return middleOf(BUCKETS - 1);
  }
}
