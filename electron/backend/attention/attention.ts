import type { ActionRun } from '../../../shared/models/action';
import type { AttentionItem } from '../../../shared/models/attention';
import { type Delivery, isDelivery } from '../../../shared/models/delivery';
import { isMonitor, type MonitorEntity } from '../../../shared/models/drift-monitor';
import { type Entity, entityRef } from '../../../shared/models/entity';
import type { Freshness } from '../../../shared/models/freshness';
import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';
import type { Inventory } from '../inventory/inventory';
import { sameValue } from '../lib/same-value';
import { itemOfConcern } from './concern-item';
import { judgeDelivery } from './delivery-cause';

/** A loss of sight shorter than this is mended by itself. */
const STALE_AFTER_MS = 60_000;
/** Nobody works through more; the rest is counted. */
const ITEMS_MAX = 500;
/** How often the clock alone may make something wait: nothing here is a matter of seconds. */
const CLOCK_MS = 10_000;

export type AttentionSources = {
  readonly inventory: Inventory;
  readonly connectionName: (id: string) => string | null;
  readonly now: () => number;
};

/** Who else may say that something waits. They are there a little later than what is known of deliveries. */
export type OtherSources = {
  readonly runs: { list(): readonly ActionRun[]; listen(listener: () => void): () => void };
  /** Of the open workspace; null where none is. */
  readonly concerns: {
    list(): { readonly connection: string; readonly concerns: readonly WorkspaceConcern[] } | null;
    listen(listener: () => void): () => void;
  };
};

/**
 * What waits for a person, over all connections. Kept as deliveries change, so that its cost follows what changed;
 * deliveries of a connection that is out of sight stay, as what was seen last.
 */
export class Attention {
  readonly #deliveries = new Map<string, AttentionItem>();
  readonly #monitors = new Map<string, AttentionItem>();
  /** Deliveries that may come to wait by the clock alone, with when. */
  readonly #again = new Map<string, { delivery: Delivery; at: number }>();
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[];
  readonly #clock: NodeJS.Timeout;
  #others: OtherSources | null = null;

  constructor(private readonly sources: AttentionSources) {
    for (const entity of sources.inventory.ofKind('delivery')) this.#judge(entity);
    for (const entity of sources.inventory.ofKind('monitor')) this.#look(entity);
    this.#ends = [
      sources.inventory.listen('delivery', {
        onChange: ({ entity, fields }) => {
          if (fields === 'gone' ? this.#forget(entity) : this.#judge(sources.inventory.get(entity) ?? entity)) this.#tell();
        },
        onFreshness: () => this.#tell(),
      }),
      sources.inventory.listen('monitor', {
        onChange: ({ entity, fields }) => {
          const changed = fields === 'gone' ? this.#monitors.delete(entityRef(entity)) : this.#look(sources.inventory.get(entity) ?? entity);
          if (changed) this.#tell();
        },
      }),
    ];
    this.#clock = setInterval(() => this.#tick(), CLOCK_MS);
    this.#clock.unref();
  }

  hear(others: OtherSources): void {
    this.#others = others;
    this.#ends.push(
      others.runs.listen(() => this.#tell()),
      others.concerns.listen(() => this.#tell()),
    );
    this.#tell();
  }

  /** That nothing waits is not known before all were heard. */
  get isKnown(): boolean {
    return this.#others !== null || this.#deliveries.size + this.#monitors.size > 0 || this.#connections().length > 0;
  }

  /** The most urgent first, then what waits longest. */
  list(): { items: AttentionItem[]; truncated: boolean } {
    const all = [...this.#connections(), ...this.#unsettled(), ...this.#concerns(), ...this.#monitors.values(), ...this.#deliveries.values()].toSorted(
      byUrgency,
    );
    return { items: all.slice(0, ITEMS_MAX), truncated: all.length > ITEMS_MAX };
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#clock);
    for (const end of this.#ends) end();
  }

  /** @returns whether something changed for people. */
  #judge(entity: Entity): boolean {
    const ref = entityRef(entity);
    if (!isDelivery(entity)) return false;
    const { judged, again } = judgeDelivery(entity, this.sources.now());
    if (again === null) this.#again.delete(ref);
    else this.#again.set(ref, { delivery: entity, at: again });
    if (!judged) return this.#deliveries.delete(ref);
    const item = itemOf(entity, judged);
    const before = this.#deliveries.get(ref);
    this.#deliveries.set(ref, item);
    return before?.id !== item.id || before.why !== item.why || before.said !== item.said || before.since !== item.since;
  }

  /** @returns whether something changed for people. */
  #look(entity: Entity): boolean {
    if (!isMonitor(entity)) return false;
    const ref = entityRef(entity);
    const item = itemOfMonitor(entity);
    if (!item) return this.#monitors.delete(ref);
    const before = this.#monitors.get(ref);
    this.#monitors.set(ref, item);
    return !sameValue(before, item);
  }

