import Database from 'libsql';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { storeFailure } from '../lib/store-failure';

const FOLDER = 'sessions';
const ENDING = '.db';

const fileOf = (folder: string, session: string): string => join(folder, FOLDER, session + ENDING);

/**
 * Says to other processes that a session is alive. It is a lock of the operating system, so that it ends with the process,
 * however that ends. Taken and cleared away only inside a write transaction of the ledger, so that no two do it at once.
 */
export class SessionLock {
  private constructor(
    private readonly database: Database.Database,
    private readonly path: string,
  ) {}

  /** @throws SQLite's error where the file cannot be made. */
  static take(folder: string, session: string): SessionLock {
    mkdirSync(join(folder, FOLDER), { recursive: true, mode: 0o700 });
    const path = fileOf(folder, session);
    return new SessionLock(lock(path), path);
  }

  release(): void {
    this.database.exec('ROLLBACK');
    this.database.close();
    rmSync(this.path, { force: true });
  }
}

function lock(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = MEMORY'); // no second file
    database.pragma('busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether a process holds the session. Where that cannot be told it counts as alive: its work is left to it. */
function isAlive(folder: string, session: string): boolean {
  const path = fileOf(folder, session);
  if (!existsSync(path)) return false;
  try {
    const database = lock(path);
    database.exec('ROLLBACK');
    database.close();
    return false;
  } catch (error) {
    // What is no lock file cannot be held either.
    return storeFailure(error).detail.reason !== 'store-corrupt';
  }
}

/** Tells of a session whether a living process that is not `own` has it; each is looked at once. */
export function othersAlive(folder: string, own: string): (session: string) => boolean {
  const alive = new Map<string, boolean>();
  return (session) => {
    const known = alive.get(session) ?? (session !== own && isAlive(folder, session));
    alive.set(session, known);
    return known;
  };
}

/** Removes what sessions that died have left. */
export function clearDead(folder: string): void {
  for (const name of existsSync(join(folder, FOLDER)) ? readdirSync(join(folder, FOLDER)) : []) {
    const session = name.slice(0, -ENDING.length);
    if (!name.endsWith(ENDING) || isAlive(folder, session)) continue;
    try {
      rmSync(fileOf(folder, session), { force: true });
    } catch {
      // another process looks at it in this moment (Windows): the next session removes it
    }
  }
}
