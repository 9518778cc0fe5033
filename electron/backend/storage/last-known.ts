import type Database from 'libsql';
import { z } from 'zod';
import { type Entity, type EntityKind, entityRef } from '../../../shared/models/entity';
import type { Failure } from '../../../shared/models/failure';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';
import { inTransaction } from './database';
import { readEntity, writeEntity } from './entity-text';

/** How often what changed is written. A crash loses at most this much of a cache. */
const WRITE_EVERY_MS = 20_000;
/** Rows in one transaction (about 5 ms), and the pause before the next: a storm of changes must not hold up those who watch it. */
const ROWS_MAX = 250;
const NEXT_ROWS_MS = 100;

const EntityRow = z.object({ json: z.string() });
const SeenRow = z.object({ connection: z.string(), at: z.number() });

type Pending = { readonly entity: Entity; readonly gone: boolean };

/**
 * The last known state on disk, drawn at the next start before a connection answers. Writes only what changed, in one
 * transaction each few seconds. A disk that refuses is reported in `failure`, and the changes wait for the next try.
 */
export class LastKnown {
  failure: Failure | null = null;
  readonly #pending = new Map<string, Pending>();
  readonly #seen = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database.Database,
    private readonly log: Log,
    private readonly enabled: () => boolean,
  ) {}

  /** When each connection's values were last known to be true, epoch ms. */
  seen(): Map<string, number> {
    const rows = z.array(SeenRow.loose()).parse(this.database.prepare('SELECT connection, at FROM seen').all());
    return new Map(rows.map(({ connection, at }) => [connection, at]));
  }

  /** Of which connections anything is kept. */
  connections(): string[] {
    const rows = this.database.prepare('SELECT DISTINCT connection FROM entity UNION SELECT connection FROM seen').all();
    return z
      .array(z.object({ connection: z.string() }).loose())
      .parse(rows)
      .map(({ connection }) => connection);
  }

  load(kind: EntityKind): Entity[] {
    if (!this.enabled()) return [];
    const rows = z.array(EntityRow).parse(this.database.prepare('SELECT json FROM entity WHERE kind = ?').all(kind));
    return rows.flatMap(({ json }) => {
      const read = readEntity(kind, json);
      if (!read) return [];
      if (!read.sealed) this.note(read.entity, false); // written anew, so that the next start need not parse it
      return [read.entity];
    });
  }

  note(entity: Entity, gone: boolean): void {
    if (!this.enabled()) return;
    this.#pending.set(entityRef(entity), { entity, gone });
    this.#schedule();
  }

  /** The connection's values were true at this moment. */
  noteSeen(connection: string, at: number): void {
    this.#seen.set(connection, at);
    this.#schedule();
  }

  /** Forgets everything, also what is not written yet. @returns how many entities were kept. */
  forget(connection?: string): number {
    if (connection === undefined) this.#pending.clear();
    else for (const [ref, { entity }] of this.#pending) if (entity.connection === connection) this.#pending.delete(ref);
    const where = connection === undefined ? '' : ' WHERE connection = ?';
    const given = connection === undefined ? [] : [connection];
    const { changes } = this.database.prepare(`DELETE FROM entity${where}`).run(...given);
    this.database.prepare(`DELETE FROM seen${where}`).run(...given);
    return changes;
  }

  /** Writes everything that waits: the process is about to end. */
  writeAll(): void {
    while (this.#writeSome());
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @returns whether it wrote and more is waiting. */
  #writeSome(): boolean {
    const rows = [...take(this.#pending, ROWS_MAX)];
    const seen = [...this.#seen];
    if (rows.length === 0 && seen.length === 0) return false;
    try {
      this.#writeRows(rows, seen);
    } catch (error) {
      this.failure = storeFailure(error);
      this.log.error('the last known state could not be written', { reason: this.failure.detail.reason, text: this.failure.detail.text });
      return false;
    }
    for (const [ref, pending] of rows) if (this.#pending.get(ref) === pending) this.#pending.delete(ref);
    this.#seen.clear();
    this.failure = null;
    return this.#pending.size > 0;
  }

  #writeRows(rows: readonly [string, Pending][], seen: readonly [string, number][]): void {
    const put = this.database.prepare('INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)');
    const drop = this.database.prepare('DELETE FROM entity WHERE kind = ? AND connection = ? AND id = ?');
    // The same moment again, as of a connection that is not live, leaves the disk alone.
    const see = this.database.prepare('INSERT INTO seen VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at WHERE at <> excluded.at');
    inTransaction(this.database, () => {
      for (const [, { entity, gone }] of rows) {
        if (gone) drop.run(entity.kind, entity.connection, entity.id);
        else put.run(entity.kind, entity.connection, entity.id, writeEntity(entity));
      }
      for (const [connection, at] of seen) see.run(connection, at);
    });
  }

  #schedule(afterMs = WRITE_EVERY_MS): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const more = this.#writeSome();
      if (more) this.#schedule(NEXT_ROWS_MS);
      else if (this.#pending.size > 0) this.#schedule();
    }, afterMs);
  }
}

function* take<T>(items: Iterable<T>, limit: number): Iterable<T> {
  let left = limit;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
