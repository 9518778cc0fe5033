import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { Feed } from '../../../shared/api/verb';
import { WINDOW } from '../../../shared/api/wire';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { failureOf } from '../../../shared/models/failure';
import { Connections } from '../connections/connections';
import type { Connector, LogNews, Session, Sink, System } from '../connectors/contract';
import { Inventory } from '../inventory/inventory';
import { SILENT } from '../lib/log';
import { openDatabase } from '../storage/database';
import { Documents } from '../storage/documents';
import { LastKnown } from '../storage/last-known';
import { deliveriesHandlers } from './handlers';
import { DeliveryHistory } from './history';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

const target = { context: 'lab', server: 'https://lab.example', user: 'jane', source: '~/.kube/config', insecure: false };
const place = { id: '0'.repeat(16), ref: { kubeconfig: '/k', context: 'lab' }, target, namespace: null, current: true, failure: null };
type Told = { readonly session: Session; readonly tell: (detail: DeliveryDetail) => void; readonly signal: AbortSignal };
type Followed = { readonly tell: (news: LogNews) => void; readonly signal: AbortSignal; readonly container: string };

/** The real rooms, over a connector outside that the test plays. */
function stage(able: { inspect?: boolean } = {}) {
  const inspected: Told[] = [];
  const followed: Followed[] = [];
  const sinks: { connection: string; sink: Sink }[] = [];
  const system: System = {
    id: 'kubernetes',
    discover: () => () => undefined,
    open: () => ({
      target: () => target,
      async *test() {},
      rights: async () => [],
      review: async () => [],
      identity: async () => null,
      probe: async () => undefined,
      retry: () => undefined,
      close: () => undefined,
    }),
  };
  const connector: Connector = {
    id: 'played',
    system: 'kubernetes',
    kinds: ['delivery'],
    watch: (_, { connection }, sink) => void sinks.push({ connection, sink }),
    ...(able.inspect !== false && { inspect: (session, _, tell, signal) => void inspected.push({ session, tell, signal }) }),
    log: (_, { container }, tell, signal) => void followed.push({ tell, signal, container }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
  const opened = openDatabase(folder, SILENT);
  const inventory = new Inventory();
  const documents = new Documents(opened.database, SILENT);
  const lastKnown = new LastKnown(opened.database, SILENT, () => false);
  const connections = new Connections({ inventory, documents, lastKnown, log: SILENT, now: Date.now }).reachBy({ system, connectors: [connector] });
  const history = new DeliveryHistory(inventory, Date.now);
  ends.push(() => {
    connections.close();
    opened.database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const [connection = ''] = connections.add([place]);
  const key = { connection, kind: 'delivery' as const, id: 'played/n/web' };
  const handlers = deliveriesHandlers({ connections, inventory, history, wasStable: (_, revision) => revision === 'proven' });
  const live = (...ids: string[]) => {
    connections.need('delivery');
    const [{ sink } = {}] = sinks;
    sink?.begin('');
    sink?.put(
      '',
      ids.map((id) => someDelivery(connection, id)),
    );
    sink?.live('');
  };
  const turn = (state: 'degraded' | 'paused') => sinks[0]?.sink.put('', [{ ...someDelivery(connection, key.id), state }]);
  return { connections, handlers, inspected, followed, key, live, turn };
}

/** A reader that takes what it is given only when the test says so. */
class SlowFeed<E> implements Feed<E> {
  readonly events: E[] = [];
  inFlight = 0;
  #drain: (() => void) | undefined;
  get congested() {
    return this.inFlight >= WINDOW;
  }
  push(event: E) {
    this.inFlight += 1;
    this.events.push(event);
  }
  onDrain(listener: () => void) {
    this.#drain = listener;
  }
  drain() {
    this.inFlight = 0;
    this.#drain?.();
  }
}

const revision = (key: string): DeliveryDetail['revisions'][number] => ({
  key,
  number: 1,
  images: [],
  modelUri: null,
  createdAt: null,
  role: 'old',
  replicas: { desired: 0, ready: 0, available: 0 },
  everStable: 'unknown',
  change: null,
  template: '',
});
const detail = (podCount: number): DeliveryDetail => ({
  revisions: [revision('proven'), revision('other')],
  pods: [],
  podCount,
  events: [],
  conditions: [],
  analyses: [],
  trouble: null,
  traffic: { router: null },
  missing: [],
  loading: [],
});
const thrown = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return failureOf(error).code;
  }
  return 'nothing';
};

it('hands a detail on with which revisions are known to have been stable; a slow reader gets the newest', async () => {
  const { handlers, inspected, key } = stage();
  const feed = new SlowFeed<DeliveryDetail>();
  const stop = await handlers['deliveries.detail'](key, feed);
  for (let podCount = 0; podCount < 20; podCount++) inspected[0]?.tell(detail(podCount));
  expect(feed.events).toHaveLength(WINDOW);
  feed.drain();
  expect(feed.events.at(-1)?.podCount).toBe(19);
  expect(feed.events.at(-1)?.revisions.map(({ everStable }) => everStable)).toEqual(['yes', 'unknown']);
  stop();
  expect(inspected[0]?.signal.aborted).toBe(true);
});

it('looks anew when the connection was switched off and on, and not while it is off', async () => {
  const { connections, handlers, inspected, key } = stage();
  const stop = await handlers['deliveries.detail'](key, new SlowFeed());
  connections.update(key.connection, { enabled: false });
  expect([inspected.length, inspected[0]?.signal.aborted]).toEqual([1, true]);
  expect(thrown(() => handlers['deliveries.detail'](key, new SlowFeed()))).toBe('stale');
  connections.update(key.connection, { enabled: true });
  expect(inspected).toHaveLength(2);
  expect(inspected[1]?.session).not.toBe(inspected[0]?.session);
  connections.remove(key.connection);
  expect(inspected[1]?.signal.aborted).toBe(true);
  stop();
});

it('says what cannot be shown: a delivery that is gone, a stranger, an engine without details', () => {
  const { handlers, key, live } = stage();
  live('played/n/other');
  expect(thrown(() => handlers['deliveries.detail'](key, new SlowFeed()))).toBe('not-found');
  expect(thrown(() => handlers['deliveries.detail']({ ...key, id: 'played/n/other' }, new SlowFeed()))).toBe('nothing');
  expect(thrown(() => handlers['deliveries.detail']({ ...key, connection: 'nobody' }, new SlowFeed()))).toBe('not-found');
  const plain = stage({ inspect: false });
  expect(thrown(() => plain.handlers['deliveries.detail'](plain.key, new SlowFeed()))).toBe('unsupported');
});

it('tells the history so far, then each new point; a reader that fell behind gets all of it again', async () => {
  const { handlers, key, live, turn } = stage();
  const feed = new SlowFeed<{ reset: boolean; points: { state: string }[] }>();
  const stop = await handlers['deliveries.history'](key, feed);
  live(key.id, 'played/n/other');
  expect(feed.events).toMatchObject([
    { reset: true, points: [] },
    { reset: false, points: [{ state: 'stable' }] },
  ]);
  feed.inFlight = WINDOW;
  turn('degraded');
  turn('paused');
  expect(feed.events).toHaveLength(2);
  feed.drain();
  expect(feed.events.slice(2)).toMatchObject([{ reset: true, points: [{ state: 'stable' }, { state: 'degraded' }, { state: 'paused' }] }]);
  stop();
  turn('degraded');
  expect(feed.events).toHaveLength(3);
});

it('follows a log over a slow reader, and marks the gap when the connection was off', async () => {
  const { connections, handlers, followed, key } = stage();
  const feed = new SlowFeed<{ lines: unknown[]; gap: boolean; state: string }>();
  const stop = await handlers['deliveries.log']({ entity: key, pod: 'web-1', container: 'main', previous: false, tail: 10 }, feed);
  expect(followed[0]?.container).toBe('main');
  for (let index = 0; index < 20; index++) followed[0]?.tell({ lines: [{ at: null, text: String(index) }], gap: false, state: 'following', failure: null });
  feed.drain();
  expect(feed.events.flatMap(({ lines }) => lines)).toHaveLength(20);
  connections.update(key.connection, { enabled: false });
  expect(followed[0]?.signal.aborted).toBe(true);
  connections.update(key.connection, { enabled: true });
  expect(feed.events.at(-1)).toMatchObject({ gap: true, state: 'opening' });
  stop();
  expect(followed[1]?.signal.aborted).toBe(true);
});
