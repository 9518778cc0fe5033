import { expect, test } from 'vitest';
import type { LineageGraph, LineageNode } from '../../shared/models/lineage';
import { mergeGraphs } from './merge-graphs';

const node = (id: string, up: number, down: number): LineageNode => ({ kind: 'run', id, title: id, detail: '', at: null, state: 'good', more: { up, down } });
const edge = (from: string, to: string) => ({ from: `run|${from}`, to: `run|${to}`, relation: 'derived' as const });
const graph = (nodes: LineageNode[], edges: LineageGraph['edges'], total = 9): LineageGraph => ({ nodes, edges, total, asOf: null });

test('what was expanded is there, and is no longer counted as left out', () => {
  const base = graph([node('a', 0, 0), node('b', 0, 2)], [edge('a', 'b')]);
  const more = graph([node('b', 1, 0), node('c', 0, 1), node('d', 0, 0)], [edge('b', 'c'), edge('b', 'd')], 4);
  const { nodes, edges, total } = mergeGraphs([base, more]);
  expect(nodes.map(({ id, more: { up, down } }) => [id, up, down])).toEqual([
    ['a', 0, 0],
    ['b', 0, 0],
    ['c', 0, 1],
    ['d', 0, 0],
  ]);
  expect(edges).toHaveLength(3);
  expect(total).toBe(9);
});

test('the same answer twice changes nothing', () => {
  const base = graph([node('a', 3, 0), node('b', 0, 2)], [edge('a', 'b')]);
  expect(mergeGraphs([base, base])).toEqual(base);
});
