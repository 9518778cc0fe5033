import { expect, it } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { Delivery } from '../../../shared/models/delivery';
import { Inventory } from '../inventory/inventory';
import { DeliveryHistory, type HistoryPoint } from './history';

const KEY = { connection: 'c', kind: 'delivery', id: 'deployments/n/web' } as const;
function stage() {
  const clock = { now: 1_000_000 };
  const inventory = new Inventory();
  const history = new DeliveryHistory(inventory, () => clock.now);
  const put = (more: Partial<Delivery>, id: string = KEY.id) => inventory.put({ ...someDelivery('c', id), ...more });
  const live = () => inventory.setFreshness('c', { state: 'live', since: 1 });
  return { clock, inventory, history, put, live };
}
const replicas = (updated: number) => ({ desired: 8, updated, ready: 8, available: 8, total: 8 });
const split = (pods: number) => ({ desired: null, reported: null, pods });

it('begins when a delivery is first seen, and tells each change to whoever listens', () => {
  const { clock, history, put } = stage();
  put({});
  clock.now += 5_000;
  const heard: HistoryPoint[] = [];
  const stop = history.listen(KEY, (point) => heard.push(point));
  put({ state: 'progressing', replicas: replicas(2), split: split(25) });
  put({ state: 'progressing', replicas: replicas(2), split: split(25), message: 'no point of its own' });
  stop();
  put({ state: 'progressing', replicas: replicas(4), split: split(50) }, 'deployments/n/other');
  expect(history.points(KEY)).toEqual([
    { at: 1_000_000, desired: null, reported: null, pods: null, ready: 1, updated: 1, total: 1, state: 'stable', step: null },
    { at: 1_005_000, desired: null, reported: null, pods: 25, ready: 8, updated: 2, total: 8, state: 'progressing', step: null },
  ]);
  expect(heard).toHaveLength(1);
});

it('begins with what is there, where that is true now, and with nothing where it is not', () => {
  const inventory = new Inventory();
  inventory.put(someDelivery('c', KEY.id));
  const history = new DeliveryHistory(inventory, () => 7);
  expect(history.points(KEY)).toEqual([]);
  inventory.setFreshness('c', { state: 'live', since: 1 });
  expect(history.points(KEY)).toMatchObject([{ at: 7, state: 'stable' }]);
});

it('stays small in a storm, and keeps its ends and its turns', () => {
  const { clock, history, put } = stage();
  for (let tick = 0; tick < 5_000; tick++) {
    clock.now += 2_000;
    put({ state: tick === 2_500 ? 'paused' : 'progressing', replicas: replicas(tick % 8), split: split(tick % 100) });
  }
  const points = history.points(KEY);
  expect(points.length).toBeLessThanOrEqual(500);
  expect(points.length).toBeGreaterThan(200);
  expect(points.at(-1)?.at).toBe(clock.now);
  expect(points.filter(({ state }) => state === 'paused')).toHaveLength(1);
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => a - b));
});

it('tells as the last of a second what came many times within it', () => {
  const { clock, history, put } = stage();
  put({});
  for (let pods = 0; pods < 50; pods++) {
    clock.now += 10;
    put({ state: 'progressing', split: split(pods) });
  }
  expect(history.points(KEY).map(({ pods }) => pods)).toEqual([null, 49]);
});

it('forgets what is gone', () => {
  const { inventory, history, put } = stage();
  put({});
  inventory.drop(KEY);
  expect(history.points(KEY)).toEqual([]);
});
