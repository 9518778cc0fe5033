import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';

const STOP_MS = 5_000;
const OUTPUT_MAX = 256 * 2 ** 20;

/** Waits until it is gone, and its ports are free again. After five seconds it is killed. */
export async function endProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGCONT'); // a stopped process hears no SIGTERM
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

export type RunOptions = { input?: string | undefined; env?: NodeJS.ProcessEnv };

/** Its standard output. @throws with its standard error when it fails. */
export function runProgram(command: string, args: readonly string[], { input, env = process.env }: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: OUTPUT_MAX }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(' ')}: ${stderr.trim() || error.message}`, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
