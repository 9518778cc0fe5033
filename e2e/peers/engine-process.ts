import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { StartedEngine } from '../../electron/backend/workspaces/reach-engine';
import { ENGINE_FLAGS, FromEngine } from '../../shared/api/engine-process';
import { AppError, failure } from '../../shared/models/failure';

const ROOT = join(import.meta.dirname, '../..');

export type EngineChild = StartedEngine & { readonly child: ChildProcess };

const SOURCES = { root: ROOT, file: 'electron/engine/process.ts', execArgv: ['--import', join(ROOT, 'e2e/peers/typescript.mjs')] };

const BUILT = { root: ROOT, file: 'out/engine/engine.js', execArgv: [] };
/** As it is built where the whole test run says that this is of the sources at hand: it starts in a quarter of the time. */
const AT_HAND = process.env['PILOTHOUSE_BUILT'] === '1' ? BUILT : SOURCES;

/** The engine as a process of its own, from our sources, or as it is built; it ends with the one that started it. */
export function forkEngine(folder: string, { by = 'a test', owner = 'tests', from = AT_HAND, env = process.env } = {}): EngineChild {
  const child = fork(join(from.root, from.file), [ENGINE_FLAGS.workspace, folder, ENGINE_FLAGS.by, by, ENGINE_FLAGS.owner, owner], {
    cwd: from.root,
    execArgv: from.execArgv,
    env,
    stdio: ['ignore', 'ignore', process.env['PILOTHOUSE_LOG'] ? 'inherit' : 'ignore', 'ipc'],
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', (raw) => {
      const message = FromEngine.parse(raw);
      if (message.type === 'ready') resolve();
      else if (message.type === 'failed') reject(new AppError(message.failure));
    });
    child.once('exit', (code) => reject(new AppError(failure('local', { reason: 'engine-not-started', text: `exit ${code}` }))));
  });
  ready.catch(() => undefined); // whoever waits for it is told
  return { child, ready };
}
