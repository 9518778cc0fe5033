import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { placeOf, startConnections, tellLive } from '../../../e2e/connections-under-test';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import { failure } from '../../../shared/models/failure';
import type { Sink } from '../connectors/contract';
import { RECONNECTING_MS } from './freshness';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'));
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const start = (inFolder = folder, opensAt = 0) => startConnections(inFolder, opensAt);

test('nothing is asked of a system before something needs it, and one watch serves all readers', () => {
  const { connections, watches, sessions } = start();
  connections.add([placeOf('prod-eu')]);
  expect(sessions.opened).toBe(0);
  const releases = [connections.need('delivery'), connections.need('delivery')];
  expect([sessions.opened, watches.length]).toEqual([1, 1]);
  for (const release of releases) release();
  vi.advanceTimersByTime(60_000);
  expect(watches[0]?.signal.aborted).toBe(true);
  expect(connections.list()[0]?.freshness.state).toBe('idle');
});

test('what is known is drawn first: nothing is opened before its moment, and nothing at all where nobody needs it by then', () => {
  const { connections, sessions, watches } = start(folder, 1_000_200);
  connections.add([placeOf('prod-eu')]);
  const release = connections.need('delivery');
  vi.advanceTimersByTime(199);
  expect(sessions.opened).toBe(0);
  connections.need('delivery');
  vi.advanceTimersByTime(1);
  expect([sessions.opened, watches.length]).toEqual([1, 1]);
  release();

  const other = start(mkdtempSync(join(folder, 'other-')), Date.now() + 60_000);
  other.connections.add([placeOf('lab')]);
  other.connections.need('delivery')();
  vi.advanceTimersByTime(120_000);
  expect(other.sessions.opened).toBe(0);
  other.close();
});

test('a watch outlives its last reader for a moment, so that coming back costs nothing', () => {
  const { connections, watches } = start();
  connections.add([placeOf('lab')]);
  connections.need('delivery')();
  vi.advanceTimersByTime(5_000);
  connections.need('delivery');
  vi.advanceTimersByTime(60_000);
  expect([watches.length, watches[0]?.signal.aborted]).toEqual([1, false]);
});

test('freshness goes from connecting to live, to reconnecting at a loss, to stale when it lasts, and back', () => {
  const { connections, watches } = start();
  const [id = ''] = connections.add([placeOf('prod-eu')]);
  connections.need('delivery');
  const state = () => connections.list()[0]?.freshness;
  expect(state()).toEqual({ state: 'connecting', since: 1_000_000, asOf: null });
  const sink = watches[0]?.sink;
  if (!sink) throw new Error('no watch was opened');
  tellLive(sink, id, ['a']);
  expect(state()).toEqual({ state: 'live', since: 1_000_000 });
  vi.advanceTimersByTime(1_000);
  sink.broken('', failure('unreachable', { reason: 'connection-lost' }), 1_001_500);
  expect(state()).toMatchObject({ state: 'reconnecting', asOf: 1_001_000, tries: 1, nextTryAt: 1_001_500, failure: { detail: { reason: 'connection-lost' } } });
  vi.advanceTimersByTime(RECONNECTING_MS + 10);
  expect(state()).toMatchObject({ state: 'stale', asOf: 1_001_000 });
  tellLive(sink, id, ['a']);
  expect(state()?.state).toBe('live');
});

test('a clock that is set back does not keep a loss young, nor the process busy', () => {
  const { connections, watches } = start();
  const [id = ''] = connections.add([placeOf('prod-eu')]);
  connections.need('delivery');
  const sink = watches[0]?.sink;
  if (!sink) throw new Error('no watch was opened');
  tellLive(sink, id, ['a']);
  sink.broken('', failure('unreachable', { reason: 'connection-lost' }), null);
  expect(connections.list()[0]?.freshness.state).toBe('reconnecting');
  let told = 0;
  connections.listen(() => told++);
  vi.setSystemTime(-60 * 24 * 3_600_000);
  vi.advanceTimersByTime(RECONNECTING_MS + 10);
  expect(connections.list()[0]?.freshness.state).toBe('stale');
  vi.advanceTimersByTime(60_000);
  expect(told).toBeLessThan(5);
  tellLive(sink, id, ['a']);
  expect(connections.list()[0]?.freshness.state).toBe('live');
});

