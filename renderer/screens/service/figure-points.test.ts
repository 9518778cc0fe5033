import { expect, test } from 'vitest';
import { errorsPerSecond, figurePoints, latency, perSecond, sharePercent } from './figure-points';

const bucket = { errors: 0, refused: 0, p50: 1, p95: 2, p99: 3 };
const spanned = {
  since: 1_000,
  now: 24_000,
  bucketMs: 5_000,
  buckets: [
    { ...bucket, at: 5_000, revision: 1, requests: 80, errors: 5 },
    { ...bucket, at: 5_000, revision: 2, requests: 20, p95: 4 },
    { ...bucket, at: 15_000, revision: 1, requests: 10 },
    { ...bucket, at: 20_000, revision: 1, requests: 1 },
  ],
};
const values = (...asked: Parameters<typeof figurePoints>) => figurePoints(...asked).map(({ at, values: drawn }) => [at, ...drawn]);

test('each stretch has a point: one without a request is none a second, and the one that is still counted is left out', () => {
  expect(values(spanned, [1, 2], perSecond)).toEqual([
    [5_000, 16, 4],
    [10_000, 0, 0],
    [15_000, 2, 0],
  ]);
  expect(values(spanned, [1], errorsPerSecond).map(([, rate]) => rate)).toEqual([1, 0, 0]);
});

test('shares and latencies of no request are gaps, not zeros', () => {
  expect(values(spanned, [1, 2], sharePercent)).toEqual([
    [5_000, 80, 20],
    [10_000, null, null],
    [15_000, 100, 0],
  ]);
  expect(values(spanned, [1, 2], latency('p95'))).toEqual([
    [5_000, 2, 4],
    [10_000, null, null],
    [15_000, 2, null],
  ]);
});
