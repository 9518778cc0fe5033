import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityRef } from '../../../shared/models/entity';
import { DELIVERY_STATES } from '../../../shared/models/delivery';
import type { DeliveryRow } from '../../data/delivery-row';
import { someDeliveryRow } from '../../../e2e/peers/some-delivery';
import { parseFilter } from './filter';
import { DeliveryRows, GROUPINGS, type Query } from './rows';
import { COLUMNS } from './order';

const names = new Map([
  ['ae', 'Abu Dhabi'],
  ['dr', 'recovery'],
]);
const base: Query = {
  filter: parseFilter(''),
  states: [],
  connections: [],
  names,
  sort: { column: 'name', descending: false },
  group: 'none',
  locale: 'en',
  rank: (connection) => (connection === 'ae' ? 1 : 0),
};

const source = (rows: readonly DeliveryRow[], version = 1, changed: ReadonlySet<string> | null = null) => ({
  entities: new Map(rows.map((entity) => [entityRef(entity), entity])),
  version,
  changed,
});
const listed = (rows: ReturnType<DeliveryRows['update']>) => rows.groups.flatMap((group) => group.rows.map(({ id }) => id));
const show = (rows: readonly DeliveryRow[], query: Partial<Query>) => new DeliveryRows().update(source(rows), { ...base, ...query });

test('names with numbers are in the order of the numbers', () => {
  const rows = [someDeliveryRow('ae', 'a/scorer-10'), someDeliveryRow('ae', 'a/scorer-9'), someDeliveryRow('ae', 'a/Scorer-1')];
  expect(listed(show(rows, {}))).toEqual(['a/Scorer-1', 'a/scorer-9', 'a/scorer-10']);
});

test('the state column puts what needs a person first, whichever way ties are broken', () => {
  const rows = [someDeliveryRow('ae', 'a/a'), someDeliveryRow('ae', 'a/b', { state: 'degraded' }), someDeliveryRow('ae', 'a/c', { state: 'paused' })];
  expect(listed(show(rows, { sort: { column: 'state', descending: false } }))).toEqual(['a/b', 'a/c', 'a/a']);
  expect(listed(show(rows, { sort: { column: 'state', descending: true } }))).toEqual(['a/a', 'a/c', 'a/b']);
});

test('what has no age comes last among the youngest first', () => {
  const rows = [someDeliveryRow('ae', 'a/unknown'), someDeliveryRow('ae', 'a/old', { createdAt: 1 }), someDeliveryRow('ae', 'a/young', { createdAt: 9 })];
  expect(listed(show(rows, { sort: { column: 'age', descending: false } }))).toEqual(['a/young', 'a/old', 'a/unknown']);
});

test('a filter joins its terms with and, the values of one token with or, and a minus turns it round', () => {
  const rows = [
    someDeliveryRow('ae', 'fraud/scorer', { state: 'degraded' }),
    someDeliveryRow('dr', 'fraud/scorer', { state: 'paused' }),
    someDeliveryRow('ae', 'ads/ranker', { state: 'paused', message: 'Image pull failed' }),
  ];
  const find = (text: string) =>
    show(rows, { filter: parseFilter(text) }).groups.flatMap((group) => group.rows.map((found) => `${found.connection} ${found.id}`));
  expect(find('state:paused,degraded ns:fraud')).toEqual(['ae fraud/scorer', 'dr fraud/scorer']);
  expect(find('-state:paused')).toEqual(['ae fraud/scorer']);
  expect(find('connection:recov')).toEqual(['dr fraud/scorer']);
  expect(find('"image pull"')).toEqual(['ae ads/ranker']);
  expect(find('abu SCORER')).toEqual(['ae fraud/scorer']);
  expect(find('example/ranker:1')).toEqual(['ae ads/ranker']);
  expect(find('state:')).toHaveLength(3);
  expect(find('registry:unknown')).toEqual([]);
});

