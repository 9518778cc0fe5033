import { expect, test } from 'vitest';
import type { LineageNode } from '../../../shared/models/lineage';
import { lineageRows, nameOf } from './rows';
import { readKey, viewState } from './view-state';

const node = (kind: LineageNode['kind'], id: string, at: number | null): LineageNode => ({
  kind,
  id,
  title: id,
  detail: 'v1',
  at,
  state: 'good',
  more: { up: 0, down: 0 },
});

test('each thing names what it was made from and what stands on it, newest first', () => {
  const rows = lineageRows({
    nodes: [node('dataset-version', 'jan', null), node('run', 'r1', 5), node('model-version', 'late', 7)],
    edges: [
      { from: 'dataset-version|jan', to: 'run|r1', relation: 'reads' },
      { from: 'run|r1', to: 'model-version|late', relation: 'produced' },
    ],
  });
  expect(rows.map(({ ref, from, to }) => [ref, from, to])).toEqual([
    ['model-version|late', ['r1'], []],
    ['run|r1', ['jan v1'], ['late v1']],
    ['dataset-version|jan', [], ['r1']],
  ]);
});

test('a detail that says the name again is left out', () => {
  expect(nameOf({ kind: 'service', title: 'late', detail: 'late' })).toBe('late');
  expect(nameOf({ kind: 'service', title: 'late', detail: 'flights' })).toBe('late flights');
});

test('an address with nonsense is the screen as it begins; a sensible one comes back as it was', () => {
  const start = viewState.read({});
  expect(viewState.read({ of: 'elsewhere|x', way: 'side', depth: '-4', kinds: 'cats', at: 'soon', view: 'song', to: 'run|' })).toEqual(start);
  const state = {
    focus: { kind: 'run', id: 'a|b' },
    way: 'up',
    depth: 7,
    kinds: ['run'],
    asOf: 12,
    view: 'table',
    chosen: 'run|a',
    to: { kind: 'code', id: 'p@c' },
  } as const;
  expect(viewState.read(viewState.write(state))).toEqual(state);
  expect(readKey('run|a|b')).toEqual({ kind: 'run', id: 'a|b' });
});
