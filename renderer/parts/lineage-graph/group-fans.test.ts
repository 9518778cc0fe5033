import { expect, test } from 'vitest';
import { type LineageNode, lineageRef } from '../../../shared/models/lineage';
import { groupFans } from './group-fans';

const node = (kind: LineageNode['kind'], id: string): LineageNode => ({ kind, id, title: id, detail: '', at: null, state: 'none', more: { up: 0, down: 0 } });
const data = node('dataset-version', 'flights@1');
const runs = Array.from({ length: 6 }, (_, index) => node('run', `run-${index}`));
const graph = { nodes: [data, ...runs], edges: runs.map((run) => ({ from: lineageRef(data), to: lineageRef(run), relation: 'reads' as const })) };
const refs = (open: readonly string[], keep: string | null = null) =>
  groupFans(graph, new Set(open), keep, 4).boxes.map(({ ref, group, members }) => [ref, group, members.length]);

test('things that are tied to the same others are one box, with one edge', () => {
  const { boxes, edges } = groupFans(graph, new Set(), null, 4);
  expect(boxes.map(({ ref, members }) => [ref, members.length])).toEqual([
    ['dataset-version|flights@1', 0],
    ['group|run|run-0', 6],
  ]);
  expect(edges).toEqual([{ from: 'dataset-version|flights@1', to: 'group|run|run-0', relation: 'reads' }]);
});

test('a group that was opened is named by each thing that came out of it, so that it can be closed', () => {
  expect(refs(['group|run|run-0']).slice(1)).toEqual(runs.map((run) => [lineageRef(run), 'group|run|run-0', 0]));
});

test('what is looked at stands for itself, and few need no group', () => {
  expect(refs([], 'run|run-3')).toContainEqual(['run|run-3', null, 0]);
  expect(groupFans(graph, new Set(), null, 6).boxes.every(({ group, members }) => group === null && members.length === 0)).toBe(true);
});
