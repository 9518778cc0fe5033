import { kill } from 'node:process';
import { utilityProcess, type UtilityProcess } from 'electron';
import { ENGINE_FLAGS, FromEngine, type ToEngine } from '../../shared/api/engine-process';
import { type Failure, failure } from '../../shared/models/failure';
import type { LineSink } from './line-sink';
import type { Log } from './logs';
import type { Scripts } from './scripts';

/** One that has not opened its workspace by then never will: the registry is read, runs of before are found again. */
const START_MS = 60_000;
/** Runs end politely, then firmly. */
const QUIT_MS = 20_000;
/** An engine comes up, finds what was left, and ends it likewise. */
const STOP_LEFT_MS = 40_000;
/** The app has one workspace open; while it changes to another, two. */
const ENGINES_MAX = 4;

/** Engines of workspaces: started when the backend asks, ended with the app. That one dies takes nothing else down. */
export interface Engines {
  /** @returns why it is not there; null once it is reached by the file in its workspace */
  start(folder: string): Promise<Failure | null>;
  /**
   * Ends all in order. `stopRuns`: with what trains, also where an engine that died has left it.
   * @returns whether it is known that nothing trains on that should not
   */
  quit(stopRuns: boolean): Promise<boolean>;
}

export type EnginesOptions = {
  readonly entry: string;
  readonly owner: string;
  readonly sealFile: string;
  readonly scripts: Scripts;
  readonly log: Log;
  readonly output: () => LineSink;
};

export function createEngines({ entry, owner, sealFile, scripts, log, output }: EnginesOptions): Engines {
  const running = new Set<UtilityProcess>();
  /** Folders whose engine was up and died: what trained there may train on. */
  const left = new Set<string>();
  let quitting = false;

  const fork = (folder: string, ...flags: readonly string[]): UtilityProcess => {
    const args = [ENGINE_FLAGS.workspace, folder, ENGINE_FLAGS.by, 'the Pilothouse app', ENGINE_FLAGS.owner, owner, ENGINE_FLAGS.seal, sealFile, ...flags];
    const process = utilityProcess.fork(entry, args, { serviceName: 'engine', stdio: 'pipe' });
    const startedAt = Date.now();
    running.add(process);
    for (const stream of [process.stdout, process.stderr]) {
      const sink = output();
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => sink.push(chunk));
      stream?.on('end', () => sink.end());
    }
    process.once('spawn', () => log.info('an engine was started', { pid: process.pid ?? null }));
    process.once('exit', (code) => {
      running.delete(process);
      log.info('an engine ended', { code, livedMs: Date.now() - startedAt });
    });
    return process;
  };

  const runScript = (process: UtilityProcess, { ask, request }: Extract<FromEngine, { type: 'script' }>) => {
    const tell = (message: ToEngine) => running.has(process) && process.postMessage(message);
    scripts.run(
      request,
      (pid) => tell({ type: 'script-started', ask, pid }),
      (code) => tell({ type: 'script-ended', ask, code }),
    );
  };

  return {
    start(folder) {
      const refused = (text: string) => Promise.resolve(failure('local', { reason: 'engine-not-started', text }));
      if (quitting) return refused('the app is being left');
      if (running.size >= ENGINES_MAX) return refused('too many engines run');
      const process = fork(folder);
      return new Promise((resolve) => {
        const late = setTimeout(() => {
          log.error('an engine did not become ready', { afterMs: START_MS });
          process.kill();
        }, START_MS);
        process.on('message', (raw: unknown) => {
          const message = FromEngine.safeParse(raw);
          if (!message.success) return log.warn('an engine said something that the shell does not know');
          if (message.data.type === 'script') return runScript(process, message.data);
          clearTimeout(late);
          if (message.data.type === 'failed') return resolve(message.data.failure);
          left.add(folder); // until it ends in order
          resolve(null);
        });
        process.once('exit', (code) => {
          clearTimeout(late);
          if (code === 0) left.delete(folder);
          resolve(failure('local', { reason: 'engine-not-started', text: `exit ${code}` }));
        });
      });
    },
    async quit(stopRuns) {
      quitting = true;
      await Promise.all([...running].map((process) => end(process, stopRuns, log)));
      if (!stopRuns) return true;
      const found = await Promise.all([...left].map(async (folder) => await whenStopped(fork(folder, ENGINE_FLAGS.stopLeft, 'yes'), log)));
      return found.every((none) => none);
    },
  };
}

/** @returns whether it is known that nothing is left of what an engine that died had training */
function whenStopped(process: UtilityProcess, log: Log): Promise<boolean> {
  return new Promise((resolve) => {
    let none = false;
    const late = setTimeout(() => killNow(process), STOP_LEFT_MS);
    process.on('message', (raw: unknown) => {
      const message = FromEngine.safeParse(raw);
      if (message.data?.type !== 'stopped') return;
      none = message.data.left === 0;
      log.info('what an engine that died had training was stopped', { left: message.data.left });
    });
    process.once('exit', () => {
      clearTimeout(late);
      resolve(none);
    });
  });
}

/** One that does not listen to anybody any more. */
function killNow({ pid }: UtilityProcess): void {
  try {
    if (pid !== undefined) kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function end(process: UtilityProcess, stopRuns: boolean, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      log.warn('an engine did not end in time', { afterMs: QUIT_MS });
      killNow(process);
    }, QUIT_MS);
    process.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    process.postMessage({ type: 'leave', stopRuns } satisfies ToEngine);
  });
}
