import type { ArmBucket } from '../../../shared/models/service';
import type { ChartPoint } from '../../ui/downsample';

export type Spanned = { readonly buckets: readonly ArmBucket[]; readonly since: number; readonly now: number; readonly bucketMs: number };

/** What is drawn of an arm in a stretch of time. `all`: what the service answered then, by all arms. */
export type Measure = (arm: ArmBucket | undefined, all: number, bucketMs: number) => number | null;

export const perSecond: Measure = (arm, _all, bucketMs) => ((arm?.requests ?? 0) * 1_000) / bucketMs;
export const errorsPerSecond: Measure = (arm, _all, bucketMs) => ((arm?.errors ?? 0) * 1_000) / bucketMs;
/** Of the requests that came, per cent. */
export const sharePercent: Measure = (arm, all) => (all === 0 ? null : ((arm?.requests ?? 0) * 100) / all);
export const latency =
  (quantile: 'p50' | 'p95' | 'p99'): Measure =>
  (arm) =>
    arm?.[quantile] ?? null;

/**
 * One point for each stretch of time, one value for each arm. A stretch without a request has none in what was told, and is drawn as none;
 * one that is still counted is left out, as it would look like a fall.
 */
export function figurePoints({ buckets, since, now, bucketMs }: Spanned, arms: readonly number[], measure: Measure): readonly ChartPoint[] {
  const byTime = new Map<number, ArmBucket[]>();
  for (const bucket of buckets) byTime.set(bucket.at, [...(byTime.get(bucket.at) ?? []), bucket]);
  const first = Math.ceil(since / bucketMs) * bucketMs;
  const points: ChartPoint[] = [];
  for (let at = first; at + bucketMs <= now; at += bucketMs) {
    const here = byTime.get(at) ?? [];
    const all = here.reduce((sum, { requests }) => sum + requests, 0);
    points.push({
      at,
      values: arms.map((arm) =>
        measure(
          here.find(({ revision }) => revision === arm),
          all,
          bucketMs,
        ),
      ),
    });
  }
  return points;
}
