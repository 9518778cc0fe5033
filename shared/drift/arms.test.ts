import { expect, test } from 'vitest';
import { auc } from './auc';
import { meanDifference } from './mean-difference';
import { quantileRanks } from './quantile-ranks';
import { ratioInterval } from './ratio-interval';
import { rowsNeeded } from './rows-needed';
import { judge, together } from './verdict';

/** By the definition: every pair, and the variance of the shares that each wins. */
function byPairs(scores: readonly number[], isCase: readonly boolean[]) {
  const cases = scores.filter((_, row) => isCase[row]);
  const others = scores.filter((_, row) => !isCase[row]);
  const wins = (one: number, other: number) => (one > other ? 1 : one === other ? 0.5 : 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
  const above = cases.map((one) => mean(others.map((other) => wins(one, other))));
  const below = others.map((other) => mean(cases.map((one) => wins(one, other))));
  return { value: mean(above), variance: spread(above) / cases.length + spread(below) / others.length };
}

test('the area and its variance are what all pairs say, with ties', () => {
  let state = 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let turn = 0; turn < 30; turn++) {
    const scores = Array.from({ length: 40 }, () => Math.round(next() * 12) / 12);
    const isCase = scores.map((score) => next() < 0.2 + score / 2);
    const [found, wanted] = [auc(scores, isCase), byPairs(scores, isCase)];
    expect(found?.value).toBeCloseTo(wanted.value, 12);
    expect(found?.variance).toBeCloseTo(wanted.variance, 12);
  }
});

test('the area knows order alone, and says nothing without two of each', () => {
  const [scores, isCase] = [
    [0.1, 0.4, 0.35, 0.8, 0.7],
    [false, false, true, true, true],
  ];
  expect(auc(scores, isCase)?.value).toBeCloseTo(5 / 6, 12);
  expect(
    auc(
      scores.map((score) => score ** 3 - 9),
      isCase,
    ),
  ).toEqual(auc(scores, isCase));
  expect(auc([1, 2, 3], [true, false, false])).toBeNull();
});

test('a difference of means has the interval of Welch, and none of few', () => {
  const found = meanDifference({ count: 100, mean: 3, variance: 4 }, { count: 400, mean: 2.5, variance: 9 });
  expect(found?.value).toBe(0.5);
  expect(found?.high).toBeCloseTo(0.5 + 1.959964 * 0.25, 6);
  expect(meanDifference({ count: 29, mean: 3, variance: 4 }, { count: 400, mean: 2.5, variance: 9 })).toBeNull();
});

test('a quantile of few has no interval; that of many has ranks around it', () => {
  expect(quantileRanks(0.95, 50)).toBeNull();
  expect(quantileRanks(0.5, 100)).toEqual({ at: 49.5, low: 39, high: 60 });
});

test('a ratio is as sure as its parts', () => {
  expect(ratioInterval({ value: 2, low: 2, high: 2 }, { value: 1, low: 1, high: 1 })).toEqual({ value: 2, low: 2, high: 2 });
  const found = ratioInterval({ value: 4, low: 3, high: 5 }, { value: 2, low: 1.8, high: 2.3 });
  expect(found?.low).toBeLessThan(1.55);
  expect(found?.high).toBeGreaterThan(2.5);
  expect(ratioInterval({ value: 4, low: 0, high: 5 }, { value: 2, low: 1, high: 3 })).toBeNull();
});

test('a verdict asks for effect and for significance; what is missing is never good', () => {
  expect(judge({ value: 0.01, low: -0.01, high: 0.04 }, 0.05)).toBe('pass');
  expect(judge({ value: 0.08, low: 0.02, high: 0.14 }, 0.05)).toBe('fail');
  expect(judge({ value: 0.08, low: -0.02, high: 0.18 }, 0.05)).toBe('inconclusive');
  expect(judge({ value: 0.03, low: 0.02, high: 0.06 }, 0.05)).toBe('inconclusive');
  expect(judge({ value: 1.5, low: 1.1, high: 2 }, 1.3, 1)).toBe('fail');
  expect(judge(null, 0.05)).toBe('inconclusive');
  expect(judge({ value: Number.NaN, low: Number.NaN, high: Number.NaN }, 0.05)).toBe('inconclusive');
  expect(together([])).toBe('inconclusive');
  expect(together(['pass', 'inconclusive'])).toBe('inconclusive');
  expect(together(['pass', 'inconclusive', 'fail'])).toBe('fail');
  expect(together(['pass', 'pass'])).toBe('pass');
});

test('a wide interval needs more rows, a narrow one no more than there are', () => {
  const needed = rowsNeeded({ value: 0, low: -0.04, high: 0.04 }, 0.02, 500);
  expect(needed).toBe(Math.ceil(500 * ((2 * (1.959964 + 0.8416212)) / 1.959964) ** 2));
  expect(rowsNeeded({ value: 0, low: -0.001, high: 0.001 }, 0.02, 500)).toBe(500);
});
