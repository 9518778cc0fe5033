import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { ServerFacts } from '../../../shared/models/server-command';
import type { Log } from '../../backend/lib/log';
import type { ServerNews, SupervisedServer, WantedServer } from '../serving/contract';
import { fillCommand } from './fill-command';
import { freePorts } from './free-ports';
import { makeModelFolder } from './model-folder';
import { ServerProcess } from './server-process';
import { waitReady } from './wait-ready';

/** How long after each death it is started again; after the last of them it is given up. */
const AGAIN_MS = [250, 1_000, 4_000];
/** Who was ready for so long has earned all of them anew. */
const RAN_WELL_MS = 10 * 60_000;
const PORTS = 3;

export type SupervisedOptions = {
  readonly wanted: WantedServer;
  readonly mark: string;
  readonly folder: string;
  readonly logFolder: string;
  /** Of the workspace. */
  readonly root: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly log: Log;
  readonly now: () => number;
  readonly onNews: (news: ServerNews) => void;
  readonly againMs?: readonly number[];
};

/** One server of the user's: started, waited for, started again when it dies, given up, ended. */
export class Supervised implements SupervisedServer {
  #process: ServerProcess | null = null;
  #port = 0;
  #restarts = 0;
  readonly #leaving = new AbortController();
  readonly #life: Promise<void>;

  constructor(private readonly options: SupervisedOptions) {
    this.#life = this.#live();
  }

  async measure(): Promise<ServerFacts | null> {
    await this.#process?.measure();
    return this.facts();
  }

  facts(): ServerFacts | null {
    const process = this.#process;
    if (!process) return null;
    const { cpu = null, memoryBytes = null, processes = null } = process.resources ?? {};
    return { pid: process.root.pid, port: this.#port, restarts: this.#restarts, cpu, memoryBytes, processes };
  }

  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#process?.stop();
    await this.#life;
  }

  async #live(): Promise<void> {
    const { wanted, folder, onNews, log, againMs = AGAIN_MS } = this.options;
    try {
      await makeModelFolder(join(folder, 'model'), wanted.files);
      for (let why: Failure | null = null; !this.#leaving.signal.aborted; ) {
        onNews({ state: 'starting', failure: why });
        const end: Ended = await this.#runOnce();
        why = end.failure;
        if (this.#leaving.signal.aborted) break;
        if (end.readyMs > RAN_WELL_MS) this.#restarts = 0;
        const wait = againMs[this.#restarts];
        // One that was never ready would not be so the next time either.
        if (wait === undefined || (end.readyMs === 0 && this.#restarts === 0)) throw new AppError(why);
        this.#restarts += 1;
        log.warn('a server is started again', { service: wanted.service, revision: wanted.revision, restarts: this.#restarts, reason: why.detail.reason });
        onNews({ state: 'starting', failure: why });
        await pause(wait, this.#leaving.signal);
      }
    } catch (error) {
      if (!this.#leaving.signal.aborted) onNews({ state: 'failed', failure: failureOf(error) });
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => log.warn('what a server left stays', { text: String(error) }));
  }

  /** @throws AppError where it cannot even be started */
  async #runOnce(): Promise<Ended> {
    const { wanted, mark, folder, logFolder, root, env, log, now, onNews } = this.options;
    const ports = await freePorts(PORTS);
    this.#port = ports[0] ?? 0;
    const filled = fillCommand({ command: wanted.command, model: join(folder, 'model'), ports, root, env, mark });
    const startedAt = performance.now();
    const process = await ServerProcess.start(filled, { mark, folder, logFolder, cwd: root, log, now });
    this.#process = process;
    const over = new AbortController();
    const exited = process.exited.then((exit) => {
      over.abort();
      return exit;
    });
    let readyAt: number | null = null;
    try {
      const isReady = await waitReady(this.#port, wanted.command, AbortSignal.any([this.#leaving.signal, over.signal]));
      if (isReady && !over.signal.aborted) {
        readyAt = performance.now();
        onNews({ state: 'ready', port: this.#port, readyMs: readyAt - startedAt });
        await exited;
      }
      const readyMs = readyAt === null ? 0 : performance.now() - readyAt;
      const text = await process.lastWords();
      if (!over.signal.aborted)
        return { readyMs, failure: failure('local', { reason: 'server-not-ready', text, values: { seconds: String(wanted.command.readySeconds) } }) };
      return { readyMs, failure: failure('local', { reason: 'server-ended', text, values: { how: (await exited).how } }) };
    } finally {
      await process.stop(); // what its first process left behind goes too
      this.#process = null;
    }
  }
}

type Ended = { readonly failure: Failure; readonly readyMs: number };

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
