import type { ArmBucket } from '../../../../shared/models/service';
import { LatencyHistogram, type Packed } from './latency-histogram';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const SECONDS_KEPT = 15 * 60;
export const MINUTES_KEPT = 24 * 60;

type Counted = { readonly at: number; readonly requests: number; readonly errors: number; readonly refused: number; readonly latencies: Packed };

/** Buckets of one length: one is being counted, those before it are packed, and the oldest are forgotten. */
class Buckets {
  readonly done: Counted[] = [];
  readonly #open = new LatencyHistogram();
  #at = 0;
  #requests = 0;
  #errors = 0;
  #refused = 0;

  constructor(
    private readonly length: number,
    private readonly kept: number,
  ) {}

  add(now: number, status: number, ms: number): void {
    const at = now - (now % this.length);
    if (at > this.#at) this.#turn(at); // a clock that was put back counts into the one that is open
    this.#requests += 1;
    if (status >= 500) this.#errors += 1;
    else if (status >= 400) this.#refused += 1;
    else this.#open.add(ms);
  }

  #turn(at: number): void {
    if (this.#requests > 0) this.done.push(this.open());
    const oldest = at - this.kept * this.length;
    while (this.done[0] && this.done[0].at < oldest) this.done.shift();
    this.#open.clear();
    this.#at = at;
    this.#requests = this.#errors = this.#refused = 0;
  }

  open(): Counted {
    return { at: this.#at, requests: this.#requests, errors: this.#errors, refused: this.#refused, latencies: this.#open.pack() };
  }
  all(): Counted[] {
    return this.#requests > 0 ? [...this.done, this.open()] : this.done;
  }
}

/** By the minute, or by the second; and how long the buckets are that are told. */
export function spanOf(since: number, bucketMs: number | null, now: number): { readonly wide: boolean; readonly length: number } {
  const wide = (bucketMs !== null && bucketMs % MINUTE === 0) || since < now - SECONDS_KEPT * SECOND;
  const unit = wide ? MINUTE : SECOND;
  return { wide, length: bucketMs === null ? unit : Math.max(unit, bucketMs - (bucketMs % unit)) };
}

/** What one revision answered: by the second for a quarter of an hour, by the minute for a day. */
export class ArmMeter {
  readonly #seconds = new Buckets(SECOND, SECONDS_KEPT);
  readonly #minutes = new Buckets(MINUTE, MINUTES_KEPT);

  constructor(readonly revision: number) {}

  /** `ms` counts where there was an answer. */
  add(now: number, status: number, ms: number): void {
    this.#seconds.add(now, status, ms);
    this.#minutes.add(now, status, ms);
  }

  /**
   * Buckets without a request are left out. By the minute where that is long enough, or where `since` is longer ago than seconds are kept.
   * Null: all since then as one bucket, whose quantiles are of all its answers.
   */
  figures(since: number, bucketMs: number | null, now: number): ArmBucket[] {
    const { wide, length } = spanOf(since, bucketMs, now);
    const merged = new Map<number, { requests: number; errors: number; refused: number; latencies: LatencyHistogram }>();
    for (const counted of (wide ? this.#minutes : this.#seconds).all()) {
      const from = counted.at - (counted.at % length);
      if (from < since - (since % length)) continue;
      const at = bucketMs === null ? since : from;
      const sum = merged.get(at) ?? { requests: 0, errors: 0, refused: 0, latencies: new LatencyHistogram() };
      merged.set(at, sum);
      sum.requests += counted.requests;
      sum.errors += counted.errors;
      sum.refused += counted.refused;
      sum.latencies.merge(counted.latencies);
    }
    return [...merged].map(([at, { latencies, ...sum }]) => ({
      at,
      revision: this.revision,
      ...sum,
      p50: latencies.quantile(0.5),
      p95: latencies.quantile(0.95),
      p99: latencies.quantile(0.99),
      ...(bucketMs === null && { within: { p50: latencies.within(0.5), p95: latencies.within(0.95), p99: latencies.within(0.99) } }),
    }));
  }
}
