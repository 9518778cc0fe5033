import { expect, it } from 'vitest';
import type { DatasetDiff } from '../../../shared/models/dataset';
import { byDistance, growth, shares } from './diff-rows';

const column = (name: string, totalVariation: number | null) => ({ name, totalVariation, bins: [] }) as unknown as DatasetDiff['columns'][number]; // what is asked of it

it('what moved most comes first, and what cannot be compared last', () => {
  expect(byDistance([column('b', 0), column('x', null), column('a', 0), column('m', 0.4)]).map(({ name }) => name)).toEqual(['m', 'a', 'b', 'x']);
});

it('growth is a share of what there was, and unknown where there was nothing', () => {
  expect([growth([100, 150]), growth([100, 50]), growth([0, 5])]).toEqual([0.5, -0.5, null]);
});

it('shares sum to one, and nothing stays nothing', () => {
  expect([shares([1, 3]), shares([0, 0])]).toEqual([
    [0.25, 0.75],
    [0, 0],
  ]);
});
