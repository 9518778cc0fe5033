import { afterEach, describe, expect, it } from 'vitest';
import { startConnectProxy } from '../../../e2e/peers/connect-proxy';
import { accessTo, type Asked, changingSource, type LocalAccess, type Reply, startLocalServer } from '../../../e2e/peers/local-server';
import type { TestStep } from '../../../shared/models/connection';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { SILENT } from '../lib/log';
import { HeldAccess } from './held-access';
import { KubeSession } from './session';
import { WakeWatch } from './wake';

/** A condition is waited for, not a time: only a test that fails takes this long. */
const SOON = { timeout: 10_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
const never = () => new AbortController().signal;

type Answers = Record<string, unknown>;
const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const GOOD: Answers = {
  '/version': { gitVersion: 'v1.30.1' },
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': { status: { userInfo: { username: 'jane', groups: ['dev', 'system:authenticated'] } } },
  [REVIEW]: { status: { allowed: true } },
};
/** Answers by path; a number is a refusal with that status. */
const answering =
  (answers: Answers, asked: string[] = []) =>
  (_request: Asked, reply: Reply, url: URL) => {
    asked.push(url.pathname);
    const answer = answers[url.pathname] ?? 404;
    const status = typeof answer === 'number' ? answer : 200;
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(typeof answer === 'number' ? { kind: 'Status', code: answer, message: `status ${answer}` } : answer));
  };

async function sessionWith(answers: Answers, access: Partial<LocalAccess> = {}, asked: string[] = []) {
  const server = await startLocalServer({ handler: answering(answers, asked) });
  ends.push(() => server.stop());
  const { source } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca }, ...access }));
  return { session: sessionOf(source), server };
}
function sessionOf(source: HeldAccess): KubeSession {
  const session = new KubeSession({
    source,
    wake: new WakeWatch(),
    log: SILENT,
    fallback: { context: 'c', server: '', user: '', source: '~/config', insecure: false },
  });
  ends.push(() => session.close());
  return session;
}
async function walk(session: KubeSession, signal = never()): Promise<TestStep[]> {
  const steps: TestStep[] = [];
  for await (const step of session.test(signal)) steps.push(step);
  return steps;
}
const outcomes = (steps: TestStep[]) => steps.filter(({ state }) => state !== 'running').map(({ step, state }) => `${step} ${state}`);
const lastOf = (steps: TestStep[]) => {
  const { step, state, failure: why } = steps.at(-1) ?? {};
  return [step, state, why?.code, why?.detail.reason];
};

describe('a connection test', () => {
  it('tells each step as it starts and as it ends', async () => {
    const { session, server } = await sessionWith(GOOD);
    const steps = await walk(session);
    expect(steps.map(({ state }) => state).filter((state) => state === 'running')).toHaveLength(7);
    expect(steps.filter(({ state }) => state !== 'running').map(({ step, state, found }) => [step, state, found])).toEqual([
      ['kubeconfig', 'passed', 'local · ~/config'],
      ['credentials', 'passed', 'tester'],
      ['address', 'passed', server.url.host],
      ['tls', 'passed', expect.stringContaining('TLSv1.3')],
      ['server', 'passed', 'v1.30.1 · h2'],
      ['identity', 'passed', 'jane (dev)'],
      ['rights', 'passed', 'deployments.apps (*): list yes, watch yes, patch yes'],
    ]);
    await expect.poll(() => server.sessions.size, SOON).toBe(0);
  });

  it('ends at the first step that fails, with its reason', async () => {
    const broken = new HeldAccess(
      () => {
        throw new AppError(failure('local', { reason: 'context-unknown' }));
      },
      () => () => undefined,
    );
    expect(lastOf(await walk(sessionOf(broken)))).toEqual(['kubeconfig', 'failed', 'local', 'context-unknown']);
    expect(lastOf(await walk((await sessionWith(GOOD, { server: new URL('https://127.0.0.1:1') })).session))).toEqual([
      'address',
      'failed',
      'unreachable',
      'connection-refused',
    ]);
    expect(lastOf(await walk((await sessionWith(GOOD, { tls: {} })).session))).toEqual(['tls', 'failed', 'unreachable', 'certificate-untrusted']);
    expect(lastOf(await walk((await sessionWith({ ...GOOD, '/version': 503 })).session))).toEqual(['server', 'failed', 'unreachable', 'server-error']);
    expect(lastOf(await walk((await sessionWith({ ...GOOD, '/version': 401 })).session))).toEqual(['server', 'failed', 'unauthenticated', undefined]);
    const proxy = await startConnectProxy({ manner: 'refuse' });
    ends.push(() => proxy.stop());
    expect(lastOf(await walk((await sessionWith(GOOD, { proxy: new URL(proxy.url) })).session))).toEqual(['address', 'failed', 'unreachable', 'proxy-refused']);
  });

  it('warns of what is no failure: an unchecked certificate, an old server, rights in one namespace alone', async () => {
    const { session } = await sessionWith(
      { ...GOOD, '/apis/authentication.k8s.io/v1/selfsubjectreviews': 404, [REVIEW]: { status: { allowed: false } } },
      { tls: { insecure: true } },
    );
    const steps = await walk(session);
    expect(outcomes(steps).slice(3)).toEqual(['tls warned', 'server passed', 'identity skipped', 'rights warned']);
    expect(steps.at(-1)?.failure).toMatchObject({ code: 'forbidden', detail: { reason: 'namespace-forbidden', values: { namespace: 'default' } } });
  });

  it('stops with its signal and closes what it opened', async () => {
    const { session, server } = await sessionWith(GOOD);
    const abort = new AbortController();
    for await (const step of session.test(abort.signal)) if (step.step === 'server') abort.abort();
    await expect.poll(() => server.sessions.size, SOON).toBe(0);
  });
});

