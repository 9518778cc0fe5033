import { z } from 'zod';
import { type LineageKey, lineageRef, type Relation, RELATIONS } from '../../../shared/models/lineage';
import type { Changed, Migrations, Registry } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'lineage',
  steps: [
    `CREATE TABLE fact (
       from_kind TEXT NOT NULL, from_id TEXT NOT NULL, relation TEXT NOT NULL, to_kind TEXT NOT NULL, to_id TEXT NOT NULL,
       at INTEGER NOT NULL, until INTEGER,
       PRIMARY KEY (from_kind, from_id, relation, to_kind, to_id, at)) WITHOUT ROWID;
     CREATE INDEX fact_to ON fact (to_kind, to_id);
     CREATE INDEX fact_at ON fact (at);`,
    `-- What no room of ours describes: things that events from elsewhere tell of.
     CREATE TABLE thing (
       kind TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
       PRIMARY KEY (kind, id)) WITHOUT ROWID;
     -- Events of a run that were written: its start, its end, and with how many outputs.
     CREATE TABLE event_written (run TEXT PRIMARY KEY, ended INTEGER NOT NULL, outputs INTEGER NOT NULL) WITHOUT ROWID;`,
  ],
};

/** One tie, from what came first to what came of it. */
export type Tie = { readonly from: LineageKey; readonly to: LineageKey; readonly relation: Relation['relation'] };
export type Way = 'up' | 'down';

const TieRow = z
  .object({ from_kind: z.string(), from_id: z.string(), to_kind: z.string(), to_id: z.string(), relation: z.enum(RELATIONS) })
  // What was written by `add` had its type there.
  .transform((row) => ({
    from: { kind: row.from_kind, id: row.from_id } as LineageKey,
    to: { kind: row.to_kind, id: row.to_id } as LineageKey,
    relation: row.relation,
  }));
const KeyRow = z.object({ kind: z.string(), id: z.string() }).transform((row) => row as LineageKey);

const TIES = 'SELECT DISTINCT from_kind, from_id, to_kind, to_id, relation FROM fact';
/** Now: what has not ended. Then: what had begun and not ended. */
const THEN = '((@asOf IS NULL AND until IS NULL) OR (at <= @asOf AND (until IS NULL OR until > @asOf)))';
const AMONG = "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(@keys))";
const QUERIES = {
  up: `${TIES} WHERE (to_kind, to_id) IN ${AMONG} AND ${THEN}`,
  down: `${TIES} WHERE (from_kind, from_id) IN ${AMONG} AND ${THEN}`,
} satisfies Record<Way, string>;
const NEWEST = `
  SELECT kind, id FROM (
    SELECT from_kind kind, from_id id, at FROM fact WHERE ${THEN} UNION ALL SELECT to_kind, to_id, at FROM fact WHERE ${THEN}
  ) GROUP BY kind, id ORDER BY max(at) DESC, kind, id LIMIT @limit`;

/** Relations with their time: added, at most ended, never changed. */
export class FactStore {
  constructor(
    private readonly registry: Registry,
    private readonly changed: Changed,
  ) {}

  /** The same fact twice is one fact, with the time of the first. @returns whether it is new */
  add({ from, to, relation, at }: Omit<Relation, 'until'>): boolean {
    const values = [from.kind, from.id, relation, to.kind, to.id, at] as const;
    const { changes } = this.registry.database
      .prepare(
        `INSERT INTO fact (from_kind, from_id, relation, to_kind, to_id, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS
         (SELECT 1 FROM fact WHERE from_kind = ?1 AND from_id = ?2 AND relation = ?3 AND to_kind = ?4 AND to_id = ?5 AND until IS NULL)
         ON CONFLICT DO UPDATE SET until = NULL -- ended and begun again in one moment`,
      )
      .run(...values);
    if (changes === 0) return false;
    for (const key of [from, to]) this.changed('lineage', lineageRef(key));
    return true;
  }

  end({ from, to, relation }: Tie, at: number): void {
    this.registry.database
      .prepare('UPDATE fact SET until = ? WHERE from_kind = ? AND from_id = ? AND relation = ? AND to_kind = ? AND to_id = ? AND until IS NULL')
      .run(at, from.kind, from.id, relation, to.kind, to.id);
    for (const key of [from, to]) this.changed('lineage', lineageRef(key));
  }

  /** All ties one step up or down from some things, as of a moment (epoch ms; null: now). */
  ties(keys: readonly LineageKey[], way: Way, asOf: number | null): Tie[] {
    const among = JSON.stringify(keys.map(({ kind, id }) => [kind, id]));
    return z.array(TieRow).parse(this.registry.database.prepare(QUERIES[way]).all({ keys: among, asOf }));
  }

  /** Things that facts name, those with the newest first. */
  newest(limit: number, asOf: number | null): LineageKey[] {
    return z.array(KeyRow).parse(this.registry.database.prepare(NEWEST).all({ limit, asOf }));
  }

  /** Every fact that names a thing, ended ones too, oldest first. */
  factsOf({ kind, id }: LineageKey): Relation[] {
    const Row = z.object({ at: z.number(), until: z.number().nullable() });
    const rows = this.registry.database
      .prepare('SELECT * FROM fact WHERE (from_kind = @kind AND from_id = @id) OR (to_kind = @kind AND to_id = @id) ORDER BY at')
      .all({ kind, id });
    return rows.map((row) => ({ ...TieRow.parse(row), ...Row.parse(row) }));
  }
}
