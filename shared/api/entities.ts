import { z } from 'zod';
import { ConnectionId, EntityId, EntityKind } from '../models/entity';
import { Freshness } from '../models/freshness';
import { watch } from './verb';

const FIELDS_MAX = 64;

/** What changed of one entity: the subscribed fields that are new. An entity that the reader lacks comes with all of them. */
export const EntityDelta = z.object({ connection: ConnectionId, id: EntityId, fields: z.record(z.string(), z.unknown()) });
export type EntityDelta = z.infer<typeof EntityDelta>;

export const EntityBatch = z.object({
  /** Forget what you have: this batch begins anew. */
  reset: z.boolean(),
  put: z.array(EntityDelta),
  drop: z.array(z.object({ connection: ConnectionId, id: EntityId })),
  /** Of each connection whose freshness changed since the last batch. */
  freshness: z.record(ConnectionId, Freshness),
  /** All that was there when the watch was opened has been sent. */
  complete: z.boolean(),
});
export type EntityBatch = z.infer<typeof EntityBatch>;

export const entitiesApi = {
  /** The entities of a kind over all connections: what is known now, then what changes. */
  'entities.watch': watch(z.object({ kind: EntityKind, fields: z.array(z.string().max(64)).min(1).max(FIELDS_MAX) }), EntityBatch),
};
