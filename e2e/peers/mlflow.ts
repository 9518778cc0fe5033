import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { pickPorts } from './ports';
import { endProcess } from './processes';

/** Generations of MLflow that are installed: 2.22 and 3.17. */
export type MlflowGeneration = '2' | '3';

const READY_MS = 90_000;
const ASK_EVERY_MS = 100;
/** A benchmark is bundled, and lies elsewhere. */
const peers = join(process.env['PILOTHOUSE_ROOT'] ?? join(import.meta.dirname, '../..'), 'e2e/peers');
const here = join(peers, 'mlflow');

/** An environment that is set up beside them. */
export type PythonPeer = MlflowGeneration | 'mlserver-onnx' | 'kserve';

/** Of the environment that `npm run peers -- --build` set up. @throws where it is not there */
export function mlflowPython(generation: PythonPeer): string {
  const folder = process.env['PILOTHOUSE_MLFLOW'] ?? '';
  if (folder === '') throw new Error('PILOTHOUSE_MLFLOW is not set: “npm run peers -- --build” sets MLflow up, where there is Python 3.');
  return join(folder, generation, 'bin', 'python');
}

export type MlflowAddress = { readonly uri: string; readonly token: string };

/** What a process needs to log there, and nothing of the tester's own settings. */
export const clientEnvironment = ({ uri, token }: MlflowAddress): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'))),
  MLFLOW_TRACKING_URI: uri,
  MLFLOW_TRACKING_TOKEN: token,
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  MLFLOW_ENABLE_ASYNC_LOGGING: 'false',
  PYTHONWARNINGS: 'ignore',
  GIT_PYTHON_REFRESH: 'quiet',
});

/** Runs a script of `e2e/peers/mlflow` with the real client. @returns what it printed last, as JSON. @throws with its standard error */
export async function runMlflowScript(generation: PythonPeer, script: string, address: MlflowAddress, args: readonly string[] = []): Promise<unknown> {
  const child = spawn(mlflowPython(generation), [join(here, script), ...args], { env: clientEnvironment(address), stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  const [status]: unknown[] = await once(child, 'close');
  if (status !== 0) throw new Error(`${script} with MLflow ${generation} ended with ${String(status)}:\n${err}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '');
}

export type RunningPeer = MlflowAddress & { readonly child: ChildProcess; stop(): Promise<void> };

/** The real MLflow server of the third generation on SQLite, in a folder that goes with it. It asks for no token. */
export async function startMlflowServer(): Promise<RunningPeer> {
  const folder = mkdtempSync(join(tmpdir(), 'mlflow-'));
  const port = await pickPorts(1);
  const uri = `http://127.0.0.1:${port}`;
  const listening = ['--workers', '1', '--host', '127.0.0.1', '--port', String(port)];
  const keeping = ['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`, '--artifacts-destination', join(folder, 'artifacts')];
  const child = spawn(
    mlflowPython('3'),
    ['-m', 'mlflow', 'server', ...listening, ...keeping],
    // In a group of its own: it starts workers, which are to end with it.
    { cwd: folder, detached: true, stdio: 'ignore', env: { ...clientEnvironment({ uri, token: '' }), MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' } },
  );
  const stop = async () => {
    const gone = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      process.kill(-child.pid, 'SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const until = performance.now() + READY_MS;
  for (;;) {
    const answer = await fetch(`${uri}/health`).catch(() => null);
    if (answer?.ok) return { uri, token: '', child, stop };
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`the MLflow server did not come up (exit ${String(child.exitCode)})`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

const Said = z.object({ uri: z.string(), token: z.string() });

/** Our tracking address in a process of its own, over a folder that stays. */
export async function startTrackingProcess(folder: string, script = 'tracking-process.ts'): Promise<RunningPeer> {
  const child = spawn(process.execPath, ['--import', join(peers, 'typescript.mjs'), join(here, script), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const [line]: unknown[] = await once(lines, 'line');
  return { ...Said.parse(JSON.parse(String(line))), child, stop: () => endProcess(child, 'SIGTERM') };
}
