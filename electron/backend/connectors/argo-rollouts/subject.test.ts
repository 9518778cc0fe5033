import { afterEach, expect, it } from 'vitest';
import { accessTo, changingSource, startLocalServer } from '../../../../e2e/peers/local-server';
import { AppError } from '../../../../shared/models/failure';
import { KubeSession } from '../../kube/session';
import { WakeWatch } from '../../kube/wake';
import { SILENT } from '../../lib/log';
import { readSubject, rolloutRef } from './subject';

const SIGNAL = new AbortController().signal;
const KEY = { connection: 'c-1', kind: 'delivery' as const, id: 'argo-rollouts/shop/ranker' };
const ROLLOUT = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/ranker';
const REPLICA_SETS = '/apis/apps/v1/namespaces/shop/replicasets';
const object = {
  metadata: { namespace: 'shop', name: 'ranker', uid: 'u-1', generation: 1, resourceVersion: '7' },
  spec: { selector: { matchLabels: { app: 'ranker' } }, strategy: { canary: {} } },
  status: { observedGeneration: '1', stableRS: 'old', currentPodHash: 'new' },
};
const replicaSet = (key: string, owner: string, controller = true) => ({
  metadata: { name: `ranker-${key}`, labels: { 'rollouts-pod-template-hash': key }, ownerReferences: [{ uid: owner, controller }] },
  spec: { template: { metadata: { labels: { app: 'ranker', 'rollouts-pod-template-hash': key } }, spec: { containers: [] } } },
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function sessionTo(answers: Record<string, unknown>, asked: string[] = []): Promise<KubeSession> {
  const server = await startLocalServer({
    handler(_request, reply, url) {
      asked.push(`${url.pathname} ${url.searchParams.get('labelSelector') ?? ''}`.trim());
      const answer = answers[url.pathname] ?? 404;
      reply.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'application/json' });
      reply.end(JSON.stringify(typeof answer === 'number' ? { kind: 'Status', code: answer, message: 'no' } : answer));
    },
  });
  const { source } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  ends.push(
    () => server.stop(),
    () => session.close(),
  );
  return session;
}
const codeOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.failure.code;
    throw error;
  }
  return 'nothing';
};

it('takes for revisions only what the Rollout controls, without the controller’s label, and asks for no others', async () => {
  const items = [replicaSet('old', 'u-1'), replicaSet('other', 'u-2'), replicaSet('adopted', 'u-1', false), { metadata: {} }, null];
  const asked: string[] = [];
  const { revisions, version } = await readSubject(await sessionTo({ [ROLLOUT]: object, [REPLICA_SETS]: { items } }, asked), KEY, 'promote', SIGNAL);
  expect(revisions.map(({ key, template }) => [key, template])).toEqual([['old', { metadata: { labels: { app: 'ranker' } }, spec: { containers: [] } }]]);
  expect(version).toBe('7');
  expect(asked).toContain(`${REPLICA_SETS} app=ranker,rollouts-pod-template-hash`);
});

it('needs no right to read the history where the action does not, and says so where it does', async () => {
  const session = await sessionTo({ [ROLLOUT]: object, [REPLICA_SETS]: 403 });
  expect((await readSubject(session, KEY, 'promote', SIGNAL)).revisions).toEqual([]);
  expect(await codeOf(readSubject(session, KEY, 'roll-back', SIGNAL))).toBe('forbidden');
  const broken = await sessionTo({ [ROLLOUT]: object, [REPLICA_SETS]: 500 });
  expect(await codeOf(readSubject(broken, KEY, 'promote', SIGNAL))).toBe('unreachable');
});

it('says that it is gone, and knows no other engine’s ids', async () => {
  expect(await codeOf(readSubject(await sessionTo({}), KEY, 'promote', SIGNAL))).toBe('not-found');
  for (const id of ['deployments/shop/ranker', 'argo-rollouts/shop', 'argo-rollouts/a/b/c', 'argo-rollouts//x'])
    expect(() => rolloutRef({ ...KEY, id })).toThrow(AppError);
});
