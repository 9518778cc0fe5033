import type { ArmBucket } from '../../shared/models/service';

export const MINUTE_MS = 60_000;
/** Within which a candidate is judged: long enough to count something, short enough to be of now. */
export const JUDGED_MS = 5 * MINUTE_MS;

export type Counts = Pick<ArmBucket, 'requests' | 'errors' | 'refused'>;

/** What arms answered together. */
export function countsOf(buckets: readonly Counts[]): Counts {
  const sum = (of: (each: Counts) => number) => buckets.reduce((total, each) => total + of(each), 0);
  return { requests: sum(({ requests }) => requests), errors: sum(({ errors }) => errors), refused: sum(({ refused }) => refused) };
}

/** The slower arm: quantiles of two cannot be added up. Null where nothing was answered. */
export const slowest = (buckets: readonly Pick<ArmBucket, 'p95'>[]): number | null =>
  buckets.reduce<number | null>((most, { p95 }) => (p95 === null ? most : Math.max(most ?? 0, p95)), null);

export type Share = { readonly share: number; readonly low: number; readonly high: number };
const Z95 = 1.96;

/** A part of a number of trials, with the interval that holds the true share in 95 of 100 cases (Wilson). Null without a trial. */
export function shareOf(part: number, total: number): Share | null {
  if (total <= 0) return null;
  const share = part / total;
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z95 / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
