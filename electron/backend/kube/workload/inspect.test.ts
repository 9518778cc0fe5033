import { afterEach, expect, it } from 'vitest';
import { accessTo, type Asked, changingSource, type Reply, startLocalServer } from '../../../../e2e/peers/local-server';
import { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { SILENT } from '../../lib/log';
import { KubeSession } from '../session';
import { WakeWatch } from '../wake';
import { inspectWorkload, type WorkloadReading } from './inspect';

const SOON = { timeout: 10_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const WIDGETS = { group: 'test.example', version: 'v1', resource: 'widgets' };
const MARKS = { hashLabel: 'hash', revisionAnnotation: 'revision' };

const meta = (name: string, more: object = {}) => ({ name, namespace: 'prod', resourceVersion: '5', ...more });
const widget = (uid = 'w-1') => ({ metadata: meta('web', { uid }) });
const replicaSet = (key: string, owner = 'w-1', more: object = {}) => ({
  metadata: meta(`web-${key}`, {
    uid: `rs-${key}`,
    labels: { hash: key },
    annotations: { revision: '1' },
    ownerReferences: [{ uid: owner, controller: true }],
  }),
  spec: { replicas: 1, template: { metadata: { labels: { app: 'web', hash: key } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } } },
  status: { replicas: 1 },
  ...more,
});
const pod = (name: string, owner: string, status: object = {}) => ({
  metadata: meta(name, { labels: { hash: owner.replace('rs-', '') }, ownerReferences: [{ uid: owner, controller: true }] }),
  spec: { containers: [{ name: 'main', image: 'web:1' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], ...status },
});
const event = (name: string, kind: string, of: string, reason: string, message: string) => ({
  metadata: meta(name),
  involvedObject: { kind, name: of },
  type: 'Warning',
  reason,
  message,
  lastTimestamp: '2026-03-01T10:00:00Z',
});

type World = Record<string, readonly unknown[] | number>;

/** Answers each collection from a world that the test changes by events; a number is a refusal. */
async function start(world: World, selector: string | null = 'app=web') {
  const watches = new Map<string, Set<Reply>>();
  const queries = new Map<string, URLSearchParams>();
  const server = await startLocalServer({
    handler: (request: Asked, reply: Reply, url: URL) => {
      const resource = url.pathname.split('/').at(-1) ?? '';
      const held = world[resource] ?? [];
      queries.set(resource, url.searchParams);
      if (typeof held === 'number') {
        reply.writeHead(held, JSON_TYPE);
        return reply.end(JSON.stringify({ kind: 'Status', code: held, message: `no ${resource} for you` }));
      }
      reply.writeHead(200, JSON_TYPE);
      if (!url.searchParams.has('watch')) return reply.end(JSON.stringify({ metadata: { resourceVersion: '10' }, items: held }));
      const open = watches.get(resource) ?? new Set();
      watches.set(resource, open.add(reply));
      request.onClose(() => open.delete(reply));
      reply.write('\n');
    },
  });
  const { source } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  const abort = new AbortController();
  ends.push(
    () => server.stop(),
    () => session.close(),
    () => abort.abort(),
  );
  const told: { at: number; detail: DeliveryDetail }[] = [];
  const read = (object: unknown): WorkloadReading | null => {
    if (typeof object !== 'object' || object === null || !('metadata' in object)) return null;
    const { uid } = Object.fromEntries(Object.entries(object.metadata ?? {}));
    return { uid: String(uid), selector, conditions: [], roles: (sets) => new Map(sets.map(({ key }) => [key, 'stable' as const])) };
  };
  const enriched: AbortSignal[] = [];
  inspectWorkload(
    session,
    {
      ...MARKS,
      resource: WIDGETS,
      objectKind: 'Widget',
      namespace: 'prod',
      name: 'web',
      read,
      enrich: (_, __, signal) => {
        enriched.push(signal);
        return (detail) => ({ ...detail, traffic: { router: 'istio' } });
      },
    },
    (detail) => told.push({ at: performance.now(), detail: DeliveryDetail.parse(detail) }),
    abort.signal,
  );
  let version = 20;
  const send = (resource: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: { metadata: object }) => {
    const line = `${JSON.stringify({ type, object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version++) } } })}\n`;
    for (const reply of watches.get(resource) ?? []) reply.write(line);
  };
  const now = () => told.at(-1)?.detail;
  const whole = async () => {
    await expect.poll(() => now()?.loading, SOON).toEqual([]);
  };
  return { told, now, whole, send, watches, queries, enriched, abort };
}

const WORLD: World = {
  widgets: [widget()],
  replicasets: [replicaSet('a'), replicaSet('b', 'stranger')],
  pods: [pod('web-a-1', 'rs-a'), pod('web-b-1', 'rs-b'), pod('lone', 'nobody')],
  events: [event('e1', 'Pod', 'web-a-9', 'Killing', 'gone'), event('e2', 'Pod', 'web-b-1', 'Killing', 'not ours'), event('e3', 'Pod', 'other', 'X', 'x')],
};

it('puts together what belongs to the workload, and leaves out what others own', async () => {
  const { now, whole, queries, abort, watches, enriched } = await start(WORLD);
  await whole();
  expect(now()?.revisions.map(({ key }) => key)).toEqual(['a']);
  expect(now()?.pods.map(({ name }) => name)).toEqual(['web-a-1']);
  expect(now()?.events.map(({ message }) => message)).toEqual(['gone']);
  expect(now()?.traffic).toEqual({ router: 'istio' });
  expect(queries.get('widgets')?.get('fieldSelector')).toBe('metadata.name=web');
  expect([queries.get('pods')?.get('labelSelector'), queries.get('replicasets')?.get('labelSelector')]).toEqual(['app=web', 'app=web']);
  abort.abort();
  await expect.poll(() => [...watches.values()].reduce((sum, { size }) => sum + size, 0), SOON).toBe(0);
  expect(enriched[0]?.aborted).toBe(true);
});

it('tells a storm ten times a second at most, and its last state', async () => {
  const { now, whole, told, send } = await start(WORLD);
  await whole();
  for (let index = 0; index < 200; index++) {
    send('pods', 'ADDED', pod(`web-a-x${index}`, 'rs-a'));
    if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await expect.poll(() => now()?.podCount, SOON).toBe(201);
  const gaps = told.slice(1).map(({ at }, index) => at - (told[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(90);
  for (let index = 200; index < 500; index++) send('pods', 'ADDED', pod(`web-a-x${index}`, 'rs-a'));
  await expect.poll(() => now()?.podCount, SOON).toBe(501);
  expect(now()?.pods).toHaveLength(300);
});

it('brings an event to the pod that it explains', async () => {
  const { now, whole, send } = await start(WORLD);
  await whole();
  send('pods', 'MODIFIED', pod('web-a-1', 'rs-a', { conditions: [{ type: 'Ready', status: 'False' }] }));
  send('events', 'ADDED', event('e9', 'Pod', 'web-a-1', 'Unhealthy', 'Readiness probe failed: 503'));
  await expect.poll(() => now()?.trouble, SOON).toMatchObject({ code: 'probe-failing', values: { pod: 'web-a-1', probe: 'Readiness', pods: '1' } });
});

it('calls unknown what it may not read: pods too, where it is not known whose they are', async () => {
  const { now, whole } = await start({ ...WORLD, replicasets: 403, events: 403 });
  await whole();
  expect(now()?.missing.map(({ part, failure }) => `${part} ${failure.code}`)).toEqual(['revisions forbidden', 'pods forbidden', 'events forbidden']);
  const none = await start({ ...WORLD, widgets: 403 });
  await expect.poll(() => none.now()?.missing.map(({ part }) => part), SOON).toEqual(['revisions', 'pods', 'events']);
});

it('starts anew with another object of the same name, and shows no pods of others where nothing is selected', async () => {
  const { now, whole, send, enriched } = await start(WORLD);
  await whole();
  send('widgets', 'DELETED', widget());
  send('widgets', 'ADDED', widget('stranger'));
  await expect.poll(() => now()?.revisions.map(({ key }) => key), SOON).toEqual(['b']);
  await expect.poll(() => now()?.pods.map(({ name }) => name), SOON).toEqual(['web-b-1']);
  expect(enriched.map(({ aborted }) => aborted)).toEqual([true, false]);
  const nothing = await start(WORLD, null);
  await nothing.whole();
  expect(nothing.queries.get('pods')?.get('labelSelector')).toBe('pilothouse.dev/nothing,!pilothouse.dev/nothing');
});

it('survives objects that are none', async () => {
  const broken = [null, 7, {}, { metadata: {} }, { metadata: { name: 7 } }, { metadata: { name: 'x' }, spec: [], status: 'no' }];
  const { now, whole } = await start({
    widgets: [...broken, widget()],
    replicasets: [...broken, replicaSet('a')],
    pods: [...broken, pod('web-a-1', 'rs-a')],
    events: broken,
  });
  await whole();
  expect([now()?.revisions.length, now()?.podCount]).toEqual([1, 1]);
});
