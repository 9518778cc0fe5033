import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { StartedEngine } from '../../electron/backend/workspaces/reach-engine';
import { ENGINE_FLAGS, FromEngine } from '../../shared/api/engine-process';
import { AppError, failure } from '../../shared/models/failure';

const ROOT = join(import.meta.dirname, '../..');

export type EngineChild = StartedEngine & { readonly child: ChildProcess };

/** The engine as a process of its own, from our sources; it ends with the one that started it. */
export function forkEngine(folder: string, { by = 'a test', owner = 'tests' }: { by?: string; owner?: string } = {}): EngineChild {
  const child = fork(join(ROOT, 'electron/engine/process.ts'), [ENGINE_FLAGS.workspace, folder, ENGINE_FLAGS.by, by, ENGINE_FLAGS.owner, owner], {
    cwd: ROOT,
    execArgv: ['--import', join(ROOT, 'e2e/peers/typescript.mjs')],
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
