import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mlflowPython } from './mlflow';
import { pickPorts } from './ports';
import { endProcess } from './processes';

const READY_MS = 90_000;
const ASK_EVERY_MS = 100;
const SCRIPTS = 'e2e/peers/mlflow';
const PEER = 'mlserver-onnx';

export type RunningMlserver = { readonly port: number; readonly child: ChildProcess; stop(): Promise<void> };

/** Puts a model and what MLServer is to know of it into a folder. */
type Fill = (folder: string, name: string) => void;

/** One ONNX file on the ONNX Runtime of PyPI. */
export const onnxOf =
  (root: string, onnxFile: string): Fill =>
  (folder, name) => {
    copyFileSync(join(root, SCRIPTS, 'onnx_model.py'), join(folder, 'onnx_model.py'));
    writeFileSync(join(folder, 'model-settings.json'), JSON.stringify({ name, implementation: 'onnx_model.OnnxModel', parameters: { uri: onnxFile } }));
  };

/** What scikit-learn learns of the same flights, with as many trees, on MLServer's own runtime for it. */
export const sklearnOf =
  (root: string, flights: string, trees: number, depth: number): Fill =>
  (folder, name) => {
    const args = [join(root, SCRIPTS, 'late_sklearn.py'), flights, String(trees), String(depth), name, folder];
    execFileSync(mlflowPython(PEER), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  };

/** The real MLServer with one model; what `more` does not set is as it comes. */
export async function startMlserver(name: string, fill: Fill, more: object = {}): Promise<RunningMlserver> {
  const folder = mkdtempSync(join(tmpdir(), 'mlserver-'));
  const model = join(folder, name);
  mkdirSync(model);
  fill(model, name);
  const port = await pickPorts(3);
  const settings = { host: '127.0.0.1', http_port: port, grpc_port: port + 1, metrics_port: port + 2, ...more };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  const child = spawn(join(dirname(mlflowPython(PEER)), 'mlserver'), ['start', folder], { cwd: folder, stdio: 'ignore' });
  const stop = async () => {
    await endProcess(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const until = performance.now() + READY_MS; ; await sleep(ASK_EVERY_MS)) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/models/${name}/ready`).catch(() => null);
    if (answer?.ok) return { port, child, stop };
    if (child.exitCode === null && performance.now() < until) continue;
    await stop();
    throw new Error(`MLServer did not come up (exit ${String(child.exitCode)})`);
  }
}
