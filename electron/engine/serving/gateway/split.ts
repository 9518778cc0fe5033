import { createHash, randomInt } from 'node:crypto';

const WHOLE = 2 ** 32;
/** 2^32 over the golden ratio, odd: the steps that leave the smallest gaps wherever one stops. */
const STEP = 0x9e3779b9;

export type Weight = { readonly revision: number; readonly weight: number };

/**
 * Chooses revisions by weight.
 *
 * Requests without a key walk around the circle in steps of the golden ratio, from a random start. So the share after any number of
 * requests is within a few requests of its weight (dice would stray by the root of their number), and, unlike taking turns, it is so
 * too among every second or every tenth request: a client that sends two kinds in turn does not send one kind to the candidate.
 *
 * A key stands at the hash of itself, for ever. With two revisions the newer has the beginning of the circle: when its weight grows
 * it takes keys from the other, and no key goes the other way.
 */
export class Split {
  readonly #parts: readonly { readonly revision: number; readonly end: number }[];
  #place: number;

  constructor(
    readonly weights: readonly Weight[],
    /** Where the walk goes on: of the split before. */
    start: number = randomInt(WHOLE),
  ) {
    let sum = 0;
    const newestFirst = weights.filter(({ weight }) => weight > 0).toSorted((a, b) => b.revision - a.revision);
    this.#parts = newestFirst.map(({ revision, weight }) => ({ revision, end: Math.round(((sum += weight) / 100) * WHOLE) }));
    this.#place = start;
  }

  get place(): number {
    return this.#place;
  }

  /** Null: nothing has weight. */
  next(): number | null {
    this.#place = (this.#place + STEP) % WHOLE;
    return this.#at(this.#place);
  }
  of(key: string): number | null {
    return this.#at(createHash('sha256').update(key).digest().readUInt32LE(0));
  }

  #at(place: number): number | null {
    for (const { revision, end } of this.#parts) if (place < end) return revision;
    return this.#parts.at(-1)?.revision ?? null;
  }
}

/** Each on a revision that is held, none twice, 100 in all; or none at all. */
export function areWeights(weights: readonly Weight[], held: ReadonlySet<number>): boolean {
  if (weights.length === 0) return true;
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  return (
    Math.abs(sum - 100) < 1e-9 &&
    new Set(weights.map(({ revision }) => revision)).size === weights.length &&
    weights.every(({ revision, weight }) => weight >= 0 && weight <= 100 && (weight === 0 || held.has(revision)))
  );
}
