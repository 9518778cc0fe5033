import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashCounts } from './hash-counts';
import { Scratch, sortNumbers } from './sort-numbers';

const scratch = new Scratch();
const sorted = (values: readonly number[]) => {
  const own = Float64Array.from(values);
  sortNumbers(own, own.length, scratch);
  return own;
};
/** Longer than what the engine's own sort is taken for. */
const many = (of: (at: number) => number) => Array.from({ length: 30_000 }, (_, at) => of(at));
const random = (at: number) => ((Math.imul(at, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 2;

test.each<[string, readonly number[]]>([
  ['fractions of both signs', many(random)],
  ['of every size', many((at) => random(at) * 10 ** ((at % 600) - 300))],
  ['one ulp apart', many((at) => 1 + (Math.imul(at, 40_503) % 7) * Number.EPSILON)],
  ['one ulp apart, below zero', many((at) => -1 - (Math.imul(at, 40_503) % 7) * Number.EPSILON)],
  ['whole numbers of a small range', many((at) => (Math.imul(at, 40_503) % 1_000) - 500)],
  ['whole numbers of a large range', many((at) => Math.round(random(at) * 1e12))],
  ['all alike', many(() => -7.5)],
  ['at the ends', many((at) => [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, 0][at % 5] ?? 0)],
  ['in order', many((at) => at / 3)],
  ['in reverse', many((at) => -at / 3)],
])('numbers are in order: %s', (_, values) => {
  expect(sorted(values)).toEqual(Float64Array.from(values).toSorted());
});

test('numbers are in order, whatever they are and however many', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.integer({ min: 0, max: 40_000 }), (some, more) => {
      const values = [...some, ...Array.from({ length: more }, (_, at) => random(at) * (some[at % Math.max(1, some.length)] ?? 1))];
      const found = sorted(values);
      expect(found.every((value, at) => at === 0 || (found[at - 1] ?? 0) <= value)).toBe(true);
      expect(found.length).toBe(values.length);
    }),
    { numRuns: 30 },
  );
});

test('only the first ones are sorted, and nothing else is touched', () => {
  const values = Float64Array.from([...many(random), 5, 4, 3]);
  sortNumbers(values, 30_000, scratch);
  expect([...values.subarray(30_000)]).toEqual([5, 4, 3]);
});

test('values are counted by their hashes, also those with half a hash alike', () => {
  const [one, other] = [new HashCounts(), new HashCounts()];
  for (let at = 0; at < 5_000; at++) one.add(at % 50, at, 1);
  one.add(7, 7, 2);
  for (let at = 0; at < 2_500; at++) other.add(at % 50, at, 1);
  expect([one.size, one.count(7, 7), one.count(8, 7), one.thatOften(3), one.thatOften(1)]).toEqual([5_000, 3, 0, 1, 4_999]);
  expect(one.rowsNotIn(other)).toBe(2_500);
  const again = HashCounts.unpack(one.pack());
  expect([again.size, again.count(7, 7), again.rowsNotIn(one)]).toEqual([5_000, 3, 0]);
});
