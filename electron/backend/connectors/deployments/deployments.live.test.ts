import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bed, startBed } from '../../../../e2e/peers/bed';
import { type FaultProxy, startFaultProxy } from '../../../../e2e/peers/fault-proxy';
import type { TestStep } from '../../../../shared/models/connection';
import { Kubeconfigs } from '../../kube/kubeconfig/kubeconfigs';
import type { KubeSession } from '../../kube/session';
import { createKubernetesSystem } from '../../kube/system';
import { SILENT } from '../../lib/log';
import { RecordingSink } from '../../../../e2e/peers/recording-sink';
import { deployments } from './connector';

const NOTICED_MS = 15_000;
const CONTEXT = 'testbed';

let bed: Bed;
const ends: (() => unknown)[] = [];

async function begin(): Promise<void> {
  bed = await startBed({ watchCache: false });
  await bed.apply(deployment('default', 'web', 2));
  await bed.kubectl('rollout', 'status', 'deployment/web');
}

beforeAll(begin, 90_000);
afterAll(() => bed.stop());
afterEach(async ({ task }) => {
  for (const end of ends.splice(0).toReversed()) await end();
  if (task.result?.state !== 'fail') return;
  // What a test left that failed on its way must not fail the next.
  await bed.stop();
  await begin();
}, 90_000);

function deployment(namespace: string, name: string, replicas: number) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] } },
    },
  };
}