test('two copies of the app on one store keep what each of them set', () => {
  const [one, other] = [start(), start()];
  const [lab = ''] = one.connections.add([placeOf('lab')]);
  const [prod = ''] = other.connections.add([placeOf('prod-eu')]);
  expect(other.connections.add([placeOf('lab')])).toEqual([lab]);
  one.connections.update(lab, { name: 'the lab' });
  other.connections.update(prod, { name: 'production' });
  one.close();
  other.close();
  const third = start();
  expect(third.connections.list().map(({ id, name }) => [id, name])).toEqual([
    [lab, 'the lab'],
    [prod, 'production'],
  ]);
  third.close();
});

test('what another copy still knew of a connection that was removed is not drawn at the next start', () => {
  const [one, other] = [start(), start()];
  const [id = ''] = one.connections.add([placeOf('lab')]);
  other.connections.add([placeOf('lab')]);
  other.connections.need('delivery');
  const sink = other.watches[0]?.sink;
  if (!sink) throw new Error('no watch was opened');
  tellLive(sink, id, ['a']);
  one.connections.remove(id);
  one.close();
  other.close();
  const third = start();
  expect([third.connections.list(), third.held()]).toEqual([[], []]);
  third.close();
});

test('a connection that was broken when nobody looked any more stays so until it answers', async () => {
  const { connections, watches, sessions } = start();
  const [id = ''] = connections.add([placeOf('prod-eu')]);
  const leave = connections.need('delivery');
  sessions.refusal = failure('unauthenticated', { reason: 'exec-failed' });
  watches[0]?.sink.broken('', sessions.refusal, null);
  leave();
  vi.advanceTimersByTime(16_000);
  const state = () => connections.list()[0]?.freshness;
  expect(state()).toMatchObject({ state: 'stale', failure: { detail: { reason: 'exec-failed' } } });
  await vi.advanceTimersByTimeAsync(25_000);
  expect(state()).toMatchObject({ state: 'stale', tries: 2 });
  sessions.refusal = null;
  connections.get(id).tryNow();
  await vi.advanceTimersByTimeAsync(1);
  expect(state()?.state).toBe('idle');
});

test('trying now asks a connection that nothing needs', async () => {
  const { connections, sessions } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.retryAll();
  expect(sessions).toMatchObject({ opened: 0, probed: 0 });
  sessions.refusal = failure('unreachable', { reason: 'connection-refused' });
  connections.get(id).tryNow();
  await vi.advanceTimersByTimeAsync(1);
  expect([sessions.opened, connections.list()[0]?.freshness.state]).toEqual([1, 'stale']);
});

test('what only the user can mend is stale at once', () => {
  const { connections, watches } = start();
  const [id = ''] = connections.add([placeOf('prod-eu')]);
  connections.need('delivery');
  const sink = watches[0]?.sink;
  if (!sink) throw new Error('no watch was opened');
  tellLive(sink, id, ['a']);
  sink.broken('', failure('unauthenticated', { reason: 'token-expired' }), null);
  expect(connections.list()[0]?.freshness).toMatchObject({ state: 'stale', failure: { code: 'unauthenticated' } });
});

test('a list replaces what was there without blanking it', () => {
  const { connections, watches, held } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  const sink = watches[0]?.sink;
  if (!sink) throw new Error('no watch was opened');
  tellLive(sink, id, ['a', 'b']);
  sink.begin('');
  sink.put('', [someDelivery(id, 'b'), someDelivery(id, 'c')]);
  expect(held()).toEqual(['a', 'b', 'c']);
  sink.live('');
  expect(held()).toEqual(['b', 'c']);
});

test('what an interrupted list had put goes when the next list does not have it', () => {
  const { connections, watches, held } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  const sink = watches[0]?.sink as Sink;
  sink.begin('');
  sink.put('', [someDelivery(id, 'a'), someDelivery(id, 'b')]);
  tellLive(sink, id, ['b']);
  expect(held()).toEqual(['b']);
});

