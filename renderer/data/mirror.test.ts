import { expect, test } from 'vitest';
import type { EntityBatch } from '../../shared/api/entities';
import { createMirror } from './mirror';

const batch = (more: Partial<EntityBatch>): EntityBatch => ({ reset: false, put: [], drop: [], freshness: {}, complete: false, ...more });
const put = (id: string, fields: Record<string, unknown>) => ({ connection: 'ae', id, fields });

/** A mirror whose frames come when the test says so. */
function build() {
  const frames: (() => void)[] = [];
  const mirror = createMirror(
    'delivery',
    (tell) => void frames.push(tell),
    () => 1_000,
  );
  const seen: number[] = [];
  mirror.store.subscribe((state) => seen.push(state.version));
  const draw = () => {
    for (const tell of frames.splice(0)) tell();
  };
  const names = () => [...mirror.store.getState().entities.values()].map(({ name }) => name);
  return { ...mirror, seen, draw, names, state: mirror.store.getState };
}

test('many batches in one frame are one change, that names each entity that changed', () => {
  const mirror = build();
  mirror.apply(batch({ reset: true, complete: true }));
  mirror.seen.length = 0;
  mirror.apply(batch({ put: [put('a/x', { name: 'x', revision: 1 })] }));
  mirror.apply(batch({ put: [put('a/y', { name: 'y', revision: 1 })] }));
  expect(mirror.seen).toEqual([]);
  mirror.draw();
  expect(mirror.seen).toHaveLength(1);
  expect([...(mirror.state().changed ?? [])]).toEqual(['ae|delivery|a/x', 'ae|delivery|a/y']);
});

test('the first whole picture is told at once, and its frame tells nothing more', () => {
  const mirror = build();
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x' })] }));
  expect(mirror.seen).toEqual([]);
  mirror.apply(batch({ put: [put('a/y', { name: 'y' })], complete: true }));
  expect(mirror.seen).toEqual([1]);
  expect([...(mirror.state().changed ?? [])]).toEqual(['ae|delivery|a/x', 'ae|delivery|a/y']);
  expect(mirror.state().complete).toBe(true);
  mirror.draw();
  expect(mirror.seen).toEqual([1]);
});

test('a delta brings its fields alone; the entity is a new value, the others are the same', () => {
  const mirror = build();
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x', revision: 1 }), put('a/y', { name: 'y', revision: 1 })], complete: true }));
  const [x, y] = mirror.state().entities.values();
  mirror.apply(batch({ put: [put('a/x', { revision: 2 })] }));
  const [newX, sameY] = mirror.state().entities.values();
  expect(newX).toEqual({ ...x, revision: 2 });
  expect(newX).not.toBe(x);
  expect(sameY).toBe(y);
});

test('a new snapshot keeps the old rows until it is whole, then drops what it did not bring', () => {
  const mirror = build();
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x' }), put('a/y', { name: 'y' })], complete: true }));
  mirror.lost();
  mirror.draw();
  expect(mirror.state().lostAt).toBe(1_000);
  mirror.apply(batch({ reset: true, put: [put('a/y', { name: 'y' })] }));
  mirror.draw();
  expect(mirror.names()).toEqual(['x', 'y']);
  expect(mirror.state()).toMatchObject({ complete: true, lostAt: 1_000 });
  mirror.apply(batch({ complete: true }));
  mirror.draw();
  expect(mirror.names()).toEqual(['y']);
  expect(mirror.state().lostAt).toBeNull();
});

test('a snapshot brings whole entities: a field that it leaves out does not linger', () => {
  const mirror = build();
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x', revision: 1 })], complete: true }));
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x' })], complete: true }));
  expect([...mirror.state().entities.values()][0]).toEqual({ connection: 'ae', kind: 'delivery', id: 'a/x', name: 'x' });
});

test('a drop takes the entity away, and a freshness stays that of its connection', () => {
  const mirror = build();
  const live = { state: 'live', since: 5 } as const;
  mirror.apply(batch({ reset: true, put: [put('a/x', { name: 'x' })], freshness: { ae: live }, complete: true }));
  mirror.apply(batch({ drop: [{ connection: 'ae', id: 'a/x' }] }));
  mirror.draw();
  expect(mirror.names()).toEqual([]);
  expect(mirror.state().freshness).toEqual({ ae: live });
});
