import { type EntityKey, entityRef, type EntityKind } from '../../shared/models/entity';
import type { Failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';
import { backend } from './connect';
import { mark } from './marks';
import { createMirror, type EntityOf, type LiveState } from './mirror';
import { nextFrame } from './next-frame';
import { createSharedStores } from './shared-store';

export type FieldOf<K extends EntityKind> = Exclude<keyof EntityOf[K], keyof EntityKey>;
/** What a watch of these fields knows of an entity. */
export type Live<K extends EntityKind, F extends FieldOf<K>> = Pick<EntityOf[K], (keyof EntityKey & keyof EntityOf[K]) | F>;

const mirrors = createSharedStores<LiveState<EntityOf[EntityKind]>>((key) => {
  const [kind, ...fields] = key.split(' ');
  const mirror = createMirror(kind as EntityKind, nextFrame); // the key is made below, of a kind and its fields
  const event: typeof mirror.apply = (batch) => {
    mark('rowsCame');
    mirror.apply(batch);
  };
  const stop = backend.watch('entities.watch', { kind: kind as EntityKind, fields }, { event, lost: mirror.lost, failed: mirror.failed });
  return { store: mirror.store, stop };
});

/** The entities of a kind over all connections, as they are now. Renders again when something changed, at most once per frame. */
export function useLive<K extends EntityKind, F extends FieldOf<K>>(kind: K, fields: readonly F[]): LiveState<Live<K, F>> {
  const state: LiveState<unknown> = mirrors.useShared(keyOf(kind, fields));
  return state as LiveState<Live<K, F>>; // the mirror's model is this kind's, and its fields are these
}

/** One entity as it is now, and how far it can be believed. */
export type LiveOne<E> = {
  /** Undefined: it is not there, or has not come yet (`complete` tells). */
  readonly entity: E | undefined;
  /** Of its connection. While `lostAt` is set it is no longer true. */
  readonly freshness: Freshness | undefined;
  readonly complete: boolean;
  readonly lostAt: number | null;
  readonly failure: Failure | null;
};

/** One entity. Renders again when that one changed, however much else does. */
export function useLiveOne<K extends EntityKind, F extends FieldOf<K>>(kind: K, fields: readonly F[], key: EntityKey): LiveOne<Live<K, F>> {
  const watch = keyOf(kind, fields);
  const ref = entityRef(key);
  const entity: unknown = mirrors.useSelected(watch, ({ entities }) => entities.get(ref));
  const freshness = mirrors.useSelected(watch, (state) => state.freshness[key.connection]);
  const complete = mirrors.useSelected(watch, (state) => state.complete);
  const lostAt = mirrors.useSelected(watch, (state) => state.lostAt);
  const failure = mirrors.useSelected(watch, (state) => state.failure);
  return { entity: entity as Live<K, F> | undefined, freshness, complete, lostAt, failure }; // the mirror's model is this kind's
}

const keyOf = (kind: EntityKind, fields: readonly PropertyKey[]) => [kind, ...fields.map(String)].join(' ');

/** Asks for entities before the screen that shows them is there. */
export const prepareLive = <K extends EntityKind>(kind: K, fields: readonly FieldOf<K>[]): void => void mirrors.prepare(keyOf(kind, fields));
