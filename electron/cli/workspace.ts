import { resolve } from 'node:path';
import { createClient, type Client } from '../../shared/api/client';
import { AppError, failure } from '../../shared/models/failure';
import type { Backend } from '../backend/backend';
import type { EngineForker } from './engine-forker';

/** A workspace that a command works in. */
export type OpenedWorkspace = {
  readonly client: Client;
  readonly connection: string;
  /** Its engine belongs to somebody else, and goes on when the command is done. */
  readonly attached: boolean;
  /**
   * Leaves it. An engine that was started for this command goes on until the last run has ended, and so does the command: nobody else would
   * see them end.
   */
  leave(stopRuns: boolean): Promise<void>;
};

/** Attaches to the workspace of a folder where it is up, else brings it up for this command. @throws AppError */
export async function openWorkspace(backend: Backend, engines: EngineForker, folder: string): Promise<OpenedWorkspace> {
  await backend.workspaces.openFolder(resolve(folder));
  const { open } = backend.workspaces.state;
  if (!open) throw new AppError(failure('local', { reason: 'engine-not-started' }));
  const { attached, connection } = open;
  return {
    client: createClient(backend.connect()),
    connection,
    attached,
    async leave(stopRuns) {
      const awake = setInterval(() => undefined, AWAKE_MS);
      try {
        await backend.workspaces.close(stopRuns);
        if (!attached) await engines.whenEnded();
      } finally {
        clearInterval(awake);
      }
    },
  };
}

/** Waiting for a child alone keeps no process alive. */
export const AWAKE_MS = 60_000;
