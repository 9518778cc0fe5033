import type { ShadowBucket } from '../../../../shared/models/service';
import { ArmMeter, MINUTE, MINUTES_KEPT, SECOND, SECONDS_KEPT, spanOf } from '../meters/arm-meter';
import type { Difference } from './compare-answers';

/** A server that names its outputs anew each time has no more than so many here. */
const OUTPUTS_MAX = 16;

type Agreement = { compared: number; equal: number; largest: number | null };
const none = (): Agreement => ({ compared: 0, equal: 0, largest: null });
function add(to: Agreement, { compared, equal, largest }: Agreement): void {
  to.compared += compared;
  to.equal += equal;
  if (largest !== null) to.largest = Math.max(to.largest ?? 0, largest);
}

class Tally {
  dropped = 0;
  readonly whole = none();
  readonly outputs = new Map<string, Agreement>();

  compared({ equal, outputs }: Difference): void {
    const largest = outputs.reduce<number | null>((most, one) => (one.largest === null ? most : Math.max(most ?? 0, one.largest)), null);
    add(this.whole, { compared: 1, equal: Number(equal), largest });
    for (const one of outputs) this.#add(one.name, { compared: 1, equal: Number(one.equal), largest: one.largest });
  }
  merge(other: Tally): void {
    this.dropped += other.dropped;
    add(this.whole, other.whole);
    for (const [name, agreement] of other.outputs) this.#add(name, agreement);
  }
  #add(name: string, agreement: Agreement): void {
    let own = this.outputs.get(name);
    if (!own && this.outputs.size < OUTPUTS_MAX) this.outputs.set(name, (own = none()));
    if (own) add(own, agreement);
  }
}

/** Tallies of one length of time; the oldest are forgotten. */
class Tallies {
  readonly all = new Map<number, Tally>();
  constructor(
    private readonly length: number,
    private readonly kept: number,
  ) {}

  at(now: number): Tally {
    const at = now - (now % this.length);
    let tally = this.all.get(at);
    if (tally) return tally;
    for (const old of this.all.keys()) if (old < at - this.kept * this.length) this.all.delete(old);
    this.all.set(at, (tally = new Tally()));
    return tally;
  }
}

/** What a candidate was sent beside others, what came of it, and how it agreed: as long as its answers would be kept. */
export class ShadowMeter {
  readonly #arm: ArmMeter;
  readonly #seconds = new Tallies(SECOND, SECONDS_KEPT);
  readonly #minutes = new Tallies(MINUTE, MINUTES_KEPT);

  constructor(readonly revision: number) {
    this.#arm = new ArmMeter(revision);
  }

  add(now: number, status: number, ms: number): void {
    this.#arm.add(now, status, ms);
  }
  drop(now: number): void {
    for (const tallies of [this.#seconds, this.#minutes]) tallies.at(now).dropped += 1;
  }
  compared(now: number, difference: Difference): void {
    for (const tallies of [this.#seconds, this.#minutes]) tallies.at(now).compared(difference);
  }

  /** As those of `ArmMeter`. */
  figures(since: number, bucketMs: number | null, now: number): ShadowBucket[] {
    const { wide, length } = spanOf(since, bucketMs, now);
    const merged = new Map<number, Tally>();
    for (const [from, tally] of (wide ? this.#minutes : this.#seconds).all) {
      const start = from - (from % length);
      if (start < since - (since % length)) continue;
      const at = bucketMs === null ? since : start;
      const sum = merged.get(at) ?? new Tally();
      merged.set(at, sum);
      sum.merge(tally);
    }
    const counted = new Map(this.#arm.figures(since, bucketMs, now).map((bucket) => [bucket.at, bucket]));
    const empty = { revision: this.revision, requests: 0, errors: 0, refused: 0, p50: null, p95: null, p99: null };
    return [...new Set([...counted.keys(), ...merged.keys()])].map((at) => {
      const { dropped, whole, outputs } = merged.get(at) ?? new Tally();
      return { ...(counted.get(at) ?? { at, ...empty }), dropped, ...whole, outputs: [...outputs].map(([name, agreement]) => ({ name, ...agreement })) };
    });
  }
}
