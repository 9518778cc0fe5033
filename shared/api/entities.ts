import { z } from 'zod';
import { ConnectionId, EntityId, EntityKind } from '../models/entity';
import { Freshness } from '../models/freshness';
import { watch } from './verb';

const FIELDS_MAX = 64;

/** What changed of one entity: the subscribed fields that are new. An entity that the reader lacks comes with all of them. */
export type EntityDelta = { connection: string; id: string; fields: Record<string, unknown> };

/**
 * Tens of thousands of these cross at a time: checked in place, where `z.object` would copy each.
 * Measured over 50,000: 3 ms, against 23 ms.
 */
export const EntityDelta = z.custom<EntityDelta>((value) => {
  if (typeof value !== 'object' || value === null) return false;
  const { connection, id, fields }: Partial<Record<keyof EntityDelta, unknown>> = value;
  return typeof connection === 'string' && typeof id === 'string' && typeof fields === 'object' && fields !== null;
});

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
