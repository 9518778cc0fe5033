import Database from 'libsql';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readEngineFile } from '../../backend/lib/engine-file';
import { storeFailure } from '../../backend/lib/store-failure';
import { AppError, failure } from '../../../shared/models/failure';
import type { Places } from '../contract';
import { FILES } from './places';

/** One engine at a time has a workspace. A lock of the operating system, so that it ends with the process, however that ends. */
export interface WorkspaceLock {
  release(): void;
}

/** @throws AppError `conflict` `workspace-held` with who has it; `local` where the folder cannot be written. */
export function takeLock(places: Places): WorkspaceLock {
  let database: Database.Database | undefined;
  try {
    const path = join(places.hidden, FILES.lock);
    closeSync(openSync(path, 'a', 0o600)); // before the lock is there: closing a file of a locked one would end its lock
    database = new Database(path);
    database.pragma('journal_mode = MEMORY'); // no second file
    database.pragma('busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const reason = storeFailure(error, FILES.lock);
    if (reason.detail.reason !== 'store-locked') throw new AppError(reason, { cause: error });
    const holder = readEngineFile(places.root);
    throw new AppError(failure('conflict', { reason: 'workspace-held', values: { by: holder?.by ?? 'pilothouse', pid: String(holder?.pid ?? '?') } }), {
      cause: error,
    });
  }
  const held = database;
  return {
    release() {
      held.exec('ROLLBACK');
      held.close(); // the file stays: removing it would let two hold locks of one name
    },
  };
}
