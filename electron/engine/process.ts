// Entry of an engine's process: a utility process of the app, or a child of the command line in plain Node.
import { parseArgs } from 'node:util';
import { ENGINE_FLAGS, type FromEngine, ToEngine } from '../../shared/api/engine-process';
import { failureOf } from '../../shared/models/failure';
import { createLog } from '../backend/lib/log';
import { type Engine, type EngineOptions, openEngine } from './engine';
import { ShellScripts } from './lib/shell-scripts';
import { startServing } from './serving/serving';
import { tryModel } from './serving/try-model';
import { stopLeft } from './stop-left';
import { OWN_NODE, type ShippedNode } from './training/node-host';
import { version } from '../../package.json';

// Whoever started it may be gone: nobody reads then, which is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const log = createLog((line) => void process.stderr.write(line));
const fromApp = 'parentPort' in process && process.parentPort;

function tell(message: FromEngine): void {
  if (fromApp) fromApp.postMessage(message);
  else if (process.send) process.send(message, () => undefined);
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

const scripts = new ShellScripts(tell);
/** In the app the shell runs scripts for us. */
const shippedNode: ShippedNode | null = fromApp
  ? {
      version: process.versions.node,
      host: { fork: (request, onExit) => scripts.fork({ ...request, args: [...request.args], execArgv: [...request.execArgv] }, onExit) },
    }
  : OWN_NODE;

function readFlags(): { folder: string; by: string; owner: string | null; port: number | null; stopLeft: boolean; sealFile?: string } {
  const name = (flag: string) => flag.slice(2);
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: Object.fromEntries(Object.values(ENGINE_FLAGS).map((flag) => [name(flag), { type: 'string' as const }])),
  });
  const text = (flag: string) => {
    const value = values[name(flag)];
    return typeof value === 'string' ? value : null;
  };
  const folder = text(ENGINE_FLAGS.workspace);
  if (folder === null) throw new Error(`${ENGINE_FLAGS.workspace} <folder> is missing`);
  const port = text(ENGINE_FLAGS.port);
  const sealFile = text(ENGINE_FLAGS.seal);
  return {
    folder,
    by: text(ENGINE_FLAGS.by) ?? 'pilothouse',
    owner: text(ENGINE_FLAGS.owner),
    port: port === null ? null : Number(port),
    stopLeft: text(ENGINE_FLAGS.stopLeft) !== null,
    ...(sealFile !== null && { sealFile }),
  };
}

/** Ends the process, after what was told last has gone out. */
function exit(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), LAST_WORDS_MS);
}
const LAST_WORDS_MS = 50;

function obey(engine: Engine): void {
  const hear = (raw: unknown) => {
    const message = ToEngine.safeParse(raw);
    if (!message.success) log.warn('whoever started the engine said something that is not known');
    else if (message.data.type === 'leave') void engine.leave(message.data.stopRuns);
    else scripts.hear(message.data);
  };
  if (fromApp) fromApp.on('message', ({ data }) => hear(data));
  else {
    process.on('message', hear);
    process.once('disconnect', () => void engine.leaveAsSet());
    if (process.send && !process.connected) void engine.leaveAsSet(); // it died while we opened
  }
  process.on('SIGINT', () => void engine.leaveAsSet()); // of a terminal: all that was started there hears it
  process.on('SIGTERM', () => void engine.leaveAsSet(true)); // meant for it
  void engine.ended.then(() => exit(0));
}

process.on('uncaughtException', (error) => {
  log.error('uncaught', { text: failureOf(error).detail.text });
  process.exit(70);
});

async function serve(options: Omit<EngineOptions, 'shippedNode'>): Promise<void> {
  const engine = await openEngine({ ...options, shippedNode, tryModel, startServing: (address) => startServing({ ...address, version, log }) });
  obey(engine);
  const { id, name, trackingUri, tokenFile } = engine;
  tell({ type: 'ready', id, name, trackingUri, tokenFile });
}

try {
  const { stopLeft: stops, ...flags } = readFlags();
  const options = { ...flags, version, log };
  if (stops) {
    tell({ type: 'stopped', left: await stopLeft({ ...options, shippedNode: null }) }); // what waits is not begun any more
    exit(0);
  } else await serve(options);
} catch (error) {
  const failure = failureOf(error);
  log.error('the workspace did not open', { code: failure.code, reason: failure.detail.reason, text: failure.detail.text });
  tell({ type: 'failed', failure });
  exit(1);
}
