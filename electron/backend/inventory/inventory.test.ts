import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EntityBatch } from '../../../shared/api/entities';
import type { Feed } from '../../../shared/api/verb';
import type { Entity } from '../../../shared/models/entity';
import { Inventory } from './inventory';
import { subscribe } from './subscription';

const entity = (id: string, fields: Record<string, unknown> = {}, connection = 'one'): Entity => ({ connection, kind: 'delivery', id, ...fields });

/** The page's end: applies batches to a map, as it would. */
function reader() {
  const rows = new Map<string, Record<string, unknown>>();
  const batches: EntityBatch[] = [];
  let congested = false;
  let drained = () => {};
  const feed: Feed<EntityBatch> = {
    get congested() {
      return congested;
    },
    push(batch) {
      batches.push(batch);
      if (batch.reset) rows.clear();
      for (const { connection, id } of batch.drop) rows.delete(`${connection}/${id}`);
      for (const { connection, id, fields } of batch.put) rows.set(`${connection}/${id}`, { ...rows.get(`${connection}/${id}`), ...fields });
    },
    onDrain: (listener) => void (drained = listener),
  };
  const hold = (on: boolean) => {
    congested = on;
    if (!on) drained();
  };
  return { feed, rows, batches, hold };
}

const flushed = () => sleep(40);

test('what is there comes first, whole and marked as complete', async () => {
  const inventory = new Inventory();
  for (let i = 0; i < 1_200; i++) inventory.put(entity(`e${i}`, { a: i, b: 'unwanted' }));
  inventory.setFreshness('one', { state: 'live', since: 1 });
  const { feed, rows, batches } = reader();
  const stop = subscribe(inventory, { kind: 'delivery', fields: ['a'] }, feed);
  expect(rows.size).toBe(1_200);
  expect(rows.get('one/e7')).toEqual({ a: 7 });
  expect(batches.map(({ reset, complete, freshness }) => [reset, complete, Object.keys(freshness)])).toEqual([
    [true, false, []],
    [false, false, []],
    [false, true, ['one']],
  ]);
  stop();
});

test('an empty inventory is complete as well', () => {
  const { feed, batches } = reader();
  subscribe(new Inventory(), { kind: 'delivery', fields: ['a'] }, feed)();
  expect(batches).toEqual([{ reset: true, put: [], drop: [], freshness: {}, complete: true }]);
});

test('a change sends the fields that are new, and only to those who asked for them', async () => {
  const inventory = new Inventory();
  inventory.put(entity('x', { a: 1, b: { deep: [1] } }));
  const [wantsA, wantsB] = [reader(), reader()];
  const stops = [
    subscribe(inventory, { kind: 'delivery', fields: ['a'] }, wantsA.feed),
    subscribe(inventory, { kind: 'delivery', fields: ['b'] }, wantsB.feed),
  ];
  inventory.put(entity('x', { a: 2, b: { deep: [1] } }));
  await flushed();
  expect(wantsA.batches.at(-1)?.put).toEqual([{ connection: 'one', id: 'x', fields: { a: 2 } }]);
  expect(wantsB.batches).toHaveLength(1);
  for (const stop of stops) stop();
});

test('many changes of one entity melt into one while the reader is slow', async () => {
  const inventory = new Inventory();
  const { feed, batches, hold } = reader();
  const stop = subscribe(inventory, { kind: 'delivery', fields: ['a', 'b'] }, feed);
  hold(true);
  for (let i = 0; i < 10_000; i++) inventory.put(entity('x', { a: i, b: 0 }));
  await flushed();
  expect(batches).toHaveLength(1);
  hold(false);
  await flushed();
  expect(batches.slice(1)).toEqual([
    { reset: false, put: [{ connection: 'one', id: 'x', fields: { a: 9_999, b: 0 } }], drop: [], freshness: {}, complete: true },
  ]);
  stop();
});

test('after the last reader stopped nothing is held for it', async () => {
  const inventory = new Inventory();
  const { feed, batches } = reader();
  subscribe(inventory, { kind: 'delivery', fields: ['a'] }, feed)();
  inventory.put(entity('x', { a: 1 }));
  await flushed();
  expect(batches).toHaveLength(1);
});

test('a bad freshness is told at once, and "live" only after what it speaks of', async () => {
  const inventory = new Inventory();
  const { feed, batches } = reader();
  const stop = subscribe(inventory, { kind: 'delivery', fields: ['a'] }, feed);
  for (let i = 0; i < 900; i++) inventory.put(entity(`e${i}`, { a: i }));
  inventory.setFreshness('one', { state: 'live', since: 5 });
  await flushed();
  expect(batches.slice(1).map(({ put, freshness }) => [put.length, Object.keys(freshness)])).toEqual([
    [500, []],
    [400, ['one']],
  ]);
  stop();
});

test('a connection that is removed takes its entities along', async () => {
  const inventory = new Inventory();
  inventory.put(entity('x', { a: 1 }));
  inventory.put(entity('y', { a: 1 }, 'two'));
  const { feed, rows } = reader();
  const stop = subscribe(inventory, { kind: 'delivery', fields: ['a'] }, feed);
  inventory.dropConnection('one');
  await flushed();
  expect([...rows.keys()]).toEqual(['two/y']);
  stop();
});

test('whatever happens in whatever order, a reader ends with what the inventory holds', async () => {
  const step = fc.oneof(
    fc.record({ op: fc.constant('put' as const), id: fc.integer({ min: 0, max: 6 }), a: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ op: fc.constant('drop' as const), id: fc.integer({ min: 0, max: 6 }), a: fc.constant(0) }),
    fc.record({ op: fc.constant('hold' as const), id: fc.integer({ min: 0, max: 1 }), a: fc.constant(0) }),
    fc.record({ op: fc.constant('wait' as const), id: fc.constant(0), a: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const inventory = new Inventory();
      const { feed, rows, hold } = reader();
      const stop = subscribe(inventory, { kind: 'delivery', fields: ['a'] }, feed);
      for (const { op, id, a } of steps) {
        if (op === 'put') inventory.put(entity(`e${id}`, { a }));
        else if (op === 'drop') inventory.drop(entity(`e${id}`));
        else if (op === 'hold') hold(id === 1);
        else await sleep(0);
      }
      hold(false);
      await flushed();
      const held = new Map([...inventory.ofKind('delivery')].map(({ id, a }) => [`one/${id}`, { a }]));
      expect(rows).toEqual(held);
      stop();
    }),
    { numRuns: 40 },
  );
});
