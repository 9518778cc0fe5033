import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import type { RunResources } from '../../../shared/models/run';
import type { Log } from '../../backend/lib/log';
import { LogFollower } from '../lib/logs/log-follower';
import { LogWriter } from '../lib/logs/log-writer';
import { type ProcessId, readProcess } from '../lib/processes/process-table';
import { ProcessTree } from '../lib/processes/process-tree';
import { Resources } from '../lib/processes/resources';
import type { Filled } from './fill-command';

const LOOK_MS = 250;
const RESOURCES_MS = 2_000;
const GRACE_MS = 5_000;
/** Of a server's log: its beginning and its newest lines. */
const LOG_MAX_BYTES = 16 * 1024 * 1024;
const LAST_LINES = 20;
const LAST_TEXT_MAX = 3_000;

export type ProcessOptions = {
  readonly mark: string;
  /** Of this one alone: what it writes, and the number of its first process. */
  readonly folder: string;
  readonly logFolder: string;
  readonly cwd: string;
  readonly log: Log;
  readonly now: () => number;
};
export type ServerExit = { readonly how: string };

/** The processes of a server, from its start until none of them is left. */
export class ServerProcess {
  resources: RunResources | null = null;
  readonly #tree: ProcessTree;
  readonly #usage = new Resources();
  #timer: NodeJS.Timeout | undefined;
  #resourcesAt = Number.NEGATIVE_INFINITY;
  #isOver = false;
  #stopping: Promise<void> | null = null;

  private constructor(
    readonly root: ProcessId,
    private readonly follower: LogFollower,
    /** Resolves when its first process has ended. */
    readonly exited: Promise<ServerExit>,
    private readonly options: ProcessOptions,
  ) {
    this.#tree = new ProcessTree(root, options.mark);
    this.#look();
  }

  /** @throws AppError `program-not-started`, or why the disk does not take its files */
  static async start({ file, args, env }: Filled, options: ProcessOptions): Promise<ServerProcess> {
    const { folder, logFolder, cwd, now, mark } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    mkdirSync(logFolder, { recursive: true, mode: 0o700 });
    const files = { stdout: join(folder, 'out'), stderr: join(folder, 'err') };
    // Each start writes into files that are empty.
    const outputs = [files.stdout, files.stderr].map((path) => {
      writeFileSync(path, '', { mode: 0o600 });
      return openSync(path, 'a');
    });
    try {
      const child = spawn(file, args, { cwd, env: { ...env }, stdio: ['ignore', ...outputs], detached: true, windowsHide: true });
      const exited = new Promise<ServerExit>((resolve) => child.once('exit', (code, signal) => resolve({ how: signal ?? String(code) })));
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(child.pid ?? 0));
      });
      const root = { pid, started: (await readProcess(pid))?.started ?? '' };
      writeFileSync(join(folder, 'process.json'), JSON.stringify({ ...root, mark }), { mode: 0o600 });
      const writer = new LogWriter(logFolder, LOG_MAX_BYTES);
      writer.append([], { out: 0, err: 0 });
      return new ServerProcess(root, new LogFollower(files, writer, null, now, () => undefined), exited, options);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const text = error instanceof Error ? error.message : String(error);
      throw new AppError(failure('local', { reason: 'program-not-started', text, values: { program: file } }), { cause: error });
    } finally {
      for (const output of outputs) closeSync(output);
    }
  }

  /** What it wrote last, for whoever wonders why. */
  async lastWords(): Promise<string> {
    await this.follower.look().catch(() => undefined);
    return this.follower.recent.slice(-LAST_LINES).join('\n').slice(-LAST_TEXT_MAX);
  }

  /** All of its processes, politely and then firmly. */
  async stop(): Promise<void> {
    await (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    const left = await this.#tree.end(GRACE_MS);
    if (left > 0) this.options.log.error('processes of a server could not be ended', { mark: this.options.mark, left });
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.resources = null;
    await this.follower.finish().catch((error: unknown) => this.options.log.warn('the end of a log could not be kept', { text: String(error) }));
  }

  #look(): void {
    if (this.#isOver) return;
    this.#timer = setTimeout(() => {
      void this.#lookOnce()
        .catch((error: unknown) => this.options.log.warn('a server could not be looked at', { text: String(error) }))
        .finally(() => this.#look());
    }, LOOK_MS);
    this.#timer.unref();
  }

  async #lookOnce(): Promise<void> {
    await this.follower.look();
    if (performance.now() - this.#resourcesAt < RESOURCES_MS) return;
    await this.measure();
  }

  /** Looks at what its processes take. */
  async measure(): Promise<void> {
    this.#resourcesAt = performance.now();
    const rows = await this.#tree.members();
    if (!this.#isOver) this.resources = await this.#usage.read(rows, this.options.now());
  }
}
