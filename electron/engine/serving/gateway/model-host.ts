import { Worker } from 'node:worker_threads';
import { failure } from '../../../../shared/models/failure';
import type { Batching, HostState } from '../../../../shared/models/service';
import type { HeldRevision } from '../contract';
import { errorBody } from '../protocol/protocol-error';
import type { ModelSpec } from '../protocol/read-request';
import type { Done, FromModel, Job, ThreadEntry, ThreadRole, ToModel } from '../thread-messages';
import { DRAIN_MS, type Host } from './host';
import { HostStanding } from './host-standing';
import { estimate, refuseTooLarge, threadsPerModel } from './model-memory';

/** One that ended is started again once; who ran well for so long has earned another time. */
const RESTART_MS = 1_000;
const RAN_WELL_MS = 10 * 60_000;
/** A model that loads or computes is not stopped in the middle: the thread ends when it has done, and is not waited for any longer. */
const END_MS = 1_000;
/** Of JavaScript, in a model's thread: bodies are read there. What ONNX Runtime takes is beside it. */
const HEAP_MB = 2_048;

export type HostOptions = {
  readonly service: string;
  readonly held: HeldRevision;
  readonly entry: ThreadEntry;
  readonly onState: (state: HostState | null) => void;
  /** Needed by all that are loading. */
  readonly loading: { bytes: number };
};

/** One revision, in a thread of its own from loading to the last answer. */
export class ModelHost implements Host {
  readonly platform = 'onnxruntime_onnx';
  spec: ModelSpec | null = null;
  readonly #standing: HostStanding;
  readonly #waiting = new Map<number, (done: Done) => void>();
  readonly #needed: number;
  #worker: Worker | null = null;
  #number = 0;
  #batch: Job[] = [];
  #batching: Batching | null = null;
  #restarts = 0;
  #restart: NodeJS.Timeout | undefined;

  constructor(private readonly options: HostOptions) {
    this.#needed = estimate(options.held.path, options.held.bytes);
    const state: HostState = { state: 'unloaded', since: Date.now(), failure: null, loadMs: null, memoryBytes: this.#needed };
    this.#standing = new HostStanding(state, options.onState);
    this.#start();
  }

  get state(): HostState {
    return this.#standing.state;
  }
  get revision(): number {
    return this.options.held.revision;
  }
  get digest(): string {
    return this.options.held.digest;
  }
  get isReady(): boolean {
    return this.#standing.isReady;
  }

  /** Ready, or failed. */
  settled(): Promise<HostState> {
    return this.#standing.settled();
  }

  /** `settle` is called exactly once, whatever becomes of the thread. */
  submit(id: string, content: string | Uint8Array, head: number | null, settle: (done: Done) => void): void {
    const number = (this.#number = (this.#number + 1) % Number.MAX_SAFE_INTEGER);
    if (!this.#worker || !this.isReady) {
      // Not at once: whoever is told goes on to the next that waits.
      return queueMicrotask(() => settle([number, 503, errorBody(`Revision ${this.revision} is not ready.`), null, id, 0]));
    }
    this.#waiting.set(number, settle);
    this.#batch.push([number, id, content, head]);
    if (this.#batch.length === 1) setImmediate(() => this.#send());
  }

  get underWay(): number {
    return this.#waiting.size;
  }

  batch(batching: Batching | null): void {
    if (batching?.rows === this.#batching?.rows && batching?.waitMs === this.#batching?.waitMs) return;
    this.#batching = batching;
    this.#worker?.postMessage({ batching } satisfies ToModel);
  }

  /** What came in one turn of the loop, as one message. */
  #send(): void {
    const batch = this.#batch;
    this.#batch = [];
    const bytes = batch.flatMap(([, , content]) => (typeof content === 'string' || !(content.buffer instanceof ArrayBuffer) ? [] : [content.buffer]));
    this.#worker?.postMessage(batch, bytes);
  }

  /** Answers what is under way, then ends. No more is submitted. */
  async drain(limitMs = DRAIN_MS): Promise<void> {
    clearTimeout(this.#restart);
    const isLoaded = this.state.state === 'ready';
    this.#standing.leave();
    const worker = this.#worker;
    if (!worker) return;
    if (this.#waiting.size > 0) await this.#standing.lastAnswer(limitMs);
    this.#worker = null;
    this.#giveUp();
    const ended = new Promise((resolve) => void worker.once('exit', resolve));
    if (isLoaded) worker.postMessage({ end: true } satisfies ToModel); // else it is told so then
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, END_MS).unref())]);
  }

  #start(): void {
    const { held, entry, service, loading } = this.options;
    const tooLarge = refuseTooLarge(this.#needed, loading.bytes);
    if (tooLarge) return this.#standing.become('failed', { failure: tooLarge });
    this.#standing.become('loading');
    loading.bytes += this.#needed;
    let isLoading = true;
    const loaded = () => {
      if (isLoading) loading.bytes -= this.#needed;
      isLoading = false;
    };
    const workerData: ThreadRole = { role: 'model', service, revision: held.revision, path: held.path, threads: threadsPerModel() };
    const worker = new Worker(entry.file, { execArgv: [...entry.execArgv], workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    this.#worker = worker;
    if (this.#batching) worker.postMessage({ batching: this.#batching } satisfies ToModel); // it hears it once it has loaded
    let why: string | undefined;
    worker.on('message', (message: FromModel) => {
      loaded();
      if (message.type === 'done') for (const done of message.done) this.#settle(done);
      else if (this.#worker !== worker) worker.postMessage({ end: true } satisfies ToModel);
      else if (message.type === 'ready') {
        this.spec = message.spec;
        this.#standing.become('ready', { loadMs: message.loadMs });
      } else if (message.type === 'batches') this.#standing.note({ batches: message.batches });
      else {
        this.#worker = null; // it ends by itself
        this.#standing.become('failed', { failure: message.failure });
      }
    });
    worker.on('error', (error) => (why = String(error)));
    worker.on('exit', (code) => {
      loaded();
      if (this.#worker === worker) this.#crashed(why ?? `exit ${code}`);
    });
  }

  #settle(done: Done): void {
    const settle = this.#waiting.get(done[0]);
    this.#waiting.delete(done[0]);
    settle?.(done);
    if (this.#waiting.size === 0) this.#standing.answered();
  }

  #giveUp(): void {
    this.#batch = [];
    for (const number of this.#waiting.keys()) this.#settle([number, 500, errorBody('What ran the model ended before it answered.'), null, '', 0]);
  }

  #crashed(text: string): void {
    this.#worker = null;
    const ranMs = this.isReady ? Date.now() - this.state.since : 0;
    if (ranMs > RAN_WELL_MS) this.#restarts = 0;
    this.#standing.become('failed', { failure: failure('local', { reason: 'model-crashed', text }) });
    this.#giveUp();
    if (this.#standing.isLeaving || this.#restarts > 0) return;
    this.#restarts += 1;
    this.#restart = setTimeout(() => this.#start(), RESTART_MS);
  }
}