  #forget(entity: Entity): boolean {
    const ref = entityRef(entity);
    this.#again.delete(ref);
    return this.#deliveries.delete(ref);
  }

  #tick(): void {
    const now = this.sources.now();
    let changed = false;
    for (const { delivery, at } of this.#again.values()) if (at <= now) changed = this.#judge(delivery) || changed;
    const stale = [...this.sources.inventory.freshness().values()].some((freshness) => freshness.state === 'stale');
    if (changed || stale) this.#tell();
  }

  #connections(): AttentionItem[] {
    const items: AttentionItem[] = [];
    for (const [connection, freshness] of this.sources.inventory.freshness()) {
      const item = this.#connection(connection, freshness);
      if (item) items.push(item);
    }
    return items;
  }

  #connection(connection: string, freshness: Freshness): AttentionItem | null {
    const name = this.sources.connectionName(connection);
    if (name === null || freshness.state !== 'stale') return null;
    const signedOut = freshness.failure.code === 'unauthenticated';
    const since = freshness.asOf;
    if (!signedOut && since !== null && this.sources.now() - since < STALE_AFTER_MS) return null;
    const cause = signedOut ? 'connection-signed-out' : 'connection-stale';
    return {
      id: `${cause}|${connection}|${since ?? ''}`,
      cause,
      urgency: signedOut ? 'now' : 'soon',
      connection,
      entity: null,
      concern: null,
      namespace: null,
      name,
      since,
      why: freshness.failure.detail.reason ?? freshness.failure.code,
      said: freshness.failure.detail.text ?? null,
    };
  }

  #unsettled(): AttentionItem[] {
    const runs = this.#others?.runs.list() ?? [];
    const waiting = runs.filter(({ phase }) => phase === 'uncertain' || phase === 'timed-out');
    return waiting.map(({ intent, target, request, startedAt, lastSeen }) => ({
      id: `action-unsettled|${target.connection}|${intent}`,
      cause: 'action-unsettled',
      urgency: 'now',
      connection: target.connection,
      entity: { connection: target.connection, kind: target.kind, id: target.id },
      concern: null,
      namespace: target.namespace === '' ? null : target.namespace,
      name: target.name,
      since: startedAt,
      why: request.action,
      said: lastSeen?.message ?? null,
    }));
  }

  #concerns(): AttentionItem[] {
    const open = this.#others?.concerns.list();
    return open ? open.concerns.map((concern) => itemOfConcern(open.connection, concern)) : [];
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function itemOf(delivery: Delivery, { cause, urgency }: Pick<AttentionItem, 'cause' | 'urgency'>): AttentionItem {
  const { connection, kind, id, namespace, name, since, reason, message } = delivery;
  // The same occurrence has the same id, also after a restart: what it stands at, not when somebody looked.
  const occurrence = [delivery.candidateKey ?? delivery.revision ?? '', delivery.step ?? '', since ?? ''].join('.');
  return {
    id: `${cause}|${connection}|${id}|${occurrence}`,
    cause,
    urgency,
    connection,
    entity: { connection, kind, id },
    concern: null,
    namespace,
    name,
    since,
    why: reason,
    said: message,
  };
}

/** A drift is one occurrence from its first window on, however many follow; so is that its data cannot be read. */
function itemOfMonitor({ connection, kind, id, name, drift, failure, lastRunAt }: MonitorEntity): AttentionItem | null {
  const of = { connection, entity: { connection, kind, id }, concern: null, namespace: null, name, urgency: 'soon' } as const;
  if (drift) return { ...of, id: `drift|${connection}|${id}|${drift.first}`, cause: 'drift', drift, since: drift.first, why: drift.worst.aspect, said: null };
  if (!failure || failure.code === 'cancelled' || failure.code === 'unreachable') return null;
  const why = failure.detail.reason ?? failure.code;
  return { ...of, id: `drift-unread|${connection}|${id}|${why}`, cause: 'drift-unread', since: lastRunAt, why, said: failure.detail.text ?? null };
}

function byUrgency(a: AttentionItem, b: AttentionItem): number {
  if (a.urgency !== b.urgency) return a.urgency === 'now' ? -1 : 1;
  return (a.since ?? Number.MAX_SAFE_INTEGER) - (b.since ?? Number.MAX_SAFE_INTEGER) || (a.id < b.id ? -1 : 1);
}
