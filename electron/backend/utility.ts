// Entry of the backend's process, which the shell forks: every window's port arrives here, and is served directly.
import { BACKEND_DATA_FLAG, type FromBackend, ToBackend } from '../../shared/api/backend-process';
import { failureOf } from '../../shared/models/failure';
import type { Port } from '../../shared/api/wire';
import { createBackend } from './backend';
import { createLog } from './lib/log';
import { version } from '../../package.json';

const log = createLog((line) => process.stdout.write(line));
const flag = process.argv.indexOf(BACKEND_DATA_FLAG);
const dataFolder = process.argv[flag + 1];
if (flag < 0 || dataFolder === undefined) throw new Error(`${BACKEND_DATA_FLAG} <folder> is missing`);

const tell = (message: FromBackend) => process.parentPort.postMessage(message);
/** From the forking of this process to a drawn window, so far as it goes on beside it. */
const DRAW_FIRST_MS = 200;

const backend = createBackend({
  drawFirstMs: DRAW_FIRST_MS,
  dataFolder,
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
  else if (message.type === 'quit') {
    backend.close();
    process.exit(0);
  }
});

// A mistake of ours in one place must not take the others down unheard: the line is kept, and the shell starts us again.
process.on('uncaughtException', (error) => {
  log.error('uncaught', { text: failureOf(error).detail.text });
  process.exit(70);
});

tell({ type: 'ready' });
