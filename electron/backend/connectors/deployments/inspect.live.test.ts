import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Bed, startBed } from '../../../../e2e/peers/bed';
import { type FaultProxy, startFaultProxy } from '../../../../e2e/peers/fault-proxy';
import { podLog } from '../../../../e2e/peers/pod-logs';
import { troubledTemplate, troublePodByWritingKubeletStatus } from '../../../../e2e/peers/pod-troubles';
import { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { Kubeconfigs } from '../../kube/kubeconfig/kubeconfigs';
import type { KubeSession } from '../../kube/session';
import { createKubernetesSystem } from '../../kube/system';
import { SILENT } from '../../lib/log';
import type { LogNews } from '../contract';
import { deployments } from './connector';

const SOON = { timeout: 30_000, interval: 50 };
let bed: Bed;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  bed = await startBed();
}, 90_000);
afterAll(() => bed?.stop());
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const keyOf = (name: string, namespace = 'default') => ({ connection: 'bed', kind: 'delivery' as const, id: `deployments/${namespace}/${name}` });
type Options = { trouble?: Parameters<typeof troubledTemplate>[0]; tag?: string; namespace?: string; replicas?: number };
const someDeployment = (name: string, { trouble, tag = '1', namespace = 'default', replicas = 2 }: Options = {}) => {
  const { annotations, spec } = troubledTemplate(trouble);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name }, annotations }, spec: { containers: [{ name: 'server', image: `registry.example/web:${tag}` }], ...spec } },
    },
  };
};

