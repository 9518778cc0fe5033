import type { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EntityBatch, EntityDelta } from '../../shared/api/entities';
import { type EntityKey, type EntityKind, entityRef } from '../../shared/models/entity';
import type { ENTITY_MODELS } from '../../shared/models/entity-models';
import type { Failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';

/** What an entity of each kind is. */
export type EntityOf = { readonly [K in EntityKind]: z.output<(typeof ENTITY_MODELS)[K]> };

export type LiveState<E> = {
  /** By `entityRef`. One Map for the life of the mirror, changed in place: `version` tells that it changed. */
  readonly entities: ReadonlyMap<string, E>;
  readonly version: number;
  /** What changed since `version - 1`; null where it may be anything. */
  readonly changed: ReadonlySet<string> | null;
  /** By connection. While `lostAt` is set these are no longer true. */
  readonly freshness: Readonly<Record<string, Freshness>>;
  /** All that was there at the start has come. Never turns back: a new start keeps the old rows until it is whole. */
  readonly complete: boolean;
  /** Since when the backend has been away (epoch ms). */
  readonly lostAt: number | null;
  readonly failure: Failure | null;
};

export type Mirror<E> = { readonly store: StoreApi<LiveState<E>>; apply(batch: EntityBatch): void; lost(): void; failed(failure: Failure): void };

/**
 * Holds the entities of one watch. A batch is taken in at once; readers are told at most once per frame.
 * @param frame runs a function at the next frame.
 */
export function createMirror<K extends EntityKind>(kind: K, frame: (tell: () => void) => void, now = Date.now): Mirror<EntityOf[K]> {
  type E = EntityOf[K];
  const entities = new Map<string, E>();
  const store = createStore<LiveState<E>>(() => ({ entities, version: 0, changed: null, freshness: {}, complete: false, lostAt: null, failure: null }));
  let changed = new Set<string>();
  let pending: Partial<LiveState<E>> | undefined;
  /** Of a snapshot on its way: what it has put so far. Null between snapshots. */
  let seen: Set<string> | null = new Set();

  function tell(patch: Partial<LiveState<E>>): void {
    // The first whole picture is waited for: nothing is drawn anew by telling it at once.
    const isFirst = patch.complete === true && !store.getState().complete;
    if (pending) Object.assign(pending, patch);
    else {
      pending = { ...patch };
      if (!isFirst) frame(tellNow);
    }
    if (isFirst) tellNow();
  }

  function tellNow(): void {
    if (!pending) return;
    const next = { ...pending, changed, version: store.getState().version + 1 };
    changed = new Set();
    pending = undefined;
    store.setState(next);
  }

  function put(delta: EntityDelta): void {
    const key: EntityKey = { connection: delta.connection, kind, id: delta.id };
    const ref = entityRef(key);
    const before = seen && !seen.has(ref) ? undefined : entities.get(ref); // a new snapshot brings whole entities
    seen?.add(ref);
    entities.set(ref, { ...(before ?? key), ...delta.fields } as E); // the serving side parsed the batch, and the model made the fields
    changed.add(ref);
  }

  function endSnapshot(): void {
    if (!seen) return;
    for (const ref of entities.keys()) {
      if (seen.has(ref)) continue;
      entities.delete(ref);
      changed.add(ref);
    }
    seen = null;
  }

  return {
    store,
    apply(batch) {
      if (batch.reset) seen = new Set();
      for (const delta of batch.put) put(delta);
      for (const { connection, id } of batch.drop) {
        const ref = entityRef({ connection, kind, id });
        seen?.delete(ref);
        if (entities.delete(ref)) changed.add(ref);
      }
      const known = pending?.freshness ?? store.getState().freshness;
      const freshness = batch.reset ? batch.freshness : { ...known, ...batch.freshness };
      if (batch.complete) endSnapshot();
      tell({
        freshness: Object.keys(batch.freshness).length > 0 || batch.reset ? freshness : known,
        ...(batch.complete && { complete: true, lostAt: null }),
      });
    },
    lost() {
      tell({ lostAt: store.getState().lostAt ?? now() });
    },
    failed(reason) {
      tell({ failure: reason, lostAt: store.getState().lostAt ?? now() });
    },
  };
}
