import { afterEach, describe, expect, it } from 'vitest';
import { accessTo, changingSource, startLocalServer } from '../../../../e2e/peers/local-server';
import { RecordingSink } from '../../../../e2e/peers/recording-sink';
import { KubeSession } from '../../kube/session';
import { WakeWatch } from '../../kube/wake';
import { SILENT } from '../../lib/log';
import { argoRollouts } from './connector';
import { judgeController } from './controller-alive';

const SOON = { timeout: 10_000 };
const SIGNAL = new AbortController().signal;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Answers by path; what is not named is 404, and a number is a refusal with that status. */
async function sessionTo(answers: Record<string, unknown>): Promise<KubeSession> {
  const server = await startLocalServer({
    handler(_request, reply, url) {
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

describe('a cluster', () => {
  const watch = (session: KubeSession) => {
    const sink = new RecordingSink();
    const absent: string[] = [];
    const abort = new AbortController();
    ends.push(() => abort.abort());
    const told = Object.assign(sink, { absent: (scope: string) => void absent.push(scope) });
    argoRollouts.watch(session, { connection: 'c-1', kind: 'delivery', namespaces: null }, told, abort.signal);
    return { sink, absent };
  };

  it('without Rollouts has none, and nothing is wrong', async () => {
    const argoCd = { versions: [{ version: 'v1alpha1' }] }; // the group is there all the same
    const { sink, absent } = watch(await sessionTo({ '/apis/argoproj.io': argoCd }));
    await expect.poll(() => absent, SOON).toEqual(['']);
    expect(sink.names()).toEqual(['begin']);
  });

  it('with Rollouts of another version says which, and which is known', async () => {
    const { sink } = watch(
      await sessionTo({
        '/apis/argoproj.io': { versions: [{ version: 'v2' }] },
        '/apis/argoproj.io/v2': { resources: [{ name: 'rollouts' }] },
      }),
    );
    await expect
      .poll(() => sink.calls.find(({ call }) => call === 'trouble'), SOON)
      .toMatchObject({
        failure: { code: 'unsupported', detail: { values: { resource: 'rollouts', version: 'v2', known: 'v1alpha1' } } },
      });
  });
});

describe('the controller', () => {
  const LEASE = '/apis/coordination.k8s.io/v1/namespaces/argo-rollouts/leases/argo-rollouts-controller-lock';
  const NOW = Date.parse('2026-03-01T10:00:00Z');
  const judged = async (lease: unknown) => (await judgeController(await sessionTo({ [LEASE]: lease }), SIGNAL, () => NOW)).outcome;

  it('is alive while its lease is renewed, and is not vouched for when it is not', async () => {
    const lease = (renewTime: string) => ({ spec: { renewTime, leaseDurationSeconds: 15, holderIdentity: 'pod-1' } });
    expect(await judged(lease('2026-03-01T09:59:50.000000Z'))).toBe('pass');
    expect(await judged(lease('2026-03-01T09:58:00.000000Z'))).toBe('warn');
  });

  it('is unknown where there is no lease to read', async () => {
    expect(await Promise.all([judged(404), judged(403), judged({ spec: {} })])).toEqual(['unknown', 'unknown', 'unknown']);
  });
});
