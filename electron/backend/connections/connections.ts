import { z } from 'zod';
import { applyPatch, type Patch } from '../../../shared/lib/patch';
import { type Connection, ConnectionOptions } from '../../../shared/models/connection';
import type { EntityKey, EntityKind } from '../../../shared/models/entity';
import { AppError, failure } from '../../../shared/models/failure';
import type { Connector, Session, System } from '../connectors/contract';
import type { Discovered, Discovery } from '../lib/discovery';
import type { Inventory } from '../inventory/inventory';
import type { Log } from '../lib/log';
import { sameValue } from '../lib/same-value';
import type { Documents } from '../storage/documents';
import type { LastKnown } from '../storage/last-known';
import { type EmbeddedConnection, type HeldConnection, newConnection, StoredConnection, type StoredStore } from './stored-connection';
import { SupervisedConnection } from './supervise';

const DOCUMENT = 'connections';
/** What the user says of places that are only there while they are open, by their id. */
const EMBEDDED = 'embedded-connections';
const EmbeddedOptions = z.record(z.string(), ConnectionOptions);
/** A watch outlives its last reader by this much, so that going to another screen and back costs nothing. */
const LINGER_MS = 15_000;
/** How often "was true at" is kept for live connections. After a crash it says this much too early, never too late. */
const SEEN_EVERY_MS = 60_000;

/** What connections lead to, and what reads there. */
export type Reach = {
  readonly system: System;
  /** Absent where none can be reached. */
  readonly openStore?: (store: StoredStore) => Session;
  readonly connectors: readonly Connector[];
};

export type ConnectionsParts = {
  readonly inventory: Inventory;
  readonly documents: Documents;
  readonly lastKnown: LastKnown;
  readonly log: Log;
  readonly now: () => number;
  /** Nothing is opened before this moment (epoch ms): what is known is drawn first. */
  readonly opensAt?: number;
};

/** All configured connections, and what is needed of them now. */
export class Connections {
  readonly #all = new Map<string, SupervisedConnection>();
  readonly #demand = new Map<EntityKind, { readers: number; linger?: NodeJS.Timeout | undefined; opening?: NodeJS.Timeout | undefined }>();
  readonly #listeners = new Set<() => void>();
  readonly #seenTimer: NodeJS.Timeout;
  #reach: Reach | null = null;

  constructor(private readonly parts: ConnectionsParts) {
    const seen = parts.lastKnown.seen();
    for (const stored of parts.documents.read(DOCUMENT, z.array(StoredConnection), [])) {
      this.#supervise(stored, seen.get(stored.id) ?? null, this.#opening(stored.id));
    }
    this.#forgetStrangers();
    this.#seenTimer = setInterval(() => this.#noteSeen(), SEEN_EVERY_MS);
    this.#seenTimer.unref();
  }