test('an object that could not be read is a trouble of its own, until the next list', () => {
  const { connections, watches } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  const sink = watches[0]?.sink as Sink;
  tellLive(sink, id, ['a']);
  sink.trouble?.('', failure('unreachable', { reason: 'answer-malformed' }));
  expect(connections.list()[0]).toMatchObject({ freshness: { state: 'live' }, troubles: [{ scope: '', failure: { detail: { reason: 'answer-malformed' } } }] });
  tellLive(sink, id, ['a']);
  expect(connections.list()[0]?.troubles).toEqual([]);
});

test('the last known state is drawn at the next start, with its age, until the system has answered', () => {
  const first = start();
  const [id = ''] = first.connections.add([placeOf('lab')]);
  first.connections.need('delivery');
  tellLive(first.watches[0]?.sink as Sink, id, ['a', 'b']);
  first.close();
  vi.setSystemTime(2_000_000);
  const second = start();
  second.connections.need('delivery');
  expect(second.held()).toEqual(['a', 'b']);
  expect(second.connections.list()[0]?.freshness).toEqual({ state: 'connecting', since: 2_000_000, asOf: 1_000_000 });
  tellLive(second.watches[0]?.sink as Sink, id, ['b']);
  expect(second.held()).toEqual(['b']);
  second.close();
});

test('a namespace that may not be read does not make the others untrue', () => {
  const { connections, watches } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.update(id, { namespaces: ['a', 'b'] });
  connections.need('delivery');
  const sink = watches[0]?.sink as Sink;
  tellLive(sink, id, ['a/x'], 'a');
  sink.broken('b', failure('forbidden', { reason: 'namespace-forbidden' }), null);
  expect(connections.list()[0]).toMatchObject({ freshness: { state: 'live' }, troubles: [{ scope: 'b', failure: { code: 'forbidden' } }] });
});

test('a changed set of namespaces starts the watches anew and forgets what is not among them', () => {
  const { connections, watches, held } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  tellLive(watches[0]?.sink as Sink, id, ['a/x', 'b/y']);
  connections.update(id, { namespaces: ['a'] });
  expect(watches[0]?.signal.aborted).toBe(true);
  expect(watches[1]?.request.namespaces).toEqual(['a']);
  tellLive(watches[1]?.sink as Sink, id, ['a/x'], 'a');
  expect(held()).toEqual(['a/x']);
});

test('switched off, a connection is left alone and says so; switched on, it is watched again', () => {
  const { connections, watches, sessions } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  connections.update(id, { enabled: false });
  expect([connections.list()[0]?.freshness.state, watches[0]?.signal.aborted, sessions.closed]).toEqual(['off', true, 1]);
  connections.update(id, { enabled: true });
  expect([connections.list()[0]?.freshness.state, watches.length]).toEqual(['connecting', 2]);
});

test('a removed connection takes its entities and its memory along', () => {
  const { connections, watches, held, close } = start();
  const [id = ''] = connections.add([placeOf('lab')]);
  connections.need('delivery');
  tellLive(watches[0]?.sink as Sink, id, ['a']);
  connections.remove(id);
  expect([held(), connections.list()]).toEqual([[], []]);
  close();
  const again = start();
  expect([again.held(), again.connections.list()]).toEqual([[], []]);
  again.close();
});

test('adding the same context twice gives the same connection', () => {
  const { connections } = start();
  expect(connections.add([placeOf('lab')])).toEqual(connections.add([placeOf('lab')]));
  expect(connections.list()).toHaveLength(1);
});

test('a context that sounds like production starts with the mark of production', () => {
  const { connections } = start();
  connections.add([placeOf('prod-eu'), placeOf('reproduction')]);
  expect(connections.list().map(({ production }) => production)).toEqual([true, false]);
});

test('waking up asks every connection that is open', () => {
  const { connections, sessions } = start();
  connections.add([placeOf('lab'), placeOf('prod-eu')]);
  connections.need('delivery');
  connections.retryAll();
  expect(sessions.retried).toBe(2);
});

test('an entity is known by whose it is, and one of a connector that is not there any more by nobody', () => {
  const { connections } = start();
  const key = { connection: 'lab', kind: 'delivery', id: 'played/n/web' } as const;
  expect(connections.connectorOf(key).id).toBe('played');
  expect(() => connections.connectorOf({ ...key, id: 'playedelsewhere/n/web' })).toThrow(/unsupported/);
});
