import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Freshness } from '../shared/models/freshness';
import { type BackendUnderTest, startBackend } from './backend-under-test';
import { type Bed, startBed } from './peers/bed';
import { type FaultProxy, startFaultProxy } from './peers/fault-proxy';

/** A loss that nobody announces must be said within this time. */
const NOTICE_MS = 15_000;

let bed: Bed;
let proxy: FaultProxy | undefined;
let app: BackendUnderTest | undefined;

const deployment = (name: string, image = 'registry.example/model:1', namespace = 'default') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

beforeAll(async () => {
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'], watchCache: false });
  await bed.apply(deployment('fraud-scorer'), deployment('recs-ranker'));
}, 90_000);
afterEach(async () => {
  app?.close();
  app = undefined;
  await proxy?.stop();
  proxy = undefined;
});
afterAll(() => bed.stop());

async function connected(kubeconfig = bed.kubeconfig('admin')): Promise<{ app: BackendUnderTest; id: string; state: () => Freshness['state'] | undefined }> {
  const started = startBackend([kubeconfig]);
  app = started;
  const [id = ''] = await started.addAll();
  const state = () => started.freshness.get(id)?.state;
  await started.until('the connection is live', () => state() === 'live' && started.rows.size >= 2);
  return { app: started, id, state };
}

async function throughProxy() {
  const through = await startFaultProxy(bed.port);
  proxy = through;
  return { proxy: through, ...(await connected(bed.kubeconfigThrough(through.port))) };
}

const names = (backend: BackendUnderTest) => [...backend.rows.values()].map(({ name }) => name);

test('changes appear as they happen, and what is deleted goes', async () => {
  const { app: backend } = await connected();
  await bed.apply(deployment('search-embed'));
  await backend.until('the new delivery is there', () => names(backend).includes('search-embed'), 3_000);
  await bed.kubectl('delete', 'deployment', 'search-embed');
  await backend.until('it is gone', () => !names(backend).includes('search-embed'), 3_000);
});

test('a frozen server is noticed, though its sockets stay open, and heals by itself', async () => {
  const { app: backend, state } = await connected();
  bed.pause();
  try {
    const took = await backend.until('the loss is said', () => state() !== 'live', NOTICE_MS + 2_000);
    expect(took).toBeLessThan(NOTICE_MS);
    expect(backend.rows.size).toBeGreaterThanOrEqual(2);
  } finally {
    bed.resume();
  }
  await backend.until('it is live again', () => state() === 'live');
});

test('a link on which nothing arrives any more is noticed, in either direction', async () => {
  const { app: backend, state, proxy: link } = await throughProxy();
  for (const fault of [() => link.stall(), () => link.half('to-client'), () => link.half('to-server'), () => link.halfOpen()]) {
    fault();
    const took = await backend.until('the loss is said', () => state() !== 'live', NOTICE_MS + 2_000);
    expect(took).toBeLessThan(NOTICE_MS);
    await link.heal();
    await backend.until('it is live again', () => state() === 'live');
  }
}, 180_000);

test('a cut is noticed at once, nothing is blanked, and what happened meanwhile is there afterwards', async () => {
  const { app: backend, state, proxy: link } = await throughProxy();
  await link.refuse();
  link.cut();
  await backend.until('the loss is said', () => state() === 'reconnecting', 3_000);
  expect(backend.rows.size).toBeGreaterThanOrEqual(2);
  await bed.apply(deployment('while-away'));
  await bed.kubectl('delete', 'deployment', 'recs-ranker');
  await link.heal();
  await backend.until('it is live again', () => state() === 'live');
  await backend.until('both changes are there', () => names(backend).includes('while-away') && !names(backend).includes('recs-ranker'), 3_000);
  await bed.kubectl('delete', 'deployment', 'while-away');
  await bed.apply(deployment('recs-ranker'));
});

test('a slow link is no false alarm', async () => {
  const { app: backend, state, proxy: link } = await throughProxy();
  const seen = new Set<string>();
  link.slow(2_000);
  for (let i = 0; i < 40; i++) {
    seen.add(state() ?? 'none');
    if (i % 10 === 0) await bed.apply(deployment('fraud-scorer', `registry.example/model:${i + 2}`));
    await sleep(500);
  }
  expect([...seen]).toEqual(['live']);
  expect(backend.rows.size).toBeGreaterThanOrEqual(2);
}, 60_000);

