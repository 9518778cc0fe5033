import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { type Right, TEST_STEPS, type TestStep } from '../../../shared/models/connection';
import { type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { AccessSource } from './access-source';
import { accepted, askLink } from './ask-link';
import type { ClusterAccess, Credential } from './cluster-access';
import { type Requester, requestJson } from './json-request';
import { withDeadline } from './link/deadline';
import { dial, hostOf, portOf, type Wire } from './link/dial';
import type { Link } from './link/link';
import { linkOver, STOP_LIMIT_MS } from './link/open-link';
import { secure } from './link/secure';
import { cancelled } from './link/wire-failure';
import { reviewAccess, reviewSelf } from './reviews';
import { signInError } from './sign-in-failure';

type StepName = (typeof TEST_STEPS)[number];
type Outcome = { readonly state: 'passed' | 'warned' | 'skipped'; readonly found: string | null; readonly failure?: Failure };

const Version = z.object({ gitVersion: z.string() });

/** What one step leaves for the next. */
type Way = { access?: ClusterAccess; credential?: Credential; wire?: Wire; socket?: TLSSocket; link?: Link };

/** Walks from the kubeconfig to the rights over sockets of its own, and says what it finds at each step. */
export async function* testSteps(source: AccessSource, namespace: () => string | null, signal: AbortSignal): AsyncGenerator<TestStep> {
  const way: Way = {};
  const steps: Record<StepName, () => Promise<Outcome>> = {
    kubeconfig: async () => {
      const access = (way.access = source.access());
      return passed(`${access.target.context} · ${access.target.source}`);
    },
    credentials: async () => {
      way.credential = await need(way.access).credentials.get(signal);
      return passed(need(way.access).target.user);
    },
    address: () => findAddress(way, signal),
    tls: () => checkTls(way, signal),
    server: () => askVersion(way, signal),
    identity: () => askIdentity(way, signal),
    rights: () => askRights(way, namespace(), signal),
  };
  try {
    for (const step of TEST_STEPS) {
      yield { step, state: 'running', found: null, failure: null, tookMs: null };
      const startedAt = performance.now();
      const done = (state: TestStep['state'], found: string | null, why: Failure | null): TestStep => ({
        step,
        state,
        found,
        failure: why,
        tookMs: Math.round(performance.now() - startedAt),
      });
      try {
        const outcome = await steps[step]();
        yield done(outcome.state, outcome.found, outcome.failure ?? null);
      } catch (error) {
        if (signal.aborted) return;
        yield done('failed', null, failureOf(error)); // the report of a test is its failure
        return;
      }
    }
  } finally {
    way.link?.kill(cancelled());
    way.wire?.bottom.destroy();
  }
}

async function findAddress(way: Way, signal: AbortSignal): Promise<Outcome> {
  const { server, proxy } = need(way.access);
  way.wire = await withDeadline(signal, STOP_LIMIT_MS, hostOf(server), (limited) => dial(server, proxy, limited));
  const { remoteAddress = '?', remotePort = 0 } = way.wire.bottom;
  const reached = `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
  return passed(proxy ? `${hostOf(server)}:${portOf(server)} · ${proxy.protocol}//${proxy.host}` : reached);
}

async function checkTls(way: Way, signal: AbortSignal): Promise<Outcome> {
  const access = need(way.access);
  const wire = need(way.wire);
  if (access.server.protocol === 'http:') return { state: 'warned', found: 'http' };
  const socket = await withDeadline(signal, STOP_LIMIT_MS, hostOf(access.server), (limited) => secure(wire, access, way.credential ?? null, limited));
  way.socket = socket;
  const { subject, valid_to: validTo } = socket.getPeerCertificate();
  const found = [socket.getProtocol(), subject?.CN, dayOf(validTo)].filter(Boolean).join(' · ');
  return { state: access.tls.insecure ? 'warned' : 'passed', found };
}

/** `Nov 22 18:22:41 2031 GMT`, as certificates are read out, as a day that any language reads. */
function dayOf(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 10);
}

async function askVersion(way: Way, signal: AbortSignal): Promise<Outcome> {
  const access = need(way.access);
  const wire = need(way.wire);
  const events = { onIdle: () => undefined, onEnded: () => undefined };
  way.link = await linkOver({ access, credential: need(way.credential), events }, { socket: way.socket ?? wire.socket, bottom: wire.bottom }, signal);
  const { gitVersion } = await requestJson(requester(way), { method: 'GET', path: '/version', headWithinMs: STOP_LIMIT_MS }, Version, signal);
  return passed(`${gitVersion} · ${way.link.protocol}`);
}

async function askIdentity(way: Way, signal: AbortSignal): Promise<Outcome> {
  try {
    const { username, groups } = await reviewSelf(requester(way), signal);
    const shown = groups.filter((group) => group !== 'system:authenticated');
    return passed(shown.length > 0 ? `${username} (${shown.join(', ')})` : username);
  } catch (error) {
    const why = failureOf(error);
    // Servers before 1.28 cannot say it; nothing is wrong with them.
    if (why.code === 'not-found' || why.code === 'forbidden') return { state: 'skipped', found: null, failure: failure('unsupported', why.detail) };
    throw error;
  }
}

/** What matters most is whether Deployments can be listed and watched: everywhere, or else in the context's namespace. */
async function askRights(way: Way, namespace: string | null, signal: AbortSignal): Promise<Outcome> {
  const ask = (scope: string | null) =>
    Promise.all(
      ['list', 'watch', 'patch'].map((verb) => reviewAccess(requester(way), { verb, group: 'apps', resource: 'deployments', namespace: scope }, signal)),
    );
  const everywhere = await ask(null);
  if (mayWatch(everywhere)) return passed(summary(everywhere));
  if (everywhere.some(({ allowed }) => allowed === 'unknown')) return { state: 'warned', found: summary(everywhere) };
  const within = namespace ?? need(way.access).namespace ?? 'default';
  const there = await ask(within);
  const why = failure('forbidden', { reason: 'namespace-forbidden', values: { verb: 'list', resource: 'deployments', group: 'apps' } });
  return {
    state: 'warned',
    found: summary(there),
    failure: mayWatch(there) ? why : failure('forbidden', { ...why.detail, values: { ...why.detail.values, namespace: within } }),
  };
}

const mayWatch = (rights: readonly Right[]) => rights.every(({ verb, allowed }) => verb === 'patch' || allowed === 'yes');

/** In Kubernetes' own words, so that they can be handed to an administrator. */
function summary(rights: readonly Right[]): string {
  const scope = rights[0]?.namespace ?? '*';
  return `deployments.apps (${scope}): ${rights.map(({ verb, allowed }) => `${verb} ${allowed}`).join(', ')}`;
}

function requester(way: Way): Requester {
  const access = need(way.access);
  const credential = need(way.credential);
  const link = need(way.link);
  return {
    async request(request, signal) {
      try {
        return await accepted(await askLink(link, { access, credential }, request, signal));
      } catch (error) {
        const why = failureOf(error);
        if (why.code !== 'unauthenticated') throw error;
        access.credentials.reject(credential);
        throw signInError(why, access, credential);
      }
    },
  };
}

const passed = (found: string): Outcome => ({ state: 'passed', found });

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step of the connection test was left out');
  return value;
}
