import type { TestStep } from '../../../../shared/models/connection';
import { AppError, failureOf } from '../../../../shared/models/failure';
import type { ObjectStoreSecret, ObjectStoreSettings } from '../../../../shared/models/object-store';
import { withDeadline } from '../../kube/link/deadline';
import { dial, hostOf, portOf } from '../../kube/link/dial';
import type { StoreClient } from './client';
import { proxyOf } from './proxy';
import { targetOf } from './session-target';

type Outcome = Pick<TestStep, 'found' | 'failure'> & { readonly state: 'passed' | 'warned' };
type Tested = {
  readonly settings: ObjectStoreSettings;
  readonly secret: () => ObjectStoreSecret;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly open: () => Promise<StoreClient>;
};

const DIAL_MS = 10_000;
/** What a store can be tested for: it has no identity to ask for, and its rights are what it lets us list. */
const STEPS = ['credentials', 'address', 'server', 'rights'] as const;

/** Walks to the store by a client of its own, and says what it finds at each step. */
export async function* testSteps(tested: Tested, signal: AbortSignal): AsyncGenerator<TestStep> {
  let client: StoreClient | undefined;
  const need = () => {
    if (!client) throw new Error('a step of the test was left out');
    return client;
  };
  let listed: Awaited<ReturnType<typeof askBuckets>> | undefined;
  const steps: Record<(typeof STEPS)[number], () => Promise<Outcome>> = {
    credentials: async () => {
      client = await tested.open();
      return passed(await client.whoAsks());
    },
    address: () => findAddress(tested, signal),
    server: async () => {
      listed = await askBuckets(need(), signal);
      return passed(targetOf(tested.settings).server);
    },
    rights: () => seeBuckets(need(), listed, tested.settings.buckets, signal),
  };
  try {
    for (const step of STEPS) {
      yield { step, state: 'running', found: null, failure: null, tookMs: null };
      const startedAt = performance.now();
      const tookMs = () => Math.round(performance.now() - startedAt);
      try {
        yield { step, ...(await steps[step]()), tookMs: tookMs() };
      } catch (error) {
        if (signal.aborted) return;
        yield { step, state: 'failed', found: null, failure: failureOf(error), tookMs: tookMs() }; // the report of a test is its failure
        return;
      }
    }
  } finally {
    client?.close();
  }
}

async function findAddress({ settings, secret, env }: Tested, signal: AbortSignal): Promise<Outcome> {
  const server = new URL(targetOf(settings).server);
  const proxy = proxyOf(settings, secret(), env)(server);
  const { bottom } = await withDeadline(signal, DIAL_MS, hostOf(server), (limited) => dial(server, proxy, limited));
  const { remoteAddress = '?', remotePort = 0 } = bottom;
  bottom.destroy();
  const reached = `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
  return passed(proxy ? `${hostOf(server)}:${portOf(server)} · ${proxy.protocol}//${proxy.host}` : reached);
}

/** Null: it answered, and lists none to us. */
async function askBuckets(client: StoreClient, signal: AbortSignal): Promise<readonly string[] | null> {
  try {
    return (await client.buckets({ after: null }, signal)).buckets.map(({ name }) => name);
  } catch (error) {
    if (error instanceof AppError && error.failure.code === 'forbidden') return null; // an answer, and signed well
    throw error;
  }
}

async function seeBuckets(client: StoreClient, listed: readonly string[] | null | undefined, said: readonly string[], signal: AbortSignal): Promise<Outcome> {
  if (listed) return passed(`ListBuckets: ${listed.length}`);
  const there = [];
  for (const bucket of said) if (await client.hasBucket(bucket, signal)) there.push(bucket);
  return { state: 'warned', found: ['ListBuckets: –', ...there].join(', '), failure: null };
}

const passed = (found: string): Outcome => ({ state: 'passed', found, failure: null });