  /** From here on connections can be opened; what was needed before is opened now. Until then they are listed, with what was last known. */
  reachBy(reach: Reach): this {
    this.#reach = reach;
    if ((this.parts.opensAt ?? 0) <= this.parts.now()) for (const kind of this.#demand.keys()) this.#open(kind);
    return this;
  }

  list(): Connection[] {
    return [...this.#all.values()].map((connection) => connection.view());
  }

  /** @throws AppError `not-found` */
  get(id: string): SupervisedConnection {
    const connection = this.find(id);
    if (!connection) throw new AppError(failure('not-found', { values: { connection: id } }, id));
    return connection;
  }

  find(id: string): SupervisedConnection | undefined {
    return this.#all.get(id);
  }

  /** Whoever the entity comes from. @throws AppError `unsupported` where no connector of today calls it its own. */
  connectorOf({ id, connection }: EntityKey): Connector {
    const connector = this.#reached.connectors.find((each) => id.startsWith(`${each.id}/`));
    if (!connector) throw new AppError(failure('unsupported', { values: { entity: id } }, connection));
    return connector;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Somebody reads entities of this kind. @returns how to say that they do not any more. */
  need(kind: EntityKind): () => void {
    const demand = this.#demand.get(kind) ?? { readers: 0 };
    this.#demand.set(kind, demand);
    clearTimeout(demand.linger);
    demand.readers += 1;
    if (demand.readers === 1) {
      const waitMs = (this.parts.opensAt ?? 0) - this.parts.now();
      clearTimeout(demand.opening);
      if (waitMs > 0) demand.opening = setTimeout(() => this.#open(kind), waitMs);
      else this.#open(kind);
    }
    return () => {
      demand.readers -= 1;
      if (demand.readers === 0) demand.linger = setTimeout(() => this.#release(kind), LINGER_MS);
    };
  }

  discover(listener: (discovery: Discovery) => void): () => void {
    return this.#reached.system.discover(listener);
  }

  /** The connection that leads to this place already. */
  idOf({ ref }: Discovered): string | null {
    for (const { stored } of this.#all.values()) if (stored.system === 'kubernetes' && sameRef(stored.ref, ref)) return stored.id;
    return null;
  }

  add(discovered: readonly Discovered[]): string[] {
    const known = discovered.map((item) => ({ item, id: this.idOf(item) }));
    const wanted = known.flatMap(({ item, id }) => (id === null ? [newConnection(item)] : []));
    let fresh: StoredConnection[] = [];
    this.#save((kept) => {
      // Another copy of the app may have added it since this one read the store.
      fresh = wanted.map((connection) => kept.find((other) => other.system === 'kubernetes' && sameRef(other.ref, connection.ref)) ?? connection);
      return [...kept, ...fresh.filter(({ id }) => kept.every((other) => other.id !== id))];
    });
    this.#takeIn(fresh);
    return [...known.flatMap(({ id }) => (id === null ? [] : [id])), ...fresh.map(({ id }) => id)];
  }

  /** A place that nobody discovers: its user says where it is. */
  addStore(store: StoredStore): void {
    this.#save((kept) => [...kept, store]);
    this.#takeIn([store]);
  }

  /** Spoken to in another way from now on. */
  changeStore(store: StoredStore): void {
    const connection = this.get(store.id);
    this.#keep(store);
    connection.stored = store;
    connection.reopen([...this.#demand.keys()]);
    this.#changed();
  }

  /**
   * A place that is open in this app, beside those that are configured: watched as long as it is. What the user says of it is kept
   * for the next time. @returns how to let go of it, with all that was known of it
   */
  embed(place: EmbeddedConnection, open: () => Session): () => void {
    const kept = this.parts.documents.read(EMBEDDED, EmbeddedOptions, {})[place.id];
    const connection = this.#supervise({ ...place, options: kept ?? place.options }, null, open);
    const kinds = this.#reached.connectors.flatMap((connector) => (connector.system === place.system ? connector.kinds : []));
    const releases = kinds.map((kind) => this.need(kind));
    for (const [kind] of this.#demand) connection.demand(kind);
    this.#changed();
    return () => {
      for (const release of releases) release();
      this.#forget(connection);
    };
  }

  update(id: string, patch: Patch<ConnectionOptions>): Connection {
    const connection = this.get(id);
    const before = connection.stored.options;
    const stored = { ...connection.stored, options: applyPatch(before, patch) };
    this.#keep(stored);
    connection.stored = stored;
    const { enabled, namespaces } = stored.options;
    if (enabled !== before.enabled || !sameValue(namespaces, before.namespaces)) connection.restart([...this.#demand.keys()]);
    this.#changed();
    return connection.view();
  }

  remove(id: string): void {
    const connection = this.get(id);
    // It goes when the place is closed.
    if (connection.stored.system === 'local') throw new AppError(failure('unsupported', { values: { connection: id } }, id));
    this.#save((kept) => kept.filter((other) => other.id !== id));
    this.#forget(connection);
  }

  /** After sleep, or when the network is another: every connection looks now. */
  retryAll(): void {
    for (const connection of this.#all.values()) connection.retry();
  }

  close(): void {
    clearInterval(this.#seenTimer);
    this.#noteSeen();
    for (const { linger, opening } of this.#demand.values()) {
      clearTimeout(linger);
      clearTimeout(opening);
    }
    for (const connection of this.#all.values()) connection.close();
  }

  get #reached(): Reach {
    if (!this.#reach) throw new Error('connections are asked for more than what is known before there is a way to reach them');
    return this.#reach;
  }

  /** As it is kept when it is opened, which may be long after it was added. */
  #opening(id: string): () => Session {
    return () => {
      const { stored } = this.get(id);
      if (stored.system === 'kubernetes') return this.#reached.system.open(stored.ref);
      const session = stored.system === 'object-store' ? this.#reached.openStore?.(stored) : undefined;
      if (!session) throw new AppError(failure('unsupported', { values: { connection: id } }, id));
      return session;
    };
  }

  #takeIn(fresh: readonly StoredConnection[]): void {
    for (const stored of fresh) {
      const connection = this.#supervise(stored, null, this.#opening(stored.id));
      for (const [kind] of this.#demand) connection.demand(kind);
    }
    this.#changed();
  }

  #supervise(stored: HeldConnection, asOf: number | null, open: () => Session): SupervisedConnection {
    const { inventory, log, now } = this.parts;
    const around = { open, connectors: () => this.#reach?.connectors ?? [], inventory, log, now, onChange: () => this.#changed() };
    const connection = new SupervisedConnection(stored, asOf, around);
    this.#all.set(stored.id, connection);
    return connection;
  }

  #forget(connection: SupervisedConnection): void {
    const { id } = connection.stored;
    connection.close();
    this.#all.delete(id);
    this.parts.inventory.dropConnection(id);
    this.parts.lastKnown.forget(id);
    this.#changed();
  }

  #open(kind: EntityKind): void {
    for (const connection of this.#all.values()) connection.demand(kind);
  }

  #release(kind: EntityKind): void {
    clearTimeout(this.#demand.get(kind)?.opening);
    this.#demand.delete(kind);
    this.#noteSeen();
    for (const connection of this.#all.values()) connection.release(kind);
  }

  #noteSeen(): void {
    for (const [id, connection] of this.#all) {
      const at = connection.lastTrueAt();
      if (at !== null) this.parts.lastKnown.noteSeen(id, at);
    }
  }

  /** Edits what is on disk, not what this copy of the app read at its start: others may have written since. */
  #save(edit: (kept: StoredConnection[]) => StoredConnection[]): void {
    this.parts.documents.change(DOCUMENT, z.array(StoredConnection), [], (kept) =>
      edit(kept.map((stored) => ({ ...stored, target: this.#all.get(stored.id)?.stored.target ?? stored.target }))),
    );
  }

  #keep(held: HeldConnection): void {
    const { id, options } = held;
    if (held.system === 'local') this.parts.documents.change(EMBEDDED, EmbeddedOptions, {}, (kept) => ({ ...kept, [id]: options }));
    else this.#save((kept) => (kept.some((other) => other.id === id) ? kept.map((other) => (other.id === id ? held : other)) : [...kept, held]));
  }

  /** What another copy of the app kept of a connection after it was removed. */
  #forgetStrangers(): void {
    for (const id of this.parts.lastKnown.connections()) {
      if (this.#all.has(id)) continue;
      this.parts.lastKnown.forget(id);
      this.parts.inventory.dropConnection(id);
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const sameRef = (a: Discovered['ref'], b: Discovered['ref']): boolean => a.kubeconfig === b.kubeconfig && a.context === b.context;
