import { expect, test } from 'vitest';
import { widened } from './bonferroni';
import { around } from './interval';

test('one look changes nothing; of more, each is as wide as their number asks (R: qnorm(1 - 0.05 / (2 * k)))', () => {
  expect(widened(around(0.3, 0.1), 1)).toEqual(around(0.3, 0.1));
  for (const [looks, z] of [
    [2, 2.241402728],
    [20, 3.023341439],
    [1_000, 4.055626981],
  ] as const) {
    const { value, low, high } = widened(around(0.3, 0.1), looks);
    expect(value).toBe(0.3);
    expect(low).toBeCloseTo(0.3 - 0.1 * z, 6);
    expect(high).toBeCloseTo(0.3 + 0.1 * z, 6);
  }
});
