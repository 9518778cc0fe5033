import type { HeldRevision, Serving, StartServing, WantedService } from '../../electron/engine/serving/contract';
import { AppError, failure } from '../../shared/models/failure';
import type { PayloadState } from '../../shared/models/payload';
import type { ArmBucket, HostState } from '../../shared/models/service';

export type FakeServing = Serving & {
  /** What it was told, in order. */
  readonly puts: WantedService[];
  /** Weights that it answers by. */
  weightsOf(service: string): Readonly<Record<number, number>>;
  /** Answers of a revision in this second. */
  count(service: string, revision: number, requests: number, errors: number): void;
  crash(service: string, revision: number): void;
  /** How the payload log of a service stands from now on. */
  logs(service: string, state: PayloadState): void;
  /** Services whose files were to be counted anew, in order. */
  readonly recounted: string[];
};
export type FakeOptions = {
  readonly port?: number;
  /** Ports that somebody else has. */
  readonly taken?: ReadonlySet<number>;
  readonly broken?: ReadonlySet<string>;
  readonly loadMs?: number;
  readonly now?: () => number;
};

/** Keeps to the contract of a gateway without one: nothing listens, and nothing is loaded. `broken`: digests that do not load. */
export function fakeServing({ port = 18_500, broken = new Set(), loadMs = 1, now = Date.now }: FakeOptions = {}): FakeServing {
  const hosts = new Map<string, Map<number, HostState>>();
  const weights = new Map<string, WantedService['weights']>();
  const figures: (ArmBucket & { readonly service: string })[] = [];
  const listeners = new Set<Parameters<Serving['onHost']>[0]>();
  const puts: WantedService[] = [];
  const payloads = new Map<string, PayloadState>();
  const payloadListeners = new Set<Parameters<Serving['onPayload']>[0]>();
  const recounted: string[] = [];
  let closed = false;
  const tell = (service: string, revision: number, state: HostState['state']) => {
    if (closed) return;
    const why = state === 'failed' ? failure('invalid', { text: 'it does not load' }) : null;
    const host = { state, since: now(), failure: why, loadMs, memoryBytes: 1 };
    hosts.get(service)?.set(revision, host);
    for (const listener of listeners) listener(service, revision, host);
  };
  const load = async (service: string, { revision, digest }: HeldRevision) => {
    if (hosts.get(service)?.has(revision)) return;
    tell(service, revision, 'loading');
    await new Promise((resolve) => setTimeout(resolve, loadMs));
    tell(service, revision, broken.has(digest) ? 'failed' : 'ready');
  };
  return {
    uri: `http://127.0.0.1:${port}`,
    puts,
    weightsOf: (service) => Object.fromEntries((weights.get(service) ?? []).map(({ revision, weight }) => [revision, weight])),
    count: (service, revision, requests, errors) =>
      void figures.push({ service, revision, requests, errors, at: now(), refused: 0, p50: null, p95: null, p99: null }),
    crash: (service, revision) => tell(service, revision, 'failed'),
    async put(wanted) {
      puts.push(wanted);
      const own = hosts.get(wanted.name) ?? new Map<number, HostState>();
      hosts.set(wanted.name, own);
      const loads = wanted.held.map((held) => ({ held, done: load(wanted.name, held) }));
      const weighted = new Set(wanted.weights.map(({ revision }) => revision));
      await Promise.all(loads.filter(({ held }) => weighted.has(held.revision)).map(({ done }) => done));
      if ([...weighted].some((revision) => own.get(revision)?.state !== 'ready')) throw new AppError(failure('local', { text: 'not ready' }));
      weights.set(wanted.name, wanted.weights);
      for (const revision of own.keys()) if (!wanted.held.some((held) => held.revision === revision)) own.delete(revision);
    },
    async remove(name) {
      hosts.delete(name);
    },
    countLive: () => () => undefined,
    async door() {},
    onDoor: () => () => undefined,
    hosts: () => hosts,
    onHost(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    payloads: () => payloads,
    onPayload(listener) {
      payloadListeners.add(listener);
      return () => void payloadListeners.delete(listener);
    },
    logs(service, state) {
      payloads.set(service, state);
      for (const listener of payloadListeners) listener(service, state);
    },
    recounted,
    async recountPayloads(service) {
      recounted.push(service);
    },
    figures: async (service, since) => figures.filter((each) => each.service === service && each.at >= since),
    shadows: async () => [],
    requests: async () => [],
    infer: async (_service, revision) => ({ status: 200, revision, ms: 1, body: '{}' }),
    async close() {
      closed = true;
    },
  };
}

/** Starts fakes one after the other, as engines start and end. */
export function fakeServings(options: FakeOptions = {}): { readonly start: StartServing; readonly last: () => FakeServing; readonly started: FakeServing[] } {
  const started: FakeServing[] = [];
  return {
    started,
    last() {
      const found = started.at(-1);
      if (!found) throw new Error('no gateway was started');
      return found;
    },
    async start({ port }) {
      if (port !== null && options.taken?.has(port)) throw new AppError(failure('local', { reason: 'port-taken', values: { port: String(port) } }));
      const serving = fakeServing({ ...options, ...(port !== null && { port }) });
      started.push(serving);
      return serving;
    },
  };
}
