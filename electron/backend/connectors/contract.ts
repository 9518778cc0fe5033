import type { ConnectionTarget, Right, TestStep } from '../../../shared/models/connection';
import type { Entity, EntityKind } from '../../../shared/models/entity';
import type { Failure } from '../../../shared/models/failure';
import type { Discovery, SystemRef } from '../lib/discovery';

/** What a session says of its link to the system, apart from any watch. */
export type LinkReport = { readonly ok: true } | { readonly ok: false; readonly failure: Failure; readonly nextTryAt: number | null };

/**
 * A kind of system that connections lead to (today Kubernetes). Many connectors may read from one system
 * over one session: they share its address, credentials and sockets.
 */
export interface System<S extends Session = Session> {
  readonly id: 'kubernetes';
  /** Looks where the operator's own tools look; calls again whenever that changes. Never throws: a broken source is a fault in the list. */
  discover(listener: (discovery: Discovery) => void): () => void;
  /** Opens nothing yet: the first use does. Changed credentials or addresses are taken up without a new session. */
  open(ref: SystemRef): S;
}

/** One signed-in connection to a system. */
export interface Session {
  readonly target: () => ConnectionTarget;
  /** One plain step after the other, from reading the configuration to the rights. Ends early at the first failure. */
  test(signal: AbortSignal): AsyncIterable<TestStep>;
  rights(namespace: string | null, signal: AbortSignal): Promise<readonly Right[]>;
  /** Asks for a sign of life. Throws AppError. For a connection of which nothing is watched. */
  probe(signal: AbortSignal): Promise<void>;
  /** Forgets back-off and cached credentials, and tries now. */
  retry(): void;
  close(): void;
}

/** What a connector's watch tells. Calls come in order; `put` and `drop` between `begin` and `live` belong to a fresh list. */
export interface Sink {
  /** A list starts: what it does not put again until `live` is gone. The view is not blanked meanwhile. */
  begin(scope: string): void;
  put(scope: string, entities: readonly Entity[]): void;
  drop(scope: string, ids: readonly string[]): void;
  /** The list of this scope is whole, and its watch is open and answering. */
  live(scope: string): void;
  /** The watch of this scope is broken, and mended by itself at `nextTryAt`, or not at all (null). */
  broken(scope: string, failure: Failure, nextTryAt: number | null): void;
  /** One object of the scope could not be read and was left out; the rest is true. */
  trouble?(scope: string, failure: Failure): void;
}

/** Code for one kind of product. Pure mapping apart from `client.ts`; it keeps no state of its own. */
export interface Connector<S extends Session = Session> {
  readonly id: string;
  readonly system: System<S>['id'];
  readonly kinds: readonly EntityKind[];
  /**
   * Watches a kind until `signal` aborts. Each namespace (or the whole system: scope '') is a scope of its own, so that
   * one that may not be read does not take the others down. Never throws.
   */
  watch(session: S, request: WatchRequest, sink: Sink, signal: AbortSignal): void;
}

export type WatchRequest = { readonly connection: string; readonly kind: EntityKind; readonly namespaces: readonly string[] | null };
