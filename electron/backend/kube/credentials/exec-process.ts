import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export type ExecLimits = { readonly timeoutMs: number; readonly stdoutBytes: number; readonly stderrBytes: number };

export type ExecOutcome = {
  readonly end: 'exited' | 'timed-out' | 'flooded' | 'aborted' | 'not-started';
  /** Null unless it exited by itself. */
  readonly code: number | null;
  readonly stdout: string;
  /** Its last part. */
  readonly stderr: string;
};

/** Left to a process to end by itself before it is killed. */
const GRACE_MS = 1_000;
/** A child that outlives the plugin may hold its output open; waited for this long. */
const DRAIN_MS = 300;

/**
 * Runs a program without a shell and without a standard input, in a process group of its own, within limits of time and
 * output. When it is stopped, its whole group is. Never throws.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
  limits: ExecLimits,
  signal: AbortSignal,
): Promise<ExecOutcome> {
  if (signal.aborted) return { end: 'aborted', code: null, stdout: '', stderr: '' };
  return await new Promise<ExecOutcome>((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true });
    let end: ExecOutcome['end'] = 'exited';
    let drain: NodeJS.Timeout | undefined;
    const stop = (why: ExecOutcome['end']) => {
      if (end !== 'exited') return;
      end = why;
      if (why === 'flooded') return killGroup(child, 'SIGKILL');
      killGroup(child, 'SIGTERM');
      setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const stdout = collect(child.stdout, limits.stdoutBytes, () => stop('flooded'));
    const stderr = collect(child.stderr, limits.stderrBytes, null);
    const onAbort = () => stop('aborted');
    const timer = setTimeout(() => stop('timed-out'), limits.timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });

    const finish = (code: number | null) => {
      clearTimeout(timer);
      clearTimeout(drain);
      signal.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ end, code: end === 'exited' ? code : null, stdout: stdout(), stderr: stderr() });
    };
    child.on('error', () => {
      if (child.pid !== undefined) return;
      end = 'not-started';
      finish(null);
    });
    child.on('exit', (code) => {
      drain = setTimeout(() => finish(code), DRAIN_MS);
    });
    child.on('close', (code) => finish(code));
  });
}

/** Keeps the last `limit` bytes; calls back once more have come. */
function collect(stream: Readable, limit: number, onOver: (() => void) | null): () => string {
  let kept = Buffer.alloc(0);
  let over = false;
  stream.on('data', (chunk: Buffer) => {
    if (over && onOver) return;
    kept = Buffer.concat([kept, chunk]);
    if (kept.length <= limit) return;
    over = true;
    kept = kept.subarray(kept.length - limit);
    onOver?.();
  });
  return () => kept.toString('utf8');
}

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}
