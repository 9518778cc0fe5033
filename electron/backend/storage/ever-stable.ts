import type Database from 'libsql';
import { z } from 'zod';
import { type EntityKey, entityRef } from '../../../shared/models/entity';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';
import { inTransaction } from './database';

/** Revisions remembered of one entity: more than any engine keeps in its own history. */
const KEPT_MAX = 50;
const WRITE_AFTER_MS = 2_000;

type Noted = { readonly connection: string; readonly entity: string; readonly key: string; readonly at: number };

/** Which revisions were ever seen as the stable one. No engine records that, so this is remembered from what was watched. */
export class EverStable {
  readonly #last = new Map<string, string>();
  readonly #pending = new Map<string, Noted>();
  readonly #find: Database.Statement;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database.Database,
    private readonly log: Log,
    private readonly now: () => number,
  ) {
    this.#find = database.prepare('SELECT 1 found FROM ever_stable WHERE connection = ? AND entity = ? AND key = ?');
  }

  /** The entity is stable at this revision now. Cheap where it was so before: asked with every change of every entity. */
  note(of: EntityKey, key: string): void {
    const ref = entityRef(of);
    if (this.#last.get(ref) === key) return;
    this.#last.set(ref, key);
    this.#pending.set(`${ref}|${key}`, { connection: of.connection, entity: of.id, key, at: this.now() });
    this.#timer ??= setTimeout(() => this.writeAll(), WRITE_AFTER_MS);
  }

  wasStable(of: EntityKey, key: string): boolean {
    if (this.#pending.has(`${entityRef(of)}|${key}`)) return true;
    return z
      .object({ found: z.literal(1) })
      .loose()
      .safeParse(this.#find.get(of.connection, of.id, key)).success;
  }

  /** Forgets what belongs to connections that are not there any more. */
  keepOnly(connections: readonly string[]): void {
    const known = JSON.stringify(connections);
    this.#write(() => void this.database.prepare('DELETE FROM ever_stable WHERE connection NOT IN (SELECT value FROM json_each(?))').run(known));
  }

  writeAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const written = this.#write(() => {
      const put = this.database.prepare('INSERT OR REPLACE INTO ever_stable VALUES (?, ?, ?, ?)');
      const prune = this.database.prepare(
        `DELETE FROM ever_stable WHERE connection = ?1 AND entity = ?2 AND key NOT IN
         (SELECT key FROM ever_stable WHERE connection = ?1 AND entity = ?2 ORDER BY at DESC LIMIT ${KEPT_MAX})`,
      );
      for (const { connection, entity, key, at } of this.#pending.values()) {
        put.run(connection, entity, key, at);
        prune.run(connection, entity);
      }
    });
    if (written) this.#pending.clear();
    else this.#timer = setTimeout(() => this.writeAll(), 10 * WRITE_AFTER_MS).unref();
  }

  #write(work: () => void): boolean {
    try {
      inTransaction(this.database, work);
      return true;
    } catch (error) {
      const why = storeFailure(error);
      this.log.error('which revisions were stable could not be remembered', { reason: why.detail.reason, text: why.detail.text });
      return false;
    }
  }
}
