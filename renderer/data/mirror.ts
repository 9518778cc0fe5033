import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EntityBatch, EntityDelta } from '../../shared/api/entities';
import type { Delivery } from '../../shared/models/delivery';
import { Delivery as DeliveryModel } from '../../shared/models/delivery';
import { type EntityKey, type EntityKind, entityRef } from '../../shared/models/entity';
import { type Failure, failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';

/** The model of each kind: what comes over the port is parsed field by field. */
const MODELS = { delivery: DeliveryModel } as const;
export type EntityOf = { readonly delivery: Delivery };

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
export function createMirror<K extends EntityKind>(kind: K, fields: readonly string[], frame: (tell: () => void) => void, now = Date.now): Mirror<EntityOf[K]> {
  type E = EntityOf[K];
  const entities = new Map<string, E>();
  const store = createStore<LiveState<E>>(() => ({ entities, version: 0, changed: null, freshness: {}, complete: false, lostAt: null, failure: null }));
  let changed = new Set<string>();
  let pending: Partial<LiveState<E>> | undefined;
  /** Of a snapshot on its way: what it has put so far. Null between snapshots. */
  let seen: Set<string> | null = new Set();

  function tell(patch: Partial<LiveState<E>>): void {
    if (pending) {
      Object.assign(pending, patch);
      return;
    }
    pending = { ...patch };
    frame(() => {
      const next = { ...pending, changed, version: store.getState().version + 1 };
      changed = new Set();
      pending = undefined;
      store.setState(next);
    });
  }

  function put(delta: EntityDelta, faults: string[]): void {
    const key: EntityKey = { connection: delta.connection, kind, id: delta.id };
    const ref = entityRef(key);
    const before = seen && !seen.has(ref) ? undefined : entities.get(ref); // a new snapshot brings whole entities
    seen?.add(ref);
    const parsed = parseFields(kind, fields, delta.fields, faults);
    entities.set(ref, { ...(before ?? key), ...parsed } as E); // every field was parsed by the model of this kind
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
      const faults: string[] = [];
      if (batch.reset) seen = new Set();
      for (const delta of batch.put) put(delta, faults);
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
        ...(faults.length > 0 && { failure: failure('bug', { reason: 'message-malformed', text: faults.join('\n') }) }),
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

function parseFields(kind: EntityKind, fields: readonly string[], raw: EntityDelta['fields'], faults: string[]): Record<string, unknown> {
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean; data?: unknown; error?: { message: string } } }>> = MODELS[kind].shape;
  const parsed: Record<string, unknown> = {};
  for (const field of fields) {
    if (!(field in raw)) continue;
    const result = shape[field]?.safeParse(raw[field]);
    if (result?.success) parsed[field] = result.data;
    else faults.push(`${kind}.${field}: ${result?.error?.message ?? 'no such field'}`);
  }
  return parsed;
}