function open(kubeconfig: string): KubeSession {
  const kubeconfigs = new Kubeconfigs({ env: {}, homeDir: bed.dir, extraFiles: [kubeconfig], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  const session = createKubernetesSystem({ kubeconfigs, log: SILENT }).open({ kubeconfig, context: CONTEXT });
  ends.push(
    () => session.close(),
    () => kubeconfigs.close(),
  );
  return session;
}

function watch(session: KubeSession, namespaces: string[] | null = null): RecordingSink {
  const sink = new RecordingSink();
  const abort = new AbortController();
  ends.push(() => abort.abort());
  deployments.watch(session, { connection: 'bed', kind: 'delivery', namespaces }, sink, abort.signal);
  return sink;
}

/** A session through a network that can be broken. */
async function through(kubeconfig?: string): Promise<{ proxy: FaultProxy; session: KubeSession; path: string }> {
  const proxy = await startFaultProxy(bed.port);
  ends.push(() => proxy.stop());
  const path = bed.kubeconfigThrough(proxy.port, kubeconfig);
  return { proxy, path, session: open(path) };
}

const stateOf = (sink: RecordingSink, id: string) => {
  const found = sink.view().held.get(id);
  return found ? `${String(found['state'])}/${String(found['reason'])}` : 'absent';
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}
const report = (what: string, ms: number) => process.stdout.write(`[measured] ${what}: ${ms} ms\n`);

describe('Deployments of a real cluster', () => {
  it('shows what is there, and every change as it happens', async () => {
    await bed.apply(deployment('default', 'gone-later', 1));
    const sink = watch(open(bed.kubeconfig('admin')));
    report('connect, list and live', await timed(() => sink.untilState('live')));
    await sink.until(() => stateOf(sink, 'deployments/default/web') === 'stable/all-ready');
    await bed.kubectl('scale', 'deployment/web', '--replicas=3');
    await sink.until(
      () =>
        sink.view().held.get('deployments/default/web')?.['replicas'] !== undefined &&
        JSON.stringify(sink.view().held.get('deployments/default/web')).includes('"available":3'),
    );
    await bed.kubectl('rollout', 'pause', 'deployment/web');
    await sink.until(() => stateOf(sink, 'deployments/default/web') === 'paused/paused-by-user');
    await bed.kubectl('rollout', 'resume', 'deployment/web');
    await bed.kubectl('delete', 'deployment', 'gone-later');
    await sink.until(() => stateOf(sink, 'deployments/default/gone-later') === 'absent');
    await bed.kubectl('scale', 'deployment/web', '--replicas=0');
    await sink.until(() => stateOf(sink, 'deployments/default/web') === 'stable/scaled-to-zero');
    await bed.kubectl('scale', 'deployment/web', '--replicas=2');
    await sink.until(() => stateOf(sink, 'deployments/default/web') === 'stable/all-ready');
    expect(sink.reasons()).toEqual([]);
  });

  it('asks the server about rights, and says no only when the server does', async () => {
    const admin = await open(bed.kubeconfig('admin')).rights(null, new AbortController().signal);
    expect(admin.every(({ allowed }) => allowed === 'yes')).toBe(true);
    const viewer = await open(bed.kubeconfig('viewer')).rights('default', new AbortController().signal);
    const of = (verb: string, resource: string) => viewer.find((right) => right.verb === verb && right.resource === resource)?.allowed;
    expect([of('list', 'deployments'), of('patch', 'deployments'), of('get', 'pods/log')]).toEqual(['yes', 'no', 'yes']);
    expect(viewer.some(({ resource }) => resource === 'configmaps')).toBe(true);
  });

  it('walks a connection test from the kubeconfig to the rights', async () => {
    const steps: TestStep[] = [];
    for await (const step of open(bed.kubeconfig('viewer-token')).test(new AbortController().signal)) if (step.state !== 'running') steps.push(step);
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'kubeconfig passed',
      'credentials passed',
      'address passed',
      'tls passed',
      'server passed',
      'identity passed',
      'rights passed',
    ]);
    expect(steps.map(({ found }) => found)).toEqual([
      expect.stringContaining(CONTEXT),
      'viewer-token',
      `127.0.0.1:${bed.port}`,
      expect.stringContaining('TLSv1.3'),
      expect.stringMatching(/^v1\.\d+.* · h2$/),
      'viewer',
      'deployments.apps (*): list yes, watch yes, patch no',
    ]);
  });

  it('keeps one forbidden namespace apart from those that may be read', async () => {
    const sink = watch(open(bed.kubeconfig('team-a')), ['team-a', 'default']);
    await sink.untilState('live', 10_000, 'team-a');
    await sink.untilState('broken', 10_000, 'default');
    expect(sink.view('default').failure).toMatchObject({
      code: 'forbidden',
      detail: { reason: 'namespace-forbidden', values: { user: 'team-a', verb: 'list', resource: 'deployments', namespace: 'default' } },
    });
    const everywhere = watch(open(bed.kubeconfig('team-a')));
    await everywhere.untilState('broken');
    expect(everywhere.view().failure?.detail).toMatchObject({ reason: 'namespace-forbidden' });
    expect(everywhere.view().failure?.detail.values).not.toHaveProperty('namespace');
  });

  it('resumes after a cut without listing again', async () => {
    const { proxy, session } = await through();
    const sink = watch(session);
    await sink.untilState('live');
    const noticed = timed(() => sink.untilState('broken'));
    proxy.cut();
    report('cut noticed', await noticed);
    report('cut mended', await timed(() => sink.untilState('live')));
    expect(sink.names().filter((name) => name === 'begin')).toHaveLength(1);
    await bed.kubectl('label', 'deployment', 'web', `cut=${Date.now()}`);
    const before = sink.calls.length;
    await bed.kubectl('annotate', 'deployment', 'web', `cut=${Date.now()}`);
    await sink.until(() => sink.calls.slice(before).some(({ call }) => call === 'put'));
  });

  it.each(['stall', 'halfOpen'] as const)('notices a connection that went silent (%s) while its sockets stay open', async (fault) => {
    const { proxy, session } = await through();
    const sink = watch(session);
    await sink.untilState('live');
    proxy[fault]();
    const ms = await timed(() => sink.untilState('broken', NOTICED_MS));
    report(`${fault} noticed`, ms);
    expect(ms).toBeLessThan(NOTICED_MS);
    expect(sink.view().failure).toMatchObject({ code: 'unreachable', detail: { reason: 'connection-stalled' } });
    await proxy.heal();
    session.retry();
    await sink.untilState('live', NOTICED_MS);
  });

  it('notices a server that was stopped, not killed, and goes on when it goes on', async () => {
    const sink = watch(open(bed.kubeconfig('admin')));
    await sink.untilState('live');
    bed.pause();
    const ms = await timed(() => sink.untilState('broken', NOTICED_MS)).finally(() => bed.resume());
    report('SIGSTOP noticed', ms);
    expect(ms).toBeLessThan(NOTICED_MS);
    await sink.untilState('live', 30_000);
  });

  it('raises no false alarm on a slow connection', async () => {
    const { proxy, session } = await through();
    const sink = watch(session);
    await sink.untilState('live');
    proxy.slow(400);
    await bed.kubectl('annotate', 'deployment', 'web', `slow=${'x'.repeat(12_000)}`);
    const before = sink.calls.length;
    await sink.until(() => sink.calls.slice(before).some(({ call }) => call === 'put'), 55_000);
    expect(sink.reasons()).toEqual([]);
    await bed.kubectl('annotate', 'deployment', 'web', 'slow-');
  });

  it('lists again after compaction (410) without blanking what it shows', async () => {
    const { proxy, session } = await through();
    const sink = watch(session);
    await sink.untilState('live');
    await proxy.refuse();
    proxy.cut();
    await sink.untilState('broken');
    await bed.kubectl('delete', 'deployment', 'web');
    await bed.apply(deployment('default', 'newcomer', 1), deployment('default', 'web-2', 1));
    await bed.compact();
    await proxy.heal();
    session.retry();
    await sink.until(() => sink.reasons().includes('history-gone'), 30_000);
    await sink.untilState('live', 30_000);
    expect(sink.ids()).toEqual(['deployments/default/newcomer', 'deployments/default/web-2']);
    const lastBegin = sink.names().lastIndexOf('begin');
    expect(sink.names().slice(lastBegin)).not.toContain('drop');
    await bed.apply(deployment('default', 'web', 2));
    await bed.kubectl('delete', 'deployment', 'newcomer', 'web-2');
    await sink.until(() => sink.ids().join() === 'deployments/default/web');
  });

  it('says that the server is gone, and comes back with it after a kill', async () => {
    const sink = watch(open(bed.kubeconfig('admin')));
    await sink.untilState('live');
    const noticed = timed(() => sink.untilState('broken'));
    await bed.kill();
    report('kill noticed', await noticed);
    await sink.until(() => sink.reasons().includes('connection-refused'));
    await bed.restart();
    report('restart → live', await timed(() => sink.untilState('live', 40_000)));
    expect(sink.ids()).toContain('deployments/default/web');
  }, 90_000);

  it('tells revoked rights at the next opening, and mends itself when they are given back', async () => {
    const { proxy, session } = await through(bed.kubeconfig('viewer'));
    const sink = watch(session);
    await sink.untilState('live');
    await bed.revoke('viewer');
    ends.push(() => bed.grant('viewer'));
    proxy.cut();
    await sink.until(() => sink.view().failure?.code === 'forbidden');
    await bed.grant('viewer');
    await sink.untilState('live', 40_000);
  });

  it('takes up a rotated token, by itself, after the old one expired', async () => {
    const kubeconfig = await bed.mint({ kind: 'token', user: 'viewer', ttlSeconds: 8, as: 'short' });
    const { proxy, session, path } = await through(kubeconfig);
    const sink = watch(session);
    await sink.untilState('live');
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    expect(sink.view().state).toBe('live'); // an open watch runs on, and tells the truth
    proxy.cut();
    await sink.until(() => sink.view().failure?.code === 'unauthenticated', 30_000);
    await bed.mint({ kind: 'token', user: 'viewer', ttlSeconds: 600, as: 'short' });
    bed.kubeconfigThrough(proxy.port, kubeconfig); // writes the same path anew
    expect(readFileSync(path, 'utf8')).toContain('token');
    report('rotated token → live', await timed(() => sink.untilState('live', 20_000)));
  });
});
