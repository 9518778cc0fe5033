import { expect, test } from 'vitest';
import { armsBins } from './arms-bins';

test('ends that hold nothing on both sides are left out, and what lies beyond one is said', () => {
  const bins = { kind: 'edges', edges: [0, 5, 10] } as const;
  expect(armsBins({ bins: { ...bins, edges: [...bins.edges] }, reference: [0, 5, 5, 0], current: [0, 0, 3, 1] })).toMatchObject({
    stable: [0.5, 0.5, 0],
    candidate: [0, 0.75, 0.25],
    edges: [0, 5, 10],
    beyond: { below: false, above: true },
  });
});

test('of many categories those that differ most are drawn, and all others are one', () => {
  const values = Array.from({ length: 20 }, (_, at) => `c${at}`);
  const reference = [...values.map(() => 5), 0];
  const { names, stable, candidate } = armsBins({ bins: { kind: 'categories', values, other: true }, reference, current: [...values.map((_, at) => at), 10] });
  expect([names.length, names.at(-1), names[0]]).toEqual([13, null, 'c0']);
  for (const sides of [stable, candidate]) expect(sides.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

test('an arm without a value is empty, and no number that is none', () => {
  expect(armsBins({ bins: { kind: 'categories', values: ['a'], other: false }, reference: [0], current: [3] })).toMatchObject({ stable: [0], candidate: [1] });
});