test('history that the server has forgotten is read anew without blanking the view', async () => {
  const { app: backend, state, proxy: link } = await throughProxy();
  let least = backend.rows.size;
  const count = setInterval(() => (least = Math.min(least, backend.rows.size)), 1);
  await link.refuse();
  link.cut();
  await bed.apply(deployment('after-compaction'));
  await bed.compact();
  await link.heal();
  await backend.until('it is live, with what came meanwhile', () => state() === 'live' && names(backend).includes('after-compaction'));
  clearInterval(count);
  expect(least).toBeGreaterThanOrEqual(2);
  await bed.kubectl('delete', 'deployment', 'after-compaction');
});

test('a server that is killed and started again is found again', async () => {
  const { app: backend, state } = await connected();
  await bed.kill();
  await backend.until('the loss is said', () => state() !== 'live', NOTICE_MS);
  await bed.restart();
  await backend.until('it is live again', () => state() === 'live', 60_000);
}, 120_000);

test('an expired token is said as such, and the rotated one is taken up by itself', async () => {
  const token = await bed.mint({ kind: 'token', user: 'viewer', ttlSeconds: 8, as: 'short' });
  const { app: backend, id, state } = await connected(token);
  await sleep(9_000);
  backend.backend.resumed();
  await bed.restart(); // the server drops the watch, and refuses the token from then on
  await backend.until('the refusal is said', () => backend.freshness.get(id)?.state === 'stale' && failureCode(backend, id) === 'unauthenticated', 60_000);
  writeFileSync(token, readFileSync(await bed.mint({ kind: 'token', user: 'viewer', ttlSeconds: 600, as: 'longer' })));
  await backend.until('it is live again', () => state() === 'live', 60_000);
}, 180_000);

test('rights that are taken away are said by name, and given back they heal', async () => {
  const {
    app: backend,
    id,
    state,
    proxy: link,
  } = await (async () => {
    const through = await startFaultProxy(bed.port);
    proxy = through;
    return { proxy: through, ...(await connected(bed.kubeconfigThrough(through.port, bed.kubeconfig('viewer')))) };
  })();
  await bed.revoke('viewer');
  await bed.compact();
  link.cut();
  await backend.until('the refusal is said', () => state() === 'stale' && failureCode(backend, id) === 'forbidden', 30_000);
  await bed.grant('viewer');
  await backend.client.request('connections.retry', { id });
  await backend.until('it is live again', () => state() === 'live', 60_000);
}, 120_000);

test('who may not list the cluster names a namespace, and all works within it', async () => {
  await bed.kubectl('get', 'namespace', 'team-a');
  await bed.apply(deployment('in-team-a', undefined, 'team-a'));
  const backend = startBackend([bed.kubeconfig('team-a')]);
  app = backend;
  const [id = ''] = await backend.addAll();
  await backend.until('the refusal is said', () => failureCode(backend, id) === 'forbidden');
  await backend.client.request('connections.update', { id, options: { namespaces: ['team-a', 'kube-system'] } });
  await backend.until('its namespace is live', () => backend.freshness.get(id)?.state === 'live' && names(backend).includes('in-team-a'));
  await backend.until('the other is a trouble of its own', () => backend.connections()[0]?.troubles[0]?.scope === 'kube-system');
});

test('after sleep the truth is told at once: the process is stopped, and the server moved on', async () => {
  const { app: backend, state, proxy: link } = await throughProxy();
  link.halfOpen(); // what sleep does to connections
  backend.backend.resumed();
  await bed.apply(deployment('after-sleep'));
  await backend.until('what happened during sleep is there', () => state() === 'live' && names(backend).includes('after-sleep'), NOTICE_MS);
  await bed.kubectl('delete', 'deployment', 'after-sleep');
});

function failureCode(backend: BackendUnderTest, id: string): string | undefined {
  const freshness = backend.freshness.get(id);
  return freshness && 'failure' in freshness ? freshness.failure.code : undefined;
}
