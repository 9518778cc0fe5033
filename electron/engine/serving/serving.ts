import { Worker } from 'node:worker_threads';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { LiveCounts, LiveWanted } from '../../../shared/models/live-counts';
import type { PayloadState } from '../../../shared/models/payload';
import type { HostState } from '../../../shared/models/service';
import { type Log, SILENT } from '../../backend/lib/log';
import type { Door, GatewayOptions, Servers, Serving, WantedService } from './contract';
import { RunningServers } from './server/running-servers';
import { THREAD_ENTRY } from './thread-entry';
import type { FromGateway, Question, Reply, ThreadEntry, ThreadRole } from './thread-messages';

export type ServingOptions = GatewayOptions & { readonly log?: Log; readonly version?: string; readonly entry?: ThreadEntry; readonly servers?: Servers };

/** A gateway that ended is started again after so long, and longer each time it does so at once. */
const AGAIN_MS = [100, 500, 2_000, 10_000];
const RAN_WELL_MS = 60_000;
/** For all that is under way, when the engine ends. */
const CLOSE_MS = 15_000;

/** Starts the serving thread. @throws AppError `local` `port-taken` */
export async function startServing(options: ServingOptions): Promise<Serving> {
  // A native library that has left the last thread of a process cannot come back to it: this thread holds it, as it stays.
  await import('onnxruntime-node');
  const thread = new ServingThread(options);
  await thread.start(options.port);
  return thread;
}

type Waiting = { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void };

class ServingThread implements Serving {
  uri = '';
  readonly #wanted = new Map<string, WantedService>();
  /** Not put yet. */
  readonly #awaited: Set<string>;
  readonly #hosts = new Map<string, Map<number, HostState>>();
  readonly #payloads = new Map<string, PayloadState>();
  readonly #payloadListeners = new Set<(service: string, state: PayloadState) => void>();
  readonly #counted = new Map<number, { readonly wanted: LiveWanted; readonly onCounts: (counts: LiveCounts) => void }>();
  #nextCounted = 0;
  readonly #listeners = new Set<(service: string, revision: number, state: HostState) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #servers: RunningServers;
  /** As it shall be; put again where the gateway was lost. */
  #door: Door | null = null;
  readonly #doorListeners = new Set<(why: Failure | null) => void>();
  #worker: Worker | null = null;
  #port = 0;
  #next = 0;
  #isClosed = false;
  #losses = 0;
  #again: NodeJS.Timeout | undefined;

  readonly #log: Log;

  constructor(private readonly options: ServingOptions) {
    this.#log = options.log ?? SILENT;
    this.#awaited = new Set(options.awaited);
    this.#servers = new RunningServers(options.servers);
  }