function open(kubeconfig: string): KubeSession {
  const kubeconfigs = new Kubeconfigs({ env: {}, homeDir: bed.dir, extraFiles: [kubeconfig], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  const session = createKubernetesSystem({ kubeconfigs, log: SILENT }).open({ kubeconfig, context: 'testbed' });
  ends.push(
    () => kubeconfigs.close(),
    () => session.close(),
  );
  return session;
}
async function through(kubeconfig?: string): Promise<{ proxy: FaultProxy; session: KubeSession }> {
  const proxy = await startFaultProxy(bed.port);
  ends.push(() => proxy.stop());
  return { proxy, session: open(bed.kubeconfigThrough(proxy.port, kubeconfig)) };
}

function inspect(session: KubeSession, name: string, namespace?: string) {
  const told: { at: number; detail: DeliveryDetail }[] = [];
  const abort = new AbortController();
  ends.push(() => abort.abort());
  deployments.inspect?.(session, keyOf(name, namespace), (detail) => told.push({ at: performance.now(), detail: DeliveryDetail.parse(detail) }), abort.signal);
  const now = () => {
    const last = told.at(-1);
    assert.ok(last, 'nothing was told yet');
    return last.detail;
  };
  return { told, now, until: (check: (detail: DeliveryDetail) => void) => vi.waitFor(() => check(now()), SOON), abort };
}

function follow(session: KubeSession, name: string, pod: string, more: { previous?: boolean; container?: string } = {}) {
  const told: LogNews[] = [];
  const abort = new AbortController();
  ends.push(() => abort.abort());
  const { previous = false, container = 'server' } = more;
  deployments.log?.(session, { key: keyOf(name), pod, container, previous, tail: 100 }, (news) => told.push(news), abort.signal);
  return { told, texts: () => told.flatMap(({ lines }) => lines.map(({ text }) => text)), state: () => told.at(-1)?.state };
}

describe('the detail of a Deployment', () => {
  it('tells first what is on its way, then all of it, and each change as it happens', async () => {
    await bed.apply(someDeployment('web'), someDeployment('web-api'));
    await bed.kubectl('rollout', 'status', 'deployment/web');
    await bed.kubectl('rollout', 'status', 'deployment/web-api');
    const { told, now, until } = inspect(open(bed.kubeconfig('admin')), 'web');
    await until(({ loading, events }) => assert.ok(loading.length === 0 && events.length > 0));
    expect(told[0]?.detail.loading).toEqual(['revisions', 'pods', 'events']);
    const { revisions, pods, podCount, events, conditions, missing, trouble } = now();
    expect(revisions).toMatchObject([{ role: 'stable', number: 1, everStable: 'yes', images: ['registry.example/web:1'], replicas: { desired: 2, ready: 2 } }]);
    expect(pods.map(({ ready, revision }) => [ready, revision])).toEqual([
      [true, revisions[0]?.key],
      [true, revisions[0]?.key],
    ]);
    expect([podCount, missing, trouble]).toEqual([2, [], null]);
    expect(events.map(({ object }) => object).filter((object) => object.includes('web-api'))).toEqual([]);
    expect(events.some(({ object, reason }) => object === 'Deployment/web' && reason === 'ScalingReplicaSet')).toBe(true);
    expect(conditions.map(({ type }) => type)).toContain('Progressing');
    await bed.kubectl('set', 'image', 'deployment/web', 'server=registry.example/web:2');
    await until(({ revisions: [newest, old] }) =>
      assert.deepEqual([newest?.number, newest?.role, newest?.replicas.ready, old?.role, old?.replicas.desired], [2, 'stable', 2, 'old', 0]),
    );
    expect(now().revisions[0]?.template).toContain('registry.example/web:2');
    expect(now().revisions[0]?.template).not.toContain('pod-template-hash');
    const gaps = told.slice(1).map(({ at }, index) => at - (told[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(90); // ten times a second at most
  });

  it.each([
    ['ImagePullBackOff', { code: 'image-pull', values: { container: 'server', image: 'registry.example/web:1', pods: '2' } }],
    ['CrashLoopBackOff', { code: 'crash-loop', values: { exitCode: '1', restarts: '5' } }],
    ['OOMKilled', { code: 'out-of-memory', values: { exitCode: '137' } }],
    ['unschedulable', { code: 'unschedulable', said: expect.stringContaining('nodes are available') }],
  ] as const)('brings %s to the one thing that explains', async (trouble, expected) => {
    const name = `in-${trouble.toLowerCase()}`;
    await bed.apply(someDeployment(name, { trouble }));
    const { now, until } = inspect(open(bed.kubeconfig('viewer')), name);
    await until((detail) => assert.ok(detail.trouble));
    await until((detail) => assert.equal(detail.pods.filter((pod) => pod.trouble).length, 2));
    expect(now().trouble).toMatchObject(expected);
    await until(({ revisions }) =>
      assert.deepEqual(
        revisions.map(({ role }) => role),
        ['candidate'],
      ),
    );
  });

  it('says that a quota, or no service account, keeps pods from being made at all', async () => {
    await bed.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tight' } },
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { namespace: 'tight', name: 'few' }, spec: { hard: { pods: '1' } } },
    );
    await bed.apply(someDeployment('many', { namespace: 'tight', replicas: 3 }));
    const { until } = inspect(open(bed.kubeconfig('viewer')), 'many', 'tight');
    await until(({ trouble }) => {
      assert.equal(trouble?.code, 'quota');
      assert.match(trouble?.said ?? '', /exceeded quota: few/);
    });
    const lost = someDeployment('lost', { tag: '1' });
    await bed.apply({
      ...lost,
      spec: { ...lost.spec, template: { ...lost.spec.template, spec: { ...lost.spec.template.spec, serviceAccountName: 'nobody-made-it' } } },
    });
    const other = inspect(open(bed.kubeconfig('viewer')), 'lost');
    await other.until(({ trouble }) => assert.equal(trouble?.code, 'admission'));
  });

  it('names what may not be read, and shows the rest', async () => {
    await bed.apply(
      someDeployment('half-open'),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'no-pods' },
        rules: [{ apiGroups: ['apps'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'no-pods' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'no-pods' },
        subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'nobody' }],
      },
    );
    const { now, until } = inspect(open(bed.kubeconfig('nobody')), 'half-open');
    await until(({ missing, loading }) => assert.ok(missing.length === 2 && loading.length === 0));
    expect(now().missing.map(({ part, failure }) => [part, failure.code])).toEqual([
      ['pods', 'forbidden'],
      ['events', 'forbidden'],
    ]);
    expect(now().revisions).toHaveLength(1);
    await bed.kubectl('delete', 'clusterrolebinding', 'no-pods');
  });

  it('goes on after a broken link, and tells what happened meanwhile', async () => {
    await bed.apply(someDeployment('cut'));
    await bed.kubectl('rollout', 'status', 'deployment/cut');
    const { proxy, session } = await through();
    const { now, until, told } = inspect(session, 'cut');
    await until(({ pods, loading }) => assert.ok(pods.length === 2 && loading.length === 0));
    proxy.cut();
    await bed.kubectl('scale', 'deployment/cut', '--replicas=4');
    await until(({ podCount }) => assert.equal(podCount, 4));
    expect(now().missing).toEqual([]);
    expect(told.every(({ detail }) => detail.missing.length === 0)).toBe(true);
  });

  it('looks at another one under the same name, and tells of none that there is none', async () => {
    const session = open(bed.kubeconfig('admin'));
    const absent = inspect(session, 'anew');
    await absent.until(({ loading, missing }) => assert.deepEqual([loading, missing], [[], []]));
    await bed.apply(someDeployment('anew'));
    await absent.until(({ pods }) => assert.equal(pods.filter(({ ready }) => ready).length, 2));
    const before = absent.now().revisions[0]?.key;
    await bed.kubectl('delete', 'deployment', 'anew');
    await bed.apply(someDeployment('anew', { tag: '2', replicas: 1 }));
    await absent.until(({ revisions, podCount }) => {
      assert.equal(podCount, 1);
      assert.equal(revisions.length, 1);
      assert.notEqual(revisions[0]?.key, before);
    });
  });
});

describe('logs from the real API server', () => {
  async function aPod(name: string): Promise<string> {
    await bed.apply(someDeployment(name, { replicas: 1 }));
    await bed.kubectl('rollout', 'status', `deployment/${name}`);
    return bed.kubectl('get', 'pods', `--selector=app=${name}`, '-o=jsonpath={.items[0].metadata.name}');
  }

  it('are followed, over a cut and a kill, without a line lost or told twice', async () => {
    const pod = await aPod('speaks');
    const log = podLog(bed, { namespace: 'default', pod });
    log.append('one', 'مرحبا 🎉', '', '\u001b[31mred\u001b[0m \u202Eleft');
    const { proxy, session } = await through(bed.kubeconfig('viewer'));
    const { texts, told, state } = follow(session, 'speaks', pod);
    await expect.poll(texts, SOON).toEqual(['one', 'مرحبا 🎉', '', '\u001b[31mred\u001b[0m \u202Eleft']);
    const expected = texts();
    for (let round = 0; round < 5; round++) {
      const lines = Array.from({ length: 40 }, (_, index) => `round ${round} line ${index}`);
      log.append(...lines.slice(0, 20));
      proxy.cut();
      log.append(...lines.slice(20));
      expected.push(...lines);
      await expect.poll(() => texts().length, SOON).toBe(expected.length);
    }
    expect(texts()).toEqual(expected);
    await bed.kill();
    log.append('while the server was away');
    await bed.restart();
    await expect.poll(() => texts().at(-1), { timeout: 60_000 }).toBe('while the server was away');
    expect(texts()).toEqual([...expected, 'while the server was away']);
    expect(told.some(({ gap }) => gap)).toBe(false);
    expect(state()).toBe('following');
  }, 90_000);

  it('bound a line that is too long, and a flood', async () => {
    const pod = await aPod('floods');
    const log = podLog(bed, { namespace: 'default', pod });
    log.append('x'.repeat(200_000));
    const { texts } = follow(open(bed.kubeconfig('viewer')), 'floods', pod);
    await expect.poll(() => texts().length, SOON).toBe(1);
    expect(texts()[0]?.length).toBeLessThan(17_000);
    log.append(...Array.from({ length: 5_000 }, (_, index) => `line ${index}`));
    await expect.poll(() => texts().at(-1), SOON).toBe('line 4999');
    expect(texts()).toHaveLength(5_001);
  });

  it('end with their container, and those of the one before can be read', async () => {
    const pod = await aPod('dies');
    const log = podLog(bed, { namespace: 'default', pod });
    log.append('panic: no weights');
    const running = follow(open(bed.kubeconfig('viewer')), 'dies', pod);
    await expect.poll(running.texts, SOON).toEqual(['panic: no weights']);
    await troublePodByWritingKubeletStatus(bed, { namespace: 'default', pod, image: 'registry.example/web:1' }, 'CrashLoopBackOff');
    await expect.poll(running.state, SOON).toBe('ended');
    log.startOver();
    const previous = follow(open(bed.kubeconfig('viewer')), 'dies', pod, { previous: true });
    await expect.poll(previous.state, SOON).toBe('ended');
    expect(previous.texts()).toEqual(['panic: no weights']);
  });

  it('say why there are none', async () => {
    const pod = await aPod('quiet');
    const session = open(bed.kubeconfig('viewer'));
    const cases = [
      follow(session, 'quiet', pod, { previous: true }),
      follow(session, 'quiet', pod, { container: 'other' }),
      follow(session, 'quiet', 'nobody'),
      follow(session, 'quiet', '../../secrets'),
      follow(open(bed.kubeconfig('nobody')), 'quiet', pod),
    ];
    await expect.poll(() => cases.map(({ state }) => state()), SOON).toEqual(cases.map(() => 'failed'));
    expect(cases.map(({ told }) => told.at(-1)?.failure)).toEqual([
      expect.stringContaining('not found'),
      expect.stringContaining('container other is not valid'),
      expect.stringContaining('not found'),
      'no pod has such a name',
      expect.stringContaining('forbidden'),
    ]);
  });
});
