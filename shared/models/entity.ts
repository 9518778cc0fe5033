import { z } from 'zod';

/** What a connection is called inside Pilothouse. Never a path, a host or a command. */
export const ConnectionId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** Kinds that exist today; a new one is a line here and a model beside this file. */
export const ENTITY_KINDS = ['delivery', 'model', 'address', 'monitor'] as const;
export const EntityKind = z.enum(ENTITY_KINDS);
export type EntityKind = z.infer<typeof EntityKind>;

const ENTITY_ID_MAX = 512;
/** Unique within connection and kind: for a namespaced object `namespace/name`. */
export const EntityId = z
  .string()
  .min(1)
  .max(ENTITY_ID_MAX)
  .regex(/^[^\p{Cc}]+$/u);

export const EntityKey = z.object({ connection: ConnectionId, kind: EntityKind, id: EntityId });
export type EntityKey = z.infer<typeof EntityKey>;

/** A thing that is true now. Its other fields are those of its kind's model; a changed field is a new value, never a mutation. */
export type Entity = EntityKey & { readonly [field: string]: unknown };

/** One string per entity, for maps and React keys. The separator cannot occur in a connection's id or a kind. */
export const entityRef = ({ connection, kind, id }: EntityKey): string => `${connection}|${kind}|${id}`;