describe('rights', () => {
  it('are unknown, not denied, when the review fails or the server could not work it out', async () => {
    const failing = await (await sessionWith({ [REVIEW]: 500 })).session.rights(null, never());
    expect(new Set(failing.map(({ allowed, why }) => `${allowed}: ${why}`))).toEqual(new Set(['unknown: status 500']));
    const unsure = await (await sessionWith({ [REVIEW]: { status: { allowed: false, evaluationError: 'webhook down' } } })).session.rights(null, never());
    expect(new Set(unsure.map(({ allowed, why }) => `${allowed}: ${why}`))).toEqual(new Set(['unknown: webhook down']));
    const denied = await (await sessionWith({ [REVIEW]: { status: { allowed: false } } })).session.rights(null, never());
    expect(new Set(denied.map(({ allowed }) => allowed))).toEqual(new Set(['no']));
  });

  it('add what the server lists for a namespace', async () => {
    const rules = {
      status: { incomplete: true, resourceRules: [{ verbs: ['create'], apiGroups: ['batch'], resources: ['jobs'], resourceNames: ['one'] }, { verbs: null }] },
    };
    const { session } = await sessionWith({ [REVIEW]: { status: { allowed: true } }, '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews': rules });
    const rights = await session.rights('prod', never());
    expect(rights.at(-1)).toEqual({ verb: 'create', group: 'batch', resource: 'jobs', namespace: 'prod', allowed: 'yes', why: 'one' });
  });
});

describe('a sign of life', () => {
  it('is /readyz, or any answer of the server where that is not for us', async () => {
    const asked: string[] = [];
    await (await sessionWith({ '/readyz': {} }, {}, asked)).session.probe(never());
    await (await sessionWith({ '/readyz': 403, '/version': { gitVersion: 'v1' } }, {}, asked)).session.probe(never());
    expect(asked).toEqual(['/readyz', '/readyz', '/version']);
  });

  it.each([
    [{ '/readyz': 500 }, 'unreachable'],
    [{ '/readyz': 401 }, 'unauthenticated'],
    [{ '/readyz': 403 }, 'not-found'],
  ])('is missing with %j', async (answers, code) => {
    const { session } = await sessionWith(answers);
    expect(
      await session.probe(never()).then(
        () => 'alive',
        (error: unknown) => failureOf(error).code,
      ),
    ).toBe(code);
  });
});

it('goes by its last name while its kubeconfig is broken', () => {
  let fault = false;
  let tell = () => undefined as void;
  const access = accessTo({ server: new URL('https://one.example') });
  const source = new HeldAccess(
    () => {
      if (fault) throw new AppError(failure('local', { reason: 'kubeconfig-malformed' }));
      return access;
    },
    (listener) => {
      tell = listener;
      return () => undefined;
    },
  );
  const session = sessionOf(source);
  expect(session.target().server).toBe('https://one.example/');
  fault = true;
  tell();
  expect(session.target().server).toBe('https://one.example/');
});

it('tries at once after the computer woke up', async () => {
  const ahead = { wall: 0 };
  const wake = new WakeWatch({ monotonic: () => performance.now(), wall: () => Date.now() + ahead.wall });
  const { source } = changingSource(accessTo({ server: new URL('https://127.0.0.1:1') }));
  const session = new KubeSession({ source, wake, log: SILENT, fallback: source.access().target });
  ends.push(() => session.close());
  const tries: number[] = [];
  const nothing = () => undefined;
  const out = { begin: nothing, put: nothing, drop: nothing, live: nothing, broken: () => void tries.push(performance.now()) };
  const timing = { backoffBaseMs: 600_000, backoffCapMs: 600_000 };
  session.watch({ resource: { group: '', version: 'v1', resource: 'pods' }, namespaces: null, map: () => null, timing }, out, never());
  await expect.poll(() => tries.length, SOON).toBe(1);
  ahead.wall = 300_000;
  await expect.poll(() => tries.length, SOON).toBe(2);
});
