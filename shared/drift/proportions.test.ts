import { expect, test } from 'vitest';
import { newcombeDifference } from './newcombe-difference';
import { wilsonInterval } from './wilson-interval';

const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(4)));

test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the score interval of %i in %i is that of Newcombe 1998, table I', (part, total, low, high) => {
  const found = wilsonInterval(part, total);
  expect(rounded([found?.low ?? Number.NaN, found?.high ?? Number.NaN])).toEqual([low, high]);
});

test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
])('the interval of %i/%i less %i/%i is that of Newcombe 1998, table II, method 10', (a, m, b, n, low, high) => {
  const found = newcombeDifference({ part: a, total: m }, { part: b, total: n });
  expect(rounded([found?.low ?? Number.NaN, found?.high ?? Number.NaN])).toEqual([low, high]);
});

test('a difference turned round is its own negative, and nothing is said without a trial', () => {
  const [one, other] = [
    { part: 3, total: 50 },
    { part: 7, total: 400 },
  ];
  const [there, back] = [newcombeDifference(one, other), newcombeDifference(other, one)];
  expect(there?.value).toBeCloseTo(-(back?.value ?? 0), 12);
  expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 12);
  expect(newcombeDifference(one, { part: 0, total: 0 })).toBeNull();
  expect(wilsonInterval(5, 4)).toBeNull();
});
