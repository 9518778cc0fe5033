import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areWeights, Split } from './split';

const counted = (split: Split, requests: number) => {
  const counts = new Map<number | null, number>();
  for (let request = 0; request < requests; request++) {
    const revision = split.next();
    counts.set(revision, (counts.get(revision) ?? 0) + 1);
  }
  return counts;
};
const two = (weight: number) => [
  { revision: 1, weight: 100 - weight },
  { revision: 2, weight },
];
const start = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('the measured share is within a few requests of the weight, from any start, which is well inside the binomial interval', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 20_000 }), start, (weight, requests, from) => {
      const share = counted(new Split(two(weight), from), requests).get(2) ?? 0;
      expect(Math.abs(share - (requests * weight) / 100)).toBeLessThan(6);
    }),
  );
});

test('so it is among every second, third or tenth request: who sends two kinds in turn sends both to both', () => {
  for (const every of [2, 3, 10]) {
    const split = new Split(two(20), 12_345);
    let hits = 0;
    for (let request = 0; request < 10_000 * every; request++) if (split.next() === 2 && request % every === 0) hits += 1;
    expect(Math.abs(hits / 10_000 - 0.2)).toBeLessThan(0.004);
  }
});

test('none is none and all is all', () => {
  expect(counted(new Split(two(0)), 1_000)).toEqual(new Map([[1, 1_000]]));
  expect(counted(new Split(two(100)), 1_000)).toEqual(new Map([[2, 1_000]]));
  expect(new Split([]).next()).toBeNull();
  expect(new Split([]).of('key')).toBeNull();
});

test('three revisions share by thirds', () => {
  const weight = 100 / 3;
  const counts = counted(new Split([1, 2, 3].map((revision) => ({ revision, weight }))), 30_000);
  for (const revision of [1, 2, 3]) expect(Math.abs((counts.get(revision) ?? 0) - 10_000)).toBeLessThan(10);
});

test('a caller stays where it is, and goes only to the candidate while its weight grows', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), start, (key, one, other, from) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      const before = new Split(two(less), from).of(key);
      expect(new Split(two(less)).of(key)).toBe(before);
      const after = new Split(two(more)).of(key);
      if (before === 2) expect(after).toBe(2);
    }),
  );
});

test('callers are shared by weight', () => {
  const split = new Split(two(20));
  const hits = Array.from({ length: 10_000 }, (_, key) => split.of(`caller-${key}`)).filter((revision) => revision === 2).length;
  const error = Math.sqrt(0.2 * 0.8 * 10_000);
  expect(Math.abs(hits - 2_000)).toBeLessThan(4 * error);
});

test('weights that do not add up, or stand on what is not held, are none', () => {
  const held = new Set([1, 2]);
  expect(areWeights([], held)).toBe(true);
  expect(areWeights(two(20), held)).toBe(true);
  expect(areWeights([{ revision: 1, weight: 100 }], held)).toBe(true);
  expect(areWeights([{ revision: 1, weight: 99 }], held)).toBe(false);
  expect(areWeights([{ revision: 3, weight: 100 }], held)).toBe(false);
  expect(areWeights([...two(20), { revision: 2, weight: 0 }], held)).toBe(false);
  expect(
    areWeights(
      [
        { revision: 1, weight: 120 },
        { revision: 2, weight: -20 },
      ],
      held,
    ),
  ).toBe(false);
  expect(areWeights([{ revision: 1, weight: Number.NaN }], held)).toBe(false);
});