test('counts by state and by connection are of all rows, the match count is of what is shown', () => {
  const rows = [someDeliveryRow('ae', 'a/x'), someDeliveryRow('dr', 'a/x', { state: 'paused' }), someDeliveryRow('dr', 'b/y', { state: 'paused' })];
  const shown = show(rows, { states: ['paused'], connections: ['dr'], filter: parseFilter('ns:b') });
  expect([shown.matched, shown.total]).toEqual([1, 3]);
  expect(Object.fromEntries(shown.byState)).toEqual({ stable: 1, paused: 2 });
  expect(Object.fromEntries(shown.byConnection)).toEqual({ ae: 1, dr: 2 });
});

test('groups by connection stand in the order of what people call the connections', () => {
  const rows = [someDeliveryRow('dr', 'a/x'), someDeliveryRow('ae', 'a/x'), someDeliveryRow('ae', 'a/y')];
  const groups = show(rows, { group: 'connection' }).groups.map(({ key, rows: members }) => [key, members.length]);
  expect(groups).toEqual([
    ['ae', 2],
    ['dr', 1],
  ]);
});

const anyRow = fc
  .record({
    connection: fc.constantFrom('ae', 'dr'),
    id: fc.constantFrom(...['a', 'b'].flatMap((namespace) => Array.from({ length: 40 }, (_, index) => `${namespace}/n${index}`))),
    state: fc.constantFrom(...DELIVERY_STATES),
    createdAt: fc.option(fc.integer({ min: 0, max: 5 })),
    revision: fc.option(fc.integer({ min: 0, max: 3 })),
  })
  .map(({ connection, id, ...more }) => someDeliveryRow(connection, id, more));

test('rows kept up with changes are the same as rows made anew', () => {
  const change = fc.record({ put: fc.array(anyRow, { maxLength: 120 }), drop: fc.array(fc.nat(), { maxLength: 20 }) });
  const query = fc.record({
    column: fc.constantFrom(...COLUMNS),
    descending: fc.boolean(),
    group: fc.constantFrom(...GROUPINGS),
    text: fc.constantFrom('', 'n1', '-state:stable', 'ns:a'),
  });
  fc.assert(
    fc.property(query, fc.array(change, { maxLength: 6 }), ({ column, descending, group, text }, changes) => {
      const asked: Query = { ...base, sort: { column, descending }, group, filter: parseFilter(text) };
      const entities = new Map<string, DeliveryRow>();
      const kept = new DeliveryRows();
      kept.update({ entities, version: 0, changed: null }, asked);
      changes.forEach(({ put, drop }, index) => {
        const changed = new Set<string>();
        const touch = (ref: string) => changed.add(ref);
        for (const entity of put) {
          entities.set(entityRef(entity), entity);
          touch(entityRef(entity));
        }
        const refs = [...entities.keys()];
        for (const place of drop) {
          const ref = refs[place % Math.max(refs.length, 1)];
          if (ref !== undefined && entities.delete(ref)) touch(ref);
        }
        const grown = kept.update({ entities, version: index + 1, changed }, asked);
        expect(grown).toEqual(new DeliveryRows().update({ entities, version: 1, changed: null }, asked));
      });
    }),
    { numRuns: 150 },
  );
});

test('one change among 50,000 rows asks for few comparisons, not for all rows again', () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => someDeliveryRow('ae', `a/n${index}`));
  const { entities } = source(rows);
  let ranked = 0;
  const counting: Query = { ...base, sort: { column: 'freshness', descending: false }, rank: () => (ranked += 1) && 1 };
  const kept = new DeliveryRows();
  kept.update({ entities, version: 1, changed: null }, counting);
  const changed = someDeliveryRow('ae', 'a/n777', { state: 'paused' });
  entities.set(entityRef(changed), changed);
  ranked = 0;
  const after = kept.update({ entities, version: 2, changed: new Set([entityRef(changed)]) }, counting);
  expect(after.byState.get('paused')).toBe(1);
  expect(ranked).toBeLessThan(100);
});
