import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ENGINE_FLAGS, FromEngine } from '../../shared/api/engine-process';
import { AppError, failure } from '../../shared/models/failure';

const ENTRY = join(import.meta.dirname, '..', 'engine', 'engine.js');

/** Starts engines as children of this process. They outlive it only where their workspace says so. */
export interface EngineForker {
  start(folder: string): { readonly ready: Promise<void> };
  /** Once all have ended. */
  whenEnded(): Promise<void>;
}

export type ForkerOptions = {
  /** Who opens a workspace, as a second opener is told. */
  readonly by: string;
  readonly owner: string;
  /** Where the tracking address listens; null: where it did last, else anywhere. */
  readonly port: number | null;
  /** With what secrets of workspaces are sealed: the same as in the app of this user. */
  readonly sealFile: string;
};

export function createEngineForker({ by, owner, port, sealFile }: ForkerOptions): EngineForker {
  const running = new Set<ChildProcess>();
  return {
    start(folder) {
      const args = [
        ENGINE_FLAGS.workspace,
        folder,
        ENGINE_FLAGS.by,
        by,
        ENGINE_FLAGS.owner,
        owner,
        ENGINE_FLAGS.seal,
        sealFile,
        ...(port === null ? [] : [ENGINE_FLAGS.port, String(port)]),
      ];
      const child = fork(ENTRY, args, { stdio: ['ignore', 'ignore', process.env['PILOTHOUSE_LOG'] ? 'inherit' : 'ignore', 'ipc'] });
      running.add(child);
      child.once('exit', () => running.delete(child));
      // It keeps nobody here: a command that is done goes.
      child.unref();
      child.channel?.unref();
      const ready = new Promise<void>((resolve, reject) => {
        child.once('message', (raw) => {
          const message = FromEngine.safeParse(raw);
          if (message.data?.type === 'ready') resolve();
          else reject(new AppError(message.data?.type === 'failed' ? message.data.failure : failure('local', { reason: 'engine-not-started' })));
        });
        child.once('exit', (code) => reject(new AppError(failure('local', { reason: 'engine-not-started', text: `exit ${code}` }))));
        child.once('error', (error) => reject(new AppError(failure('local', { reason: 'engine-not-started', text: String(error) }), { cause: error })));
      });
      // A wait that alone keeps nothing alive would end the process under it.
      const stay = setInterval(() => undefined, 60_000);
      return { ready: ready.finally(() => clearInterval(stay)) };
    },
    async whenEnded() {
      await Promise.all([...running].map(async (child) => (child.ref(), once(child, 'exit'))));
    },
  };
}
