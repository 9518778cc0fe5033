import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { accessTo, type Asked, changingSource, type Reply, startLocalServer } from '../../../e2e/peers/local-server';
import { RecordingSink } from '../../../e2e/peers/recording-sink';
import { ENTITY_KINDS, EntityKey } from '../../../shared/models/entity';
import { KubeSession } from '../kube/session';
import { createKubernetesSystem } from '../kube/system';
import { WakeWatch } from '../kube/wake';
import { SILENT } from '../lib/log';
import type { Session, System } from './contract';
import { connectors } from './list';

/** A condition is waited for, not a time: only a test that fails takes this long. */
const SOON = { timeout: 10_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** What a server may say in place of objects. */
const HOSTILE: readonly unknown[] = [
  null,
  0,
  'text',
  [],
  {},
  { metadata: null },
  { metadata: { name: 'n', namespace: 'ns', uid: 1, generation: 'x', annotations: 7 }, spec: [], status: 'none' },
  { metadata: { name: '../../etc', namespace: 'ns' }, spec: { replicas: -1 } },
  JSON.parse('{"__proto__":{"polluted":true},"metadata":{"name":"proto","namespace":"ns","annotations":{"__proto__":"x"}}}'),
];
const GOOD = { metadata: { name: 'good', namespace: 'ns', uid: 'u', generation: 1, resourceVersion: '5' }, spec: {}, status: {} };

/** Answers every list and every watch as any collection of the API would. */
const collection = (lists: (readonly unknown[])[], events: readonly object[] = []) => {
  let listed = 0;
  const open = new Set<Reply>();
  return {
    open,
    handle(request: Asked, reply: Reply, url: URL) {
      reply.writeHead(200, { 'content-type': 'application/json' });
      if (!url.searchParams.has('watch')) {
        const items = lists[Math.min(listed++, lists.length - 1)] ?? [];
        return reply.end(JSON.stringify({ kind: 'List', metadata: { resourceVersion: '10' }, items }));
      }
      open.add(reply);
      request.onClose(() => open.delete(reply));
      reply.write('\n');
      for (const event of events) reply.write(`${JSON.stringify(event)}\n`);
    },
  };
};

async function sessionTo(handler: (request: Asked, reply: Reply, url: URL) => void) {
  const server = await startLocalServer({ handler });
  const { source } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  ends.push(
    () => server.stop(),
    () => session.close(),
  );
  return { session, server };
}

it('gives every connector a name of its own', () => {
  expect(new Set(connectors.map(({ id }) => id)).size).toBe(connectors.length);
});

it('finds the session and the system of Kubernetes to be what connectors are promised', () => {
  const asSystem: (system: ReturnType<typeof createKubernetesSystem>) => System<KubeSession> = (system) => system;
  const asSession: (session: KubeSession) => Session = (session) => session;
  expect([asSystem, asSession]).toHaveLength(2);
});

const ofKubernetes = connectors.filter(({ system }) => system === 'kubernetes');

describe.each(ofKubernetes.map((connector) => [connector.id, connector] as const))('the connector %s', (id, connector) => {
  const watch = (session: KubeSession, namespaces: string[] | null = null) => {
    const sink = new RecordingSink();
    const abort = new AbortController();
    ends.push(() => abort.abort());
    for (const kind of connector.kinds) connector.watch(session, { connection: 'c-1', kind, namespaces }, sink, abort.signal);
    return { sink, abort };
  };

  it('says which kinds it brings', () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(connector.kinds.length).toBeGreaterThan(0);
    for (const kind of connector.kinds) expect(ENTITY_KINDS).toContain(kind);
  });

  it('makes valid entities of its own kinds, under the connection it was asked for', async () => {
    const { session } = await sessionTo(collection([[GOOD]]).handle);
    const { sink } = watch(session);
    await sink.untilState('live');
    const entities = [...sink.view().held.values()];
    expect(entities.length).toBeGreaterThan(0);
    for (const entity of entities) {
      expect(EntityKey.parse({ connection: entity.connection, kind: entity.kind, id: entity.id })).toMatchObject({ connection: 'c-1' });
      expect(connector.kinds).toContain(entity.kind);
      expect(structuredClone(entity)).toEqual(entity); // it will cross a port
    }
  });

  it('survives hostile objects, in lists and in events, and still brings the good ones', async () => {
    const events = HOSTILE.map((object) => ({
      type: 'MODIFIED',
      object: typeof object === 'object' && object !== null && 'metadata' in object ? object : { metadata: { resourceVersion: '11' }, object },
    }));
    const last = { ...GOOD, metadata: { ...GOOD.metadata, name: 'last', resourceVersion: '99' } };
    const { session } = await sessionTo(collection([[...HOSTILE, GOOD]], [...events, { type: 'ADDED', object: last }]).handle);
    const { sink } = watch(session);
    await sink.until(() => sink.ids().includes(`${id}/ns/last`));
    expect(sink.ids()).toContain(`${id}/ns/good`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('tells begin, then what there is, then live, in each scope by itself', async () => {
    const { session } = await sessionTo(collection([[GOOD]]).handle);
    const { sink } = watch(session, ['one', 'two']);
    await Promise.all(['one', 'two'].map((scope) => sink.untilState('live', 10_000, scope)));
    for (const scope of ['one', 'two']) expect(sink.calls.filter((each) => each.scope === scope).map(({ call }) => call)).toEqual(['begin', 'put', 'live']);
  });

  it('stops all of it with the signal: nothing is told, asked or kept open any more', async () => {
    const api = collection([[GOOD]]);
    const { session } = await sessionTo(api.handle);
    const { sink, abort } = watch(session, ['one', 'two']);
    await Promise.all(['one', 'two'].map((scope) => sink.untilState('live', 10_000, scope)));
    const told = sink.calls.length;
    abort.abort();
    await expect.poll(() => api.open.size, SOON).toBe(0);
    await sleep(100);
    expect(sink.calls).toHaveLength(told);
  });

  it('tells nothing to a signal that was aborted before', async () => {
    const { session, server } = await sessionTo(collection([[GOOD]]).handle);
    const sink = new RecordingSink();
    for (const kind of connector.kinds) connector.watch(session, { connection: 'c-1', kind, namespaces: null }, sink, AbortSignal.abort());
    await sleep(50);
    expect([sink.calls, server.connections()]).toEqual([[], 0]);
  });

  it('keeps no state: a second watch sees what is there now, and neither disturbs the other', async () => {
    const { session } = await sessionTo(collection([[GOOD], [{ ...GOOD, metadata: { ...GOOD.metadata, name: 'other' } }]]).handle);
    const first = watch(session);
    await first.sink.untilState('live');
    const second = watch(session);
    await second.sink.untilState('live');
    first.abort.abort();
    expect([first.sink.ids(), second.sink.ids()]).toEqual([[`${id}/ns/good`], [`${id}/ns/other`]]);
    await sleep(50);
    expect(second.sink.view().state).toBe('live');
  });

  it('says what is wrong when the system answers with a page of HTML, and never throws', async () => {
    const { session } = await sessionTo((_request, reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('<title>Portal</title>'));
    const { sink } = watch(session);
    await sink.untilState('broken');
    expect(sink.view().failure).toMatchObject({ code: 'unreachable', detail: { reason: 'not-kubernetes' } });
  });
});
