import type { Entity, EntityKey, EntityKind } from '../../../shared/models/entity';
import type { Freshness } from '../../../shared/models/freshness';
import { sameValue } from '../lib/same-value';

/** What changed of one entity: the names of its new fields, or that it came or went. */
export type Change = { readonly entity: Entity; readonly fields: readonly string[] | 'all' | 'gone' };

export interface InventoryListener {
  onChange?(change: Change): void;
  onFreshness?(connection: string, freshness: Freshness): void;
}

/**
 * Holds what is true now: entities by key, and how far each connection can be believed. Names no kind, knows no connector.
 * The cost of a change depends on its size and on who listens to its kind, never on how much is held.
 */
export class Inventory {
  readonly #kinds = new Map<EntityKind, Map<string, Map<string, Entity>>>();
  readonly #freshness = new Map<string, Freshness>();
  readonly #listeners = new Map<EntityKind | 'any', Set<InventoryListener>>();

  /** Takes in an entity. Equal to what is held: nothing happens. Values are compared deep, so that a relist of the same is silent. */
  put(entity: Entity): void {
    const ids = this.#ids(entity);
    const before = ids.get(entity.id);
    const fields = before ? changedFields(before, entity) : 'all';
    if (fields.length === 0) return;
    ids.set(entity.id, entity);
    this.#tell({ entity, fields });
  }

  drop(key: EntityKey): void {
    const ids = this.#ids(key);
    const entity = ids.get(key.id);
    if (!entity) return;
    ids.delete(key.id);
    this.#tell({ entity, fields: 'gone' });
  }

  /** Everything of a connection goes: it was removed. */
  dropConnection(connection: string): void {
    for (const [, connections] of this.#kinds) {
      for (const entity of connections.get(connection)?.values() ?? []) this.#tell({ entity, fields: 'gone' });
      connections.delete(connection);
    }
    this.#freshness.delete(connection);
  }

  get(key: EntityKey): Entity | undefined {
    return this.#kinds.get(key.kind)?.get(key.connection)?.get(key.id);
  }

  /** Follows what comes and goes while it is read. */
  *ofKind(kind: EntityKind): IterableIterator<Entity> {
    for (const ids of this.#kinds.get(kind)?.values() ?? []) yield* ids.values();
  }

  count(kind: EntityKind, connection: string): number {
    return this.#kinds.get(kind)?.get(connection)?.size ?? 0;
  }

  setFreshness(connection: string, freshness: Freshness): void {
    if (sameValue(this.#freshness.get(connection), freshness)) return;
    this.#freshness.set(connection, freshness);
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.onFreshness?.(connection, freshness);
  }

  freshness(): ReadonlyMap<string, Freshness> {
    return this.#freshness;
  }

  /** Hears of every change of a kind (or of any) at once, before anyone reads the next event. @returns how to stop. */
  listen(kind: EntityKind | 'any', listener: InventoryListener): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #ids({ kind, connection }: EntityKey): Map<string, Entity> {
    let connections = this.#kinds.get(kind);
    if (!connections) this.#kinds.set(kind, (connections = new Map()));
    let ids = connections.get(connection);
    if (!ids) connections.set(connection, (ids = new Map()));
    return ids;
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners.get(change.entity.kind) ?? []) listener.onChange?.(change);
    for (const listener of this.#listeners.get('any') ?? []) listener.onChange?.(change);
  }
}

function changedFields(before: Entity, after: Entity): string[] {
  const fields = Object.keys(after).filter((field) => !sameValue(before[field], after[field]));
  for (const field of Object.keys(before)) if (!(field in after)) fields.push(field);
  return fields;
}
