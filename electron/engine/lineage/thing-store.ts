import { z } from 'zod';
import { type LineageKey, LineageNode, lineageRef } from '../../../shared/models/lineage';
import type { Registry } from '../contract';

const Look = LineageNode.pick({ title: true, detail: true, at: true, state: true });
const Row = Look.extend({ kind: z.string(), id: z.string() });

/** A thing as events from elsewhere tell of it. */
export type Thing = LineageKey & z.infer<typeof Look> & { readonly at: number };

/** Things that are in the graph, and in no room of ours. */
export class ThingStore {
  constructor(private readonly registry: Registry) {}

  /** What is older than what is known already changes nothing, and who does not know how it stands takes nothing back. */
  put({ kind, id, title, detail, at, state }: Thing): void {
    this.registry.database
      .prepare(
        `INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
         SET title = excluded.title, detail = excluded.detail, at = excluded.at,
         state = CASE excluded.state WHEN 'unknown' THEN state ELSE excluded.state END WHERE excluded.at >= at`,
      )
      .run(kind, id, title, detail, at, state);
  }

  of(keys: readonly LineageKey[]): ReadonlyMap<string, z.infer<typeof Look>> {
    if (keys.length === 0) return new Map();
    const among = JSON.stringify(keys.map(({ kind, id }) => [kind, id]));
    const rows = this.registry.database
      .prepare("SELECT * FROM thing WHERE (kind, id) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))")
      .all(among);
    return new Map(
      z
        .array(Row)
        .parse(rows)
        .map(({ kind, id, ...look }) => [lineageRef({ kind, id } as LineageKey), look]),
    ); // of the keys that were asked for
  }
}
