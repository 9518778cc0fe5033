// Entry of the backend's process, which the shell forks: every window's port arrives here, and is served directly.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { FromBackend } from '../../shared/api/backend-process';
import { attentionApi } from '../../shared/api/attention';
import { connectionsApi } from '../../shared/api/connections';
import { entitiesApi } from '../../shared/api/entities';
import { settingsApi } from '../../shared/api/settings';
import { BACKEND_DATA_FLAG, BACKEND_OWNER_FLAG, BACKEND_SAMPLE_FLAG, ToBackend } from '../../shared/api/to-backend';
import type { AttentionItem } from '../../shared/models/attention';
import { AppError, type Failure, failureOf } from '../../shared/models/failure';
import type { Port } from '../../shared/api/wire';
import type { Backend } from './backend';
import { attentionHandlers } from './attention/handlers';
import { watchConnections } from './connections/handlers';
import { openHeld } from './held';
import { entitiesHandlers } from './inventory/handlers';
import { createLog } from './lib/log';
import { serve } from './rpc';
import { settingsHandlers } from './storage/handlers';
import type { Training } from './workspaces/watch-runs';
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

/** Where no window asks, the rest is read all the same. */
const REST_AT_LAST_MS = 250;

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

// What a window draws first needs the store alone. All else (connectors, actions, the ledger, …) is read when it is drawn: the cores of a small
// machine have enough to do until then. Where nothing is known, there is nothing to wait for.
const held = openHeld({ dataFolder: read(BACKEND_DATA_FLAG), log, drawFirstMs: DRAW_FIRST_MS });
const first = {
  verbs: { ...entitiesApi, ...attentionApi, ...settingsApi, 'connections.watch': connectionsApi['connections.watch'] },
  handlers: {
    ...entitiesHandlers(held.inventory, (kind) => held.connections.need(kind)),
    ...attentionHandlers(held.attention, () => held.connections.need('delivery')),
    ...settingsHandlers(held),
    ...watchConnections(held.connections),
  },
};

let whole: Promise<Backend> | undefined;
const backend = (): Promise<Backend> => (whole ??= new Promise<void>((turn) => setTimeout(turn, held.opensAt - Date.now())).then(build));

async function build(): Promise<Backend> {
  const { createBackend } = await import('./backend');
  const options = {
    dataFolder: held.dataFolder,
    log,
    owner: read(BACKEND_OWNER_FLAG),
    startEngine,
    reopenWorkspace: true,
    sample: { source: read(BACKEND_SAMPLE_FLAG), folder: join(homedir(), 'Pilothouse sample') },
    onRuns: ({ services, asked: called, ...runs }: Training) => tell({ type: 'runs', ...runs, services: [...services], asked: [...called] }),
    handOver: (text: string) => tell({ type: 'copy', text }),
    app: `pilothouse ${version}`,
    onAttention: (items: readonly AttentionItem[]) => tell({ type: 'attention', items: [...items] }),
  };
  return createBackend(options, held);
}

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
  if (message.type === 'port' && port) serve(adapt(port), first, log, async () => (await backend()).served);
  else if (message.type === 'engine') asked.get(message.engine)?.(message.failure);
  else void backend().then((all) => obey(all, message));
});

function obey(all: Backend, message: ToBackend): void {
  if (message.type === 'resumed') all.resumed();
  else if (message.type === 'add-kubeconfig') all.addKubeconfig(message.path);
  else if (message.type === 'pick-file') tell({ type: 'file-picked', ask: message.ask, file: all.pickedFiles.hold(message.path, message.use) });
  else if (message.type === 'open-workspace') void openWorkspace(all, message.ask, message.path);
  else if (message.type === 'quit') void all.end().finally(() => process.exit(0));
}

async function openWorkspace({ workspaces }: Backend, ask: number, path: string | null): Promise<void> {
  try {
    await (path === null ? workspaces.openSample() : workspaces.openFolder(path));
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
// Nobody may ask, and yet there is work. Half a backend helps nobody: its end is heard, and the shell starts it again.
setTimeout(() => {
  backend().catch((error: unknown) => {
    log.error('the backend could not be built', { text: failureOf(error).detail.text });
    process.exit(70);
  });
}, REST_AT_LAST_MS);
setTimeout(() => setFlagsFromString(TIDY_HEAP), TIDY_AFTER_MS).unref();
