import Database from 'libsql';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { LineageKey, Relation } from '../../../shared/models/lineage';
import { lineageRef } from '../../../shared/models/lineage';
import type { Call } from '../../../shared/api/verb';
import { Lineage, MIGRATIONS } from './lineage';
import { contract, reach, shortestWays, type Step } from './walk';
import type { Tie } from './fact-store';

const CALL: Call = { signal: new AbortController().signal };
const connection = 'local-0123456789abcdef';
const key = (kind: LineageKey['kind'], id: string): LineageKey => ({ kind, id });
const data = (id: string) => key('dataset-version', id);
const run = (id: string) => key('run', id);
const model = (id: string) => key('model-version', id);

function lineage(): Lineage {
  const database = new Database(':memory:');
  for (const step of MIGRATIONS.steps) database.exec(step);
  return new Lineage({ database, write: (work) => work() }, () => undefined);
}
const fact = (from: LineageKey, relation: Relation['relation'], to: LineageKey, at = 1) => ({ from, relation, to, at });
async function graph(of: Lineage, asked: Partial<Parameters<Lineage['handlers']['lineage.graph']>[0]>) {
  const { nodes, edges, total } = await of.handlers['lineage.graph'](
    { connection, focus: null, up: 1, down: 1, kinds: null, asOf: null, limit: 1_000, ...asked },
    CALL,
  );
  return {
    nodes: nodes.map((node) => `${lineageRef(node)} +${node.more.up} +${node.more.down}`).toSorted(),
    edges: edges.map(({ from, to }) => `${from} → ${to}`).toSorted(),
    total,
  };
}

function flights(): Lineage {
  const of = lineage();
  of.add(fact(data('jan'), 'reads', run('r1')));
  of.add(fact(data('feb'), 'reads', run('r1')));
  of.add(fact(run('r1'), 'produced', model('late@1'), 2));
  of.add(fact(data('feb'), 'reads', run('r2'), 3));
  of.add(fact(run('r2'), 'produced', model('late@2'), 4));
  return of;
}

test('one step each way, with the number of neighbours left out', async () => {
  expect(await graph(flights(), { focus: run('r1') })).toEqual({
    nodes: ['dataset-version|feb +0 +1', 'dataset-version|jan +0 +0', 'model-version|late@1 +0 +0', 'run|r1 +0 +0'],
    edges: ['dataset-version|feb → run|r1', 'dataset-version|jan → run|r1', 'run|r1 → model-version|late@1'],
    total: 4,
  });
});

test('as of a moment: what came later is not there, and what had not ended is', async () => {
  const of = flights();
  of.end(fact(data('jan'), 'reads', run('r1')), 10);
  expect((await graph(of, { focus: data('feb'), down: 9, asOf: 2 })).nodes).toEqual([
    'dataset-version|feb +0 +0',
    'model-version|late@1 +0 +0',
    'run|r1 +1 +0',
  ]);
  expect((await graph(of, { focus: run('r1'), asOf: 9 })).nodes).toContain('dataset-version|jan +0 +0');
  expect((await graph(of, { focus: run('r1') })).nodes).not.toContain('dataset-version|jan +0 +0');
});

test('the same fact twice is one; ended and begun again it is a second', () => {
  const of = flights();
  of.add(fact(data('jan'), 'reads', run('r1'), 7));
  expect(of.factsOf(data('jan'))).toHaveLength(1);
  of.end(fact(data('jan'), 'reads', run('r1')), 8);
  of.add(fact(data('jan'), 'reads', run('r1'), 9));
  expect(of.factsOf(data('jan')).map(({ at, until }) => [at, until])).toEqual([
    [1, 8],
    [9, null],
  ]);
});

test('hidden kinds leave what they tie together tied', async () => {
  expect((await graph(flights(), { focus: data('feb'), down: 5, kinds: ['dataset-version', 'model-version'] })).edges).toEqual([
    'dataset-version|feb → model-version|late@1',
    'dataset-version|feb → model-version|late@2',
  ]);
});

test('impact is all that stands on it, nearest first; a path is found against the stream too', async () => {
  const of = flights();
  const { nodes } = await of.handlers['lineage.impact']({ connection, of: data('feb'), asOf: null }, CALL);
  expect(nodes.map(({ node, steps }) => `${steps} ${node.id}`)).toEqual(['1 r1', '1 r2', '2 late@1', '2 late@2']);
  const way = await of.handlers['lineage.path']({ connection, from: model('late@2'), to: data('feb'), asOf: null }, CALL);
  expect(way.edges.map(({ from, to }) => `${from} → ${to}`).toSorted()).toEqual(['dataset-version|feb → run|r2', 'run|r2 → model-version|late@2']);
  expect((await of.handlers['lineage.path']({ connection, from: data('jan'), to: model('late@2'), asOf: null }, CALL)).nodes).toEqual([]);
});

test('rooms say how their things look, and what they do not know is shown by its id', async () => {
  const of = flights();
  of.describe('run', (ids) => new Map(ids.filter((id) => id === 'r1').map((id) => [id, { title: 'late-arrival', detail: id, at: 5, state: 'good' as const }])));
  const { nodes } = await of.handlers['lineage.search']({ connection, match: 'LATE-', limit: 10 }, CALL);
  expect(nodes).toEqual([{ kind: 'run', id: 'r1', title: 'late-arrival', detail: 'r1', at: 5, state: 'good', more: { up: 0, down: 0 } }]);
  expect((await of.handlers['lineage.search']({ connection, match: 'r2', limit: 10 }, CALL)).nodes[0]).toMatchObject({ title: 'r2', state: 'unknown' });
});

const anyTies = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 30 })
  .map((pairs) => pairs.map(([from, to]): Tie => ({ from: run(`${from}`), to: run(`${to}`), relation: 'derived' })));
const stepOf =
  (ties: readonly Tie[]): Step =>
  (keys, way) => {
    const among = new Set(keys.map(lineageRef));
    return ties.filter((tie) => among.has(lineageRef(way === 'up' ? tie.to : tie.from)));
  };

test('law: what is reached does not depend on the way of asking, rings included', () => {
  fc.assert(
    fc.property(anyTies, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (ties, a, b) => {
      const down = reach([run(`${a}`)], 'down', stepOf(ties));
      const up = reach([run(`${b}`)], 'up', stepOf(ties));
      expect(down.has(`run|${b}`)).toBe(up.has(`run|${a}`));
      expect(down.get(`run|${b}`)?.steps).toBe(up.get(`run|${a}`)?.steps);
      const ways = shortestWays(run(`${a}`), run(`${b}`), stepOf(ties));
      if (a !== b) expect(ways.length > 0).toBe(down.has(`run|${b}`));
    }),
  );
});

test('law: hiding things keeps exactly the ways between those that are shown', () => {
  const even = ({ id }: LineageKey) => Number(id) % 2 === 0;
  fc.assert(
    fc.property(anyTies, (ties) => {
      const left = contract(ties, even);
      expect(left.every(({ from, to }) => even(from) && even(to))).toBe(true);
      for (const id of ['0', '2', '4', '6', '8']) {
        const before = [...reach([run(id)], 'down', stepOf(ties)).values()].filter(({ key: own }) => even(own)).map(({ key: own }) => own.id);
        const after = [...reach([run(id)], 'down', stepOf(left)).values()].map(({ key: own }) => own.id);
        expect(new Set(after)).toEqual(new Set(before));
      }
    }),
  );
});
