import { expect, test } from 'vitest';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import type { ColumnPlan } from './column-plan';
import { measureNumbers } from './measure-numbers';

test.each([0n, -5n, 978_307_200_000n, 2n ** 52n])('the greatest whole number of the reference lies below the last edge, counted from %d', (base) => {
  const plan: ColumnPlan = { name: 'x', type: 'integer', reading: 'integers', config: {}, reference: 'x', current: 'x' };
  const sorted = Float64Array.from({ length: 1_000 }, (_, at) => at * 3);
  const column = { rows: 1_000, nulls: 0, notFinite: 0, base, sorted };
  const { bins, counts } = measureNumbers(plan, driftConfigSchema.parse({}), column, column);
  const edges = bins?.kind === 'edges' ? bins.edges : [];
  expect(edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge))).toBe(true);
  expect(edges.at(-1)).toBeGreaterThan(2_997 + Number(base));
  expect(edges[0]).toBe(Number(base));
  expect([counts.reference[0], counts.reference.at(-1)]).toEqual([0, 0]);
  expect(counts.reference.slice(1, -1)).toEqual(Array.from({ length: 20 }, () => 50));
});
