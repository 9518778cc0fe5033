// Entry of the backend's process, which the shell forks: every window's port arrives here, and is served directly.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { BACKEND_DATA_FLAG, BACKEND_OWNER_FLAG, BACKEND_SAMPLE_FLAG, type FromBackend, ToBackend } from '../../shared/api/backend-process';
import { AppError, type Failure, failureOf } from '../../shared/models/failure';
import type { Port } from '../../shared/api/wire';
import { createBackend } from './backend';
import { createLog } from './lib/log';
import { version } from '../../package.json';

const log = createLog((line) => process.stdout.write(line));
const read = (flag: string): string => {
  const value = process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined;
  if (value === undefined) throw new Error(`${flag} is missing`);
  return value;
};

const tell = (message: FromBackend) => process.parentPort.postMessage(message);
/** From the forking of this process to a drawn window, so far as it goes on beside it. */
const DRAW_FIRST_MS = 200;

/** What changes many times a minute grows old before it is garbage, and V8 lets that lie until the heap is several times what is held. */
const TIDY_HEAP = '--heap-growing-percent=50';
/** The start has no time for it. */
const TIDY_AFTER_MS = 5_000;

/** Engines that the shell was asked for. */
const asked = new Map<number, (failure: Failure | null) => void>();
let nextEngine = Date.now(); // an answer that the backend before this one asked for is no answer to us

function startEngine(folder: string): { readonly ready: Promise<void> } {
  const engine = nextEngine++;
  const ready = new Promise<void>((resolve, reject) => {
    asked.set(engine, (failure) => {
      asked.delete(engine);
      if (failure) reject(new AppError(failure));
      else resolve();
    });
    tell({ type: 'start-engine', engine, folder });
  });
  return { ready };
}

const backend = createBackend({
  drawFirstMs: DRAW_FIRST_MS,
  dataFolder: read(BACKEND_DATA_FLAG),
  owner: read(BACKEND_OWNER_FLAG),
  startEngine,
  reopenWorkspace: true,
  sample: { source: read(BACKEND_SAMPLE_FLAG), folder: join(homedir(), 'Pilothouse sample') },
  onRuns: ({ services, asked: called, ...runs }) => tell({ type: 'runs', ...runs, services: [...services], asked: [...called] }),
  log,
  app: `pilothouse ${version}`,
  onAttention: (items) => tell({ type: 'attention', items: [...items] }),
});

const adapt = (port: Electron.MessagePortMain): Port => ({
  post: (message) => port.postMessage(message),
  listen(listener) {
    port.on('message', ({ data }) => listener(data));
    port.start();
  },
  onClose: (listener) => void port.on('close', listener),
  close: () => port.close(),
});

process.parentPort.on('message', ({ data, ports }) => {
  const parsed = ToBackend.safeParse(data);
  if (!parsed.success) return log.error('the shell sent something that is not understood', { text: parsed.error.message });
  const message = parsed.data;
  const [port] = ports;
  if (message.type === 'port' && port) backend.serve(adapt(port));
  else if (message.type === 'resumed') backend.resumed();
  else if (message.type === 'add-kubeconfig') backend.addKubeconfig(message.path);
  else if (message.type === 'pick-file') tell({ type: 'file-picked', ask: message.ask, file: backend.pickedFiles.hold(message.path) });
  else if (message.type === 'engine') asked.get(message.engine)?.(message.failure);
  else if (message.type === 'open-workspace') void openWorkspace(message.ask, message.path);
  else if (message.type === 'quit') {
    backend.close();
    process.exit(0);
  }
});

async function openWorkspace(ask: number, path: string | null): Promise<void> {
  try {
    await (path === null ? backend.workspaces.openSample() : backend.workspaces.openFolder(path));
    tell({ type: 'workspace-opened', ask, failure: null });
  } catch (error) {
    const failure = failureOf(error);
    log.warn('a workspace did not open', { code: failure.code, reason: failure.detail.reason, text: failure.detail.text });
    tell({ type: 'workspace-opened', ask, failure });
  }
}

// A mistake of ours in one place must not take the others down unheard: the line is kept, and the shell starts us again.
process.on('uncaughtException', (error) => {
  log.error('uncaught', { text: failureOf(error).detail.text });
  process.exit(70);
});

tell({ type: 'ready' });
setTimeout(() => setFlagsFromString(TIDY_HEAP), TIDY_AFTER_MS).unref();
