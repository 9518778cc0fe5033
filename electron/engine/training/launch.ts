import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { AppError, failure } from '../../../shared/models/failure';
import { storeFailure } from '../../backend/lib/store-failure';
import { type ProcessId, readProcess } from '../lib/processes/process-table';
import type { Start } from './environments';

export type Launch = {
  readonly start: Start;
  /** Without the program itself. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
};
export type Ended = { readonly code: number | null; readonly signal: string | null };

/**
 * Starts a process in a session of its own, its output going to files: it outlives us. `onExit` is called once, unless we end before.
 * @throws AppError `program-not-started`
 */
export async function launch(request: Launch, onExit: (ended: Ended) => void): Promise<ProcessId> {
  const pid = 'host' in request.start ? await forkOnHost(request, request.start.host, onExit) : await spawnProgram(request, request.start.file, onExit);
  // One that has ended already is kept for us by the system until its exit was handled, in a later turn.
  return { pid, started: (await readProcess(pid))?.started ?? '' };
}

async function spawnProgram({ args, cwd, env, stdout, stderr }: Launch, file: string, onExit: (ended: Ended) => void): Promise<number> {
  const outputs = [stdout, stderr].map(openOutput);
  try {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', ...outputs], detached: true, windowsHide: true });
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(file, error)));
      child.once('exit', (code, signal) => onExit({ code, signal }));
      child.unref();
      if (child.pid !== undefined) resolve(child.pid);
    });
  } catch (error) {
    throw error instanceof AppError ? error : notStarted(file, error);
  } finally {
    for (const output of outputs) closeSync(output);
  }
}

/** Appends whatever else is written meanwhile, and also after the file was cut. @throws AppError `local`: the disk does not take it */
function openOutput(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600);
  } catch (error) {
    throw new AppError(storeFailure(error, 'runs'), { cause: error });
  }
}

const notStarted = (program: string, error: unknown) =>
  new AppError(failure('local', { reason: 'program-not-started', text: error instanceof Error ? error.message : String(error), values: { program } }), {
    cause: error,
  });

/** `node [flags] script [arguments]`. There is no way to hand over code on the command line. */
async function forkOnHost({ args, cwd, env, stdout, stderr }: Launch, host: Extract<Start, { host: unknown }>['host'], onExit: (ended: Ended) => void) {
  const at = args.findIndex((argument) => !argument.startsWith('-'));
  const script = args[at];
  if (script === undefined || args.slice(0, at).some((flag) => /^-[epi]|^--(?:eval|print|interactive)/.test(flag)))
    throw notStarted('node', 'the runtime of Pilothouse runs scripts only');
  for (const path of [stdout, stderr]) closeSync(openOutput(path));
  try {
    const request = { script, args: args.slice(at + 1), execArgv: args.slice(0, at), cwd, env, stdout, stderr };
    return (await host.fork(request, (code) => onExit({ code, signal: null }))).pid;
  } catch (error) {
    throw error instanceof AppError ? error : notStarted('node', error);
  }
}
