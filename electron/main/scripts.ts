import { utilityProcess } from 'electron';
import type { ScriptRequest } from '../../shared/api/engine-process';
import type { Log } from './logs';

/** Processes of runs at a time; far more than train at once. */
const SCRIPTS_MAX = 128;

export type Scripts = {
  /** Runs it on the runtime of the app. `ended` follows `started` once, with its code; nothing follows null. */
  run(request: ScriptRequest, started: (pid: number | null) => void, ended: (code: number | null) => void): void;
};

/**
 * Runs the scripts of training that need nothing but Node. The app is started with the way of being a plain Node switched off, so that
 * only the shell can. What they write goes to their files, not through here.
 */
export function createScripts(runner: string, log: Log): Scripts {
  let running = 0;
  return {
    run({ script, args, execArgv, cwd, env, stdout, stderr }, started, ended) {
      if (running >= SCRIPTS_MAX) return started(null);
      running += 1;
      const process = utilityProcess.fork(runner, [stdout, stderr, script, ...args], { serviceName: 'run', stdio: 'ignore', cwd, env, execArgv });
      let alive = false;
      process.once('spawn', () => {
        alive = true;
        log.info('a script was started', { pid: process.pid ?? null });
        started(process.pid ?? null);
      });
      process.once('exit', (code) => {
        running -= 1;
        if (alive) ended(code);
        else started(null);
      });
    },
  };
}
