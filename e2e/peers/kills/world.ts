import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEngineFile } from '../../../electron/backend/lib/engine-file';
import { connectEngine, type EngineLink } from '../../../electron/backend/workspaces/engine-link';
import { MARK } from '../../../electron/engine/lib/processes/process-table';
import { workspaceConnection } from '../../../shared/models/workspace';
import { endProcess } from '../processes';
import { PROJECT, TRAIN } from './training-script';

const UP_MS = 30_000;
/** The app waits longer each time that its engine dies soon. */
const BACK_MS = 60_000;
const LOOK_MS = 20;

export type Reached = { readonly link: EngineLink; readonly connection: string; readonly uri: string; readonly token: string };

/** A workspace that the shipped command line has up, as an app without a window: backend and engine are processes of their own. */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), 'kills-'));
  readonly folder = join(this.root, 'workspace');
  app: ChildProcess | null = null;
  #link: EngineLink | null = null;

  constructor(protected readonly built: string) {
    for (const each of [this.folder, this.runtime]) mkdirSync(each, { mode: 0o700 });
    writeFileSync(join(this.folder, 'MLproject'), PROJECT);
    writeFileSync(join(this.folder, 'train.cjs'), TRAIN);
  }

  get runtime(): string {
    return join(this.root, 'runtime');
  }

  /** Without waiting for it. */
  start(): ChildProcess {
    const args = [join(this.built, 'cli/pilothouse.js'), '--data', join(this.root, 'data'), 'up', this.folder];
    const env = { ...process.env, XDG_RUNTIME_DIR: this.runtime, KUBECONFIG: '' };
    this.app = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    return this.app;
  }

  /** Until it says that the workspace is up. @throws with its own words where it does not */
  async up(): Promise<void> {
    const app = this.start();
    let [said, faults] = ['', ''];
    app.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    app.stderr?.on('data', (chunk: Buffer) => (faults += chunk.toString()));
    const until = performance.now() + UP_MS;
    while (!said.includes('\n')) {
      if (app.exitCode !== null || performance.now() > until) throw new Error(`the workspace did not open: ${app.exitCode} ${faults}`);
      await sleep(LOOK_MS);
    }
  }

  /** The engine, once one answers; another than `before`. */
  async reach(before: number | null = null): Promise<Reached> {
    this.leave();
    const reached = await reachEngine(this.folder, before);
    this.#link = reached.link;
    return reached;
  }

  /** Lets go of the engine: whoever is connected keeps one alive. */
  leave(): void {
    this.#link?.close();
    this.#link = null;
  }

  async kill(what: 'app' | 'engine' | 'both'): Promise<void> {
    const engine = this.enginePid();
    if (what !== 'app' && engine !== null) kill(engine);
    if (what === 'engine' || !this.app) return;
    const gone = once(this.app, 'exit');
    this.app.kill('SIGKILL');
    await gone;
    this.app = null;
  }

  enginePid(): number | null {
    return this.engines()[0] ?? null;
  }

  /** Engines of this folder, by what they were started with. */
  engines(): number[] {
    return pids().filter((pid) => {
      const words = readProc(pid, 'cmdline').split('\0');
      return words.includes(this.folder) && words.some((word) => word.endsWith('engine.js'));
    });
  }

  /** Processes of runs: each has the mark of one, and this folder's work in its environment. */
  trained(): { pid: number; run: string }[] {
    return pids().flatMap((pid) => {
      const environment = `\0${readProc(pid, 'environ')}`;
      const run = new RegExp(`\\0${MARK}=([a-f0-9]{32})\\0`).exec(environment)?.[1];
      return run !== undefined && environment.includes(`\0XDG_RUNTIME_DIR=${this.runtime}\0`) ? [{ pid, run }] : [];
    });
  }

  async down(): Promise<void> {
    this.leave();
    if (this.app) await endProcess(this.app, 'SIGTERM');
    this.app = null;
  }

  remove(): void {
    this.leave();
    this.app?.kill('SIGKILL');
    for (const pid of [...this.engines(), ...this.trained().map((each) => each.pid)]) kill(pid);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The engine of a folder, once one answers that is another than `before`. */
export async function reachEngine(folder: string, before: number | null): Promise<Reached> {
  for (const until = performance.now() + BACK_MS; ; await sleep(LOOK_MS)) {
    const file = readEngineFile(folder);
    const link = file && file.pid !== before ? await connectEngine(file).catch(() => null) : null;
    const facts = await link?.request('engine.facts', {}).catch(() => null);
    if (link && facts) {
      return { link, connection: workspaceConnection(facts.id), uri: facts.trackingUri, token: readFileSync(facts.tokenFile, 'utf8').trim() };
    }
    link?.close();
    if (performance.now() > until) throw new Error('no engine answers');
  }
}

/** Numbers of processes by what they were started with. */
export const startedWith = (word: string): number[] => pids().filter((pid) => readProc(pid, 'cmdline').includes(word));

/** One of ours, by its number; it may have ended by itself. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone
  }
}

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return ''; // it has ended
  }
}
