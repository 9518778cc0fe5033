import { expect, test } from 'vitest';
import { compareTurns, type Pair } from './compare-turns';
import { medianInterval, quantile } from './interval';

/** The same numbers at each start. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
const pairs = (champion: number, candidate: number, noise: number, count = 20, random = createRandom(7)): Pair[] =>
  Array.from({ length: count }, () => ({ candidate: candidate * (1 + noise * random()), champion: champion * (1 + noise * random()) }));

test('the interval of a median is that of the sign test: of six values all, of twenty the sixth to the fifteenth', () => {
  const first = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
  expect(medianInterval(first(6))).toEqual({ median: 3.5, low: 1, high: 6 });
  expect(medianInterval(first(9))).toEqual({ median: 5, low: 2, high: 8 });
  expect(medianInterval(first(20))).toEqual({ median: 10.5, low: 6, high: 15 });
  expect(medianInterval(first(5))).toBeNull();
  expect(medianInterval([1, 2, 3, 4, 5, Number.NaN])).toBeNull();
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
});

test('it holds the true median in at least 95 of 100 samples, however lopsided they are', () => {
  const random = createRandom(3);
  const trials = 4_000;
  let held = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const found = medianInterval(Array.from({ length: 20 }, () => (-Math.log(1 - random())) ** 3));
    const truth = Math.log(2) ** 3;
    if (found && found.low <= truth && truth <= found.high) held += 1;
  }
  expect(held / trials).toBeGreaterThan(0.95 - 0.011); // three standard deviations
});

test('slower fails beyond its limit, passes within it, and is inconclusive across it; what nobody minds passes whatever its ratio', () => {
  const rule = { limit: 1.2, better: 'less' } as const;
  expect(compareTurns(pairs(10, 10, 0.05), rule).outcome).toBe('pass');
  expect(compareTurns(pairs(10, 15, 0.05), rule).outcome).toBe('fail');
  expect(compareTurns(pairs(10, 12, 0.2), rule).outcome).toBe('inconclusive');
  expect(compareTurns(pairs(0.02, 0.2, 0.2), { ...rule, floor: 1 }).outcome).toBe('pass');
  expect(compareTurns(pairs(10, 90, 2), { ...rule, floor: 1 }).outcome).toBe('fail');
  expect(compareTurns(pairs(10, 10, 0.05, 5), rule).outcome).toBe('inconclusive');
  expect(compareTurns(pairs(0, 10, 0.05), rule).outcome).toBe('fail');
});

test('of what is better when it is more, less fails', () => {
  const rule = { limit: 0.8, better: 'more' } as const;
  expect([pairs(100, 100, 0.05), pairs(100, 50, 0.05), pairs(100, 80, 0.3)].map((each) => compareTurns(each, rule).outcome)).toEqual([
    'pass',
    'fail',
    'inconclusive',
  ]);
});
