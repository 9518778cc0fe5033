import { expect, test } from 'vitest';
import { countsOf, shareOf, slowest } from './arm-figures';

test('the interval of a share holds it, is wide for few trials and narrow for many', () => {
  const [few, many] = [shareOf(1, 10), shareOf(1_000, 10_000)];
  expect(few?.share).toBe(0.1);
  expect([few?.low.toFixed(3), few?.high.toFixed(3)]).toEqual(['0.018', '0.404']);
  expect((many?.high ?? 0) - (many?.low ?? 0)).toBeLessThan(0.012);
});

test('no error in a hundred does not mean that there are none, and nothing is said of no request', () => {
  expect(shareOf(0, 100)).toMatchObject({ share: 0, low: 0 });
  expect(shareOf(0, 100)?.high).toBeCloseTo(0.037, 3);
  expect(shareOf(0, 0)).toBeNull();
});

test('arms are counted together, and the slower one is told', () => {
  const arm = { requests: 5, errors: 1, refused: 2, p95: null };
  expect(countsOf([arm, { ...arm, requests: 7 }])).toEqual({ requests: 12, errors: 2, refused: 4 });
  expect([slowest([arm, { p95: 3 }, { p95: 2 }]), slowest([arm])]).toEqual([3, null]);
});