  start(port: number | null): Promise<void> {
    const { tokens, payloads, version = '0', entry = THREAD_ENTRY } = this.options;
    const awaited = [...this.#awaited, ...this.#wanted.keys()];
    const workerData: ThreadRole = { role: 'gateway', entry, options: { port, tokens, awaited, ...(payloads !== undefined && { payloads }) }, version };
    const worker = new Worker(entry.file, { execArgv: [...entry.execArgv], workerData });
    const servers = (this.#servers = new RunningServers(this.options.servers));
    const startedAt = Date.now();
    let isUp = false;
    let why = '';
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromGateway) => {
        if (message.type === 'up') {
          isUp = true;
          this.#worker = worker;
          this.uri = message.uri;
          this.#port = message.port;
          resolve();
        } else if (message.type === 'down') reject(new AppError(message.failure));
        else if (message.type === 'server') servers.hear(message, (news) => worker.postMessage(news));
        else this.#hear(message);
      });
      worker.on('error', (error) => (why = error instanceof Error ? (error.stack ?? error.message) : String(error)));
      worker.on('exit', (code) => {
        const lost = failure('local', { reason: 'serving-lost', text: why || `exit ${code}` });
        reject(new AppError(lost));
        void servers.stopAll();
        if (isUp) this.#lost(lost, Date.now() - startedAt);
      });
    });
  }

  #hear(message: FromGateway): void {
    if (message.type === 'host') this.#tell(message.service, message.revision, message.state);
    else if (message.type === 'payload') {
      this.#payloads.set(message.service, message.state);
      for (const listener of this.#payloadListeners) listener(message.service, message.state);
    } else if (message.type === 'counts') this.#counted.get(message.number)?.onCounts(message.counts);
    else if (message.type === 'log') this.#log[message.level](message.message, { text: message.text });
    else if (message.type === 'answer' || message.type === 'refusal') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === 'answer') waiting?.resolve(message.result as never);
      else waiting?.reject(new AppError(message.failure));
    }
  }

  #tell(service: string, revision: number, state: HostState | null): void {
    const hosts = this.#hosts.get(service) ?? new Map<number, HostState>();
    this.#hosts.set(service, hosts);
    if (state) hosts.set(revision, state);
    else hosts.delete(revision);
    if (hosts.size === 0) this.#hosts.delete(service);
    const told = state ?? { state: 'unloaded', since: Date.now(), failure: null, loadMs: null, memoryBytes: null };
    for (const listener of this.#listeners) listener(service, revision, told);
  }

  /** All that ran in it is gone with it; what was wanted is wanted still. */
  #lost(why: Failure, ranMs: number): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new AppError(why));
    this.#waiting.clear();
    if (this.#isClosed) return;
    this.#log.error('the serving thread ended', { text: why.detail.text ?? '' });
    for (const [service, hosts] of this.#hosts)
      for (const [revision, state] of hosts) this.#tell(service, revision, { ...state, state: 'failed', since: Date.now(), failure: why });
    if (this.#door) this.#tellDoor(why);
    this.#losses = ranMs > RAN_WELL_MS ? 0 : this.#losses + 1;
    this.#again = setTimeout(() => void this.#restart(), AGAIN_MS[Math.min(this.#losses, AGAIN_MS.length - 1)]);
  }

  async #restart(): Promise<void> {
    try {
      await this.start(this.#port); // where callers know it
    } catch (error) {
      this.#log.error('the serving thread did not start again', { text: String(error) });
      this.#losses += 1;
      this.#again = setTimeout(() => void this.#restart(), AGAIN_MS[Math.min(this.#losses, AGAIN_MS.length - 1)]);
      return;
    }
    if (this.#door) void this.#reopen(this.#door);
    for (const [number, { wanted }] of this.#counted) this.#count(number, wanted);
    for (const service of this.#wanted.values())
      this.#ask({ type: 'put', service }).catch((error: unknown) =>
        this.#log.warn('a service was not put back', { service: service.name, text: String(error) }),
      );
  }

  async #reopen(door: Door): Promise<void> {
    try {
      await this.#ask({ type: 'door', door });
      this.#tellDoor(null);
    } catch (error) {
      this.#tellDoor(failureOf(error));
    }
  }

  #tellDoor(why: Failure | null): void {
    for (const listener of this.#doorListeners) listener(why);
  }

  #ask<Q extends Question>(question: Q): Promise<Reply[Q['type']]> {
    return new Promise((resolve, reject) => {
      if (!this.#worker) return reject(new AppError(failure('local', { reason: 'serving-lost' })));
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, id });
    });
  }

  async put(service: WantedService): Promise<void> {
    await this.#ask({ type: 'put', service });
    this.#wanted.set(service.name, service);
    this.#awaited.delete(service.name);
  }
  async remove(name: string): Promise<void> {
    this.#wanted.delete(name);
    this.#payloads.delete(name);
    this.#awaited.delete(name);
    await this.#ask({ type: 'remove', name });
  }
  hosts(): ReadonlyMap<string, ReadonlyMap<number, HostState>> {
    for (const [service, hosts] of this.#hosts)
      for (const [revision, state] of hosts) {
        const facts = this.#servers.factsOf(service, revision);
        if (facts) hosts.set(revision, { ...state, memoryBytes: facts.memoryBytes, server: facts });
      }
    return this.#hosts;
  }
  onHost(listener: (service: string, revision: number, state: HostState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  payloads(): ReadonlyMap<string, PayloadState> {
    return this.#payloads;
  }
  onPayload(listener: (service: string, state: PayloadState) => void): () => void {
    this.#payloadListeners.add(listener);
    return () => this.#payloadListeners.delete(listener);
  }
  async recountPayloads(name: string): Promise<void> {
    await this.#ask({ type: 'recount', name });
  }
  countLive(wanted: LiveWanted, onCounts: (counts: LiveCounts) => void): () => void {
    const number = this.#nextCounted++;
    this.#counted.set(number, { wanted, onCounts });
    this.#count(number, wanted);
    return () => {
      if (this.#counted.delete(number)) this.#count(number, null);
    };
  }
  /** A gateway that is away is told when it is back. */
  #count(number: number, wanted: LiveWanted | null): void {
    this.#ask({ type: 'count', number, wanted }).catch(() => undefined);
  }
  async door(door: Door | null): Promise<void> {
    if (door === null) this.#door = null; // whatever becomes of the asking, it is not opened again
    await this.#ask({ type: 'door', door });
    this.#door = door;
  }
  onDoor(listener: (why: Failure | null) => void): () => void {
    this.#doorListeners.add(listener);
    return () => this.#doorListeners.delete(listener);
  }
  figures(name: string, since: number, bucketMs: number | null) {
    return this.#ask({ type: 'figures', name, since, bucketMs });
  }
  shadows(name: string, since: number, bucketMs: number | null) {
    return this.#ask({ type: 'shadows', name, since, bucketMs });
  }
  requests(name: string) {
    return this.#ask({ type: 'requests', name });
  }
  infer(name: string, revision: number | null, body: string) {
    return this.#ask({ type: 'infer', name, revision, body });
  }
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    const worker = this.#worker;
    if (!worker) return;
    const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    const ended = new Promise((resolve) => void worker.once('exit', resolve)); // by itself: see ToModel
    await Promise.race([this.#ask({ type: 'close' }).then(() => ended), late]);
    await this.#servers.stopAll();
  }
}
