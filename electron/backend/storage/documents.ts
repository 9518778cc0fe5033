import type Database from 'libsql';
import { z } from 'zod';
import { AppError } from '../../../shared/models/failure';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';
import { inTransaction } from './database';

const Row = z.object({ json: z.string() });

/** Small things kept whole under a name: settings, connections, saved views. */
export class Documents {
  readonly #get: Database.Statement;

  constructor(
    private readonly database: Database.Database,
    private readonly log: Log,
  ) {
    this.#get = database.prepare('SELECT json FROM document WHERE key = ?'); // once: preparing costs more than reading
  }

  /** What was kept, or `fallback` where there is nothing or nothing that can be read. */
  read<T>(key: string, schema: z.ZodType<T>, fallback: T): T {
    const row = this.#get.get(key);
    if (row === undefined) return fallback;
    try {
      return schema.parse(JSON.parse(Row.parse(row).json));
    } catch (error) {
      // Left in place under another name: it may be all that is left of the user's work.
      this.database.prepare('INSERT OR REPLACE INTO document SELECT key || ?, json FROM document WHERE key = ?').run('.unreadable', key);
      this.log.error('a document of the store cannot be read and was kept beside', { key, text: String(error) });
      return fallback;
    }
  }

  /**
   * Reads, edits and writes in one piece: two copies of the app on one store lose nothing of each other.
   * @returns what is kept now. @throws AppError `local` as `write` does.
   */
  change<T>(key: string, schema: z.ZodType<T>, fallback: T, edit: (before: T) => T): T {
    let after = fallback;
    try {
      inTransaction(this.database, () => {
        after = edit(this.read(key, schema, fallback));
        this.write(key, after);
      });
    } catch (error) {
      throw new AppError(storeFailure(error), { cause: error });
    }
    return after;
  }

  /** @throws AppError `local` when the disk does not take it: what was kept before is still there. */
  write(key: string, value: unknown): void {
    try {
      this.database.prepare('INSERT OR REPLACE INTO document VALUES (?, ?)').run(key, JSON.stringify(value));
    } catch (error) {
      throw new AppError(storeFailure(error), { cause: error });
    }
  }
}
