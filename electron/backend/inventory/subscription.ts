import type { EntityBatch } from '../../../shared/api/entities';
import type { Feed, Stop } from '../../../shared/api/verb';
import { type Entity, type EntityKind, entityRef } from '../../../shared/models/entity';
import type { Change, Inventory } from './inventory';

/** How long changes are gathered before they are sent. With the reflector's and the page's own frame it stays far below what an eye notices. */
const FLUSH_MS = 25;
/** Deltas in one message: the plateau of the port's throughput (measured: 100–1,000). */
const BATCH_MAX = 500;

type Dirty = { readonly entity: Entity; readonly fields: Set<string> | 'all' | 'gone' };

/**
 * Sends one reader what is there, and then what changes: only the entities that changed, only the fields that it asked for.
 * A slow reader costs no memory: changes of one entity melt into one, and wait until the feed has drained.
 */
export function subscribe(inventory: Inventory, request: { kind: EntityKind; fields: readonly string[] }, feed: Feed<EntityBatch>): Stop {
  const wanted = new Set(request.fields);
  const dirty = new Map<string, Dirty>();
  const freshness = new Set<string>(inventory.freshness().keys());
  // What was there is read as it is sent, not copied first: a change to what has not been sent yet is sent after it.
  const snapshot = inventory.ofKind(request.kind)[Symbol.iterator]();
  /** Read ahead by one, so that the last batch knows that it is the last. */
  let next = snapshot.next();
  let first = true;
  let complete = false;
  let timer: NodeJS.Timeout | undefined;
  let flushedAt = 0;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    flushedAt = performance.now();
    do {
      if (feed.congested) return; // onDrain comes back
      const batch = take();
      if (batch) feed.push(batch);
    } while (hasMore());
  };
  const hasMore = () => !next.done || dirty.size > 0;
  // The first change after a pause goes out in this turn of the loop; those that follow on its heels are gathered.
  const schedule = () => (timer ??= setTimeout(flush, Math.max(0, flushedAt + FLUSH_MS - performance.now())));

  const take = (): EntityBatch | undefined => {
    const put: EntityBatch['put'] = [];
    const drop: EntityBatch['drop'] = [];
    while (!next.done && put.length < BATCH_MAX) {
      const entity = next.value;
      put.push({ connection: entity.connection, id: entity.id, fields: pick(entity, wanted) });
      next = snapshot.next();
    }
    for (const [ref, { entity, fields }] of dirty) {
      if (!next.done || put.length + drop.length >= BATCH_MAX) break;
      dirty.delete(ref);
      const { connection, id } = entity;
      if (fields === 'gone') drop.push({ connection, id });
      else put.push({ connection, id, fields: pick(inventory.get(entity) ?? entity, fields === 'all' ? wanted : fields) });
    }
    const fresh: EntityBatch['freshness'] = {};
    for (const connection of freshness) {
      const now = inventory.freshness().get(connection);
      // "Live" is said only once all that it speaks of has been sent; bad news is never held back.
      if (now?.state === 'live' && hasMore()) continue;
      freshness.delete(connection);
      if (now) fresh[connection] = now;
    }
    const wasComplete = complete;
    complete ||= !hasMore();
    const reset = first;
    if (!reset && put.length + drop.length === 0 && Object.keys(fresh).length === 0 && wasComplete === complete) return undefined;
    first = false;
    return { reset, put, drop, freshness: fresh, complete };
  };

  const onChange = ({ entity, fields }: Change) => {
    const ref = entityRef(entity);
    const waiting = dirty.get(ref)?.fields;
    if (fields === 'gone' || fields === 'all') dirty.set(ref, { entity, fields });
    else if (waiting === 'all')
      return; // read when it is sent
    else {
      const news = fields.filter((field) => wanted.has(field));
      if (news.length === 0) return;
      const gathered = waiting instanceof Set ? waiting : new Set<string>();
      for (const field of news) gathered.add(field);
      dirty.set(ref, { entity, fields: gathered });
    }
    schedule();
  };

  const stopListening = inventory.listen(request.kind, {
    onChange,
    // Seldom, and waited for: not gathered with what comes later, but with what changed in the same turn.
    onFreshness(connection) {
      freshness.add(connection);
      clearTimeout(timer);
      timer = setTimeout(flush, 0);
    },
  });
  // At once: a reader that has caught up waits for nothing but us.
  feed.onDrain(() => {
    if (hasMore() || freshness.size > 0) flush();
  });
  flush();
  return () => {
    stopListening();
    clearTimeout(timer);
  };
}

function pick(entity: Entity, fields: ReadonlySet<string>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of fields) if (Object.hasOwn(entity, field)) picked[field] = entity[field];
  return picked;
}
