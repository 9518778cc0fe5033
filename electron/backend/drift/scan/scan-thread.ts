import { Worker } from 'node:worker_threads';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';
import type { DriftProgress } from '../judge-drift';
import { DRIFT_THREAD } from './thread-entry';
import type { AnswerOf, FromThread, TaskName, TaskOf, ToThread } from './thread-tasks';

/** What it costs to start one again is less than what one holds that does nothing. */
const IDLE_MS = 10_000;

type Waiting = {
  readonly worker: Worker;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: ((progress: DriftProgress) => void) | undefined;
};

/** The thread that reads and counts: started when it is first asked for, ended when nobody has for a while. It keeps no process alive. */
export class ScanThread {
  #worker: Worker | null = null;
  #next = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting>();

  constructor(
    private readonly entry = DRIFT_THREAD,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** Throws what the task throws, AppError `cancelled` where the signal says so, and `local` where the thread is lost. */
  async do<N extends TaskName>(
    name: N,
    task: TaskOf<N>,
    { signal, onProgress }: { signal?: AbortSignalLike | undefined; onProgress?: ((progress: DriftProgress) => void) | undefined } = {},
  ): Promise<AnswerOf<N>> {
    if (signal?.aborted) throw new AppError(failure('cancelled'));
    const id = this.#next++;
    const worker = this.#running();
    const stop = () => worker.postMessage({ type: 'stop', id } satisfies ToThread);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<AnswerOf<N>>((resolve, reject) => {
        this.#waiting.set(id, { worker, resolve, reject, onProgress });
        worker.postMessage({ type: 'do', id, name, task });
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    }
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** Stops what it does (AppError `cancelled`), and waits until it has ended. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => void worker.once('exit', resolve));
    worker.ref();
    this.#end(worker);
    await ended;
  }

  /** By itself: DuckDB takes the whole process with it where its thread is terminated in the midst of a statement. */
  #end(worker: Worker): void {
    clearTimeout(this.#idle);
    this.#worker = null;
    worker.postMessage({ type: 'end' } satisfies ToThread);
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker) {
      this.#worker.ref();
      return this.#worker;
    }
    const worker = new Worker(this.entry.file, { execArgv: [...this.entry.execArgv] });
    let why = '';
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error) => (why = error instanceof Error ? (error.stack ?? error.message) : String(error)));
    worker.on('exit', (code) => {
      if (this.#worker === worker) this.#worker = null;
      for (const waiting of this.#waiting.values())
        if (waiting.worker === worker) waiting.reject(new AppError(failure('local', { text: why || `exit ${code}` })));
    });
    this.#worker = worker;
    return worker;
  }

  #hear(message: FromThread): void {
    const waiting = this.#waiting.get(message.id);
    if (message.type === 'progress') waiting?.onProgress?.(message.progress);
    else if (message.type === 'failed') waiting?.reject(new AppError(message.failure));
    else waiting?.resolve(message.answer as never);
  }

  #rest(): void {
    const worker = this.#worker;
    worker?.unref();
    clearTimeout(this.#idle);
    if (!worker) return;
    this.#idle = setTimeout(() => this.#end(worker), this.idleMs);
    this.#idle.unref();
  }
}

/** One for a process: what several ask for at once waits for the same two cores anyway. */
export const scanThread = new ScanThread();
