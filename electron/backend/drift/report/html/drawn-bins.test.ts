import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnBins } from './drawn-bins';

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

test('however many bins are put together, the shares of each side add up to one, and the bins follow each other', () => {
  const counts = fc.integer({ min: 2, max: 300 }).chain((edges) => {
    const side = fc.array(fc.nat(1_000), { minLength: edges + 1, maxLength: edges + 1 });
    return fc.record({
      edges: fc.constant(Array.from({ length: edges }, (_, at) => at * 1.5)),
      reference: side,
      current: side,
      most: fc.integer({ min: 1, max: 60 }),
    });
  });
  fc.assert(
    fc.property(counts, ({ edges, reference, current, most }) => {
      fc.pre(sum(reference) > 0 && sum(current) > 0);
      const bins = drawnBins({ bins: { kind: 'edges', edges }, reference, current }, most);
      expect(bins.length).toBeLessThanOrEqual(most + 2);
      expect(sum(bins.map((bin) => bin.reference))).toBeCloseTo(1, 9);
      expect(sum(bins.map((bin) => bin.current))).toBeCloseTo(1, 9);
      const inner = bins.flatMap(({ bin }) => (bin.kind === 'between' ? [bin] : []));
      expect(inner[0]?.low).toBe(edges[0]);
      expect(inner.at(-1)?.high).toBe(edges.at(-1));
      for (const [at, bin] of inner.entries()) if (at > 0) expect(bin.low).toBe(inner[at - 1]?.high);
    }),
  );
});

test('of many categories the largest of either side are named, and the rest is one', () => {
  const values = ['a', 'b', 'c', 'd'];
  const bins = drawnBins({ bins: { kind: 'categories', values, other: true }, reference: [50, 1, 30, 9, 10], current: [1, 60, 29, 5, 5] }, 2);
  expect(bins.map(({ bin }) => (bin.kind === 'category' ? bin.value : bin.kind))).toEqual(['b', 'a', 'other']);
  expect(bins.map((bin) => [bin.reference, bin.current].map((share) => Math.round(share * 100)))).toEqual([
    [1, 60],
    [50, 1],
    [49, 39],
  ]);
});

test('nothing is drawn outside of the bins where nothing lies there, nor where a side is empty', () => {
  const bins = { kind: 'edges' as const, edges: [0, 1, 2] };
  expect(drawnBins({ bins, reference: [0, 1, 1, 0], current: [0, 1, 1, 0] }, 9).map(({ bin }) => bin.kind)).toEqual(['between', 'between']);
  expect(drawnBins({ bins, reference: [0, 1, 1, 0], current: [3, 1, 1, 2] }, 9).map(({ bin }) => bin.kind)).toEqual(['below', 'between', 'between', 'above']);
  expect(drawnBins({ bins, reference: [0, 1, 1, 0], current: [0, 0, 0, 0] }, 9)).toEqual([]);
});
