import type { Entity, EntityKind } from '../../../shared/models/entity';
import type { Failure } from '../../../shared/models/failure';
import type { Connector, Sink } from '../connectors/contract';
import type { Inventory } from '../inventory/inventory';
import type { ScopeState } from './freshness';
import { Loans } from './loans';

type Scope = { held: Set<string>; listing: Set<string> | null; state: ScopeState; trouble: Failure | null };

/**
 * Takes what the watches of one kind tell about one connection into the inventory. A list replaces what its scope held without
 * blanking it. What was there before any watch (from disk, or under other namespaces) goes once every scope has answered.
 */
export class Ingest {
  readonly #scopes = new Map<string, Scope>();
  readonly #loans: Loans;
  #inherited: Set<string>;

  constructor(
    inventory: Inventory,
    connection: string,
    kind: EntityKind,
    private readonly now: () => number,
    private readonly onState: () => void,
  ) {
    this.#loans = new Loans(inventory, { connection, kind });
    this.#inherited = new Set();
    for (const entity of inventory.ofKind(kind)) if (entity.connection === connection) this.#inherited.add(entity.id);
  }

  /** The sink of one connector. `expected` scopes count as waiting until they speak. */
  sink(connector: string, expected: readonly string[], loanOf?: Connector['loan']): Sink {
    const key = (scope: string) => `${connector}|${scope}`;
    for (const scope of expected) this.#scope(key(scope));
    return {
      begin: (scope) => this.#begin(this.#scope(key(scope))),
      put: (scope, entities) => this.#put(this.#scope(key(scope)), entities, loanOf),
      drop: (scope, ids) => this.#drop(this.#scope(key(scope)), ids),
      live: (scope) => this.#live(this.#scope(key(scope))),
      absent: (scope) => this.#absent(this.#scope(key(scope))),
      trouble: (scope, failure) => this.#trouble(this.#scope(key(scope)), failure),
      broken: (scope, failure, nextTryAt) => this.#broken(this.#scope(key(scope)), scope, failure, nextTryAt),
    };
  }

  states(): ScopeState[] {
    return [...this.#scopes.values()].map(({ state }) => state);
  }

  /** What could not be read while the rest is true. */
  troubles(): { scope: string; failure: Failure }[] {
    return [...this.#scopes.values()].flatMap(({ state, trouble }) => (trouble ? [{ scope: state.scope, failure: trouble }] : []));
  }

  /** What an earlier list put before it was interrupted is held as well: the new list decides about it. */
  #begin(scope: Scope): void {
    for (const id of scope.listing ?? []) scope.held.add(id);
    scope.listing = new Set();
    scope.trouble = null;
  }

  #trouble(scope: Scope, failure: Failure): void {
    scope.trouble = failure;
    this.onState();
  }

  #scope(key: string): Scope {
    let scope = this.#scopes.get(key);
    if (!scope)
      this.#scopes.set(key, (scope = { held: new Set(), listing: null, trouble: null, state: { state: 'waiting', scope: key.slice(key.indexOf('|') + 1) } }));
    return scope;
  }

  #put(scope: Scope, entities: readonly Entity[], loanOf: Connector['loan']): void {
    const ids = scope.listing ?? scope.held;
    for (const entity of entities) {
      this.#loans.put(entity, loanOf?.(entity) ?? null);
      ids.add(entity.id);
      this.#inherited.delete(entity.id);
    }
  }

  #drop(scope: Scope, ids: readonly string[]): void {
    for (const id of ids) {
      scope.held.delete(id);
      scope.listing?.delete(id);
      this.#remove(id);
    }
  }

  #live(scope: Scope): void {
    if (scope.listing) {
      for (const id of scope.held) if (!scope.listing.has(id)) this.#remove(id);
      scope.held = scope.listing;
      scope.listing = null;
    }
    this.#answered(scope, 'live');
  }

  /** As a list of nothing, but one that speaks for no other scope. */
  #absent(scope: Scope): void {
    for (const id of [...scope.held, ...(scope.listing ?? [])]) this.#remove(id);
    scope.held = new Set();
    scope.listing = null;
    this.#answered(scope, 'absent');
  }

  #answered(scope: Scope, state: 'live' | 'absent'): void {
    if (scope.state.state !== state) scope.state = { state, scope: scope.state.scope, since: this.now() };
    this.#sweep();
    this.onState();
  }

  #broken(scope: Scope, name: string, failure: Failure, nextTryAt: number | null): void {
    const before = scope.state.state === 'broken' ? scope.state : undefined;
    scope.state = {
      state: 'broken',
      scope: name,
      since: before?.since ?? this.now(),
      tries: (before?.tries ?? 0) + 1,
      failure,
      nextTryAt: nextTryAt === null ? null : Math.round(nextTryAt),
    };
    this.#sweep();
    this.onState();
  }

  /** A scope that may not be read has answered too: what it showed once is not known any more. */
  #sweep(): void {
    if (this.#inherited.size === 0) return;
    const answered = this.states().every(
      (state) => state.state === 'live' || state.state === 'absent' || (state.state === 'broken' && state.failure.code === 'forbidden'),
    );
    if (!answered || !this.states().some(({ state }) => state === 'live')) return;
    for (const id of this.#inherited) this.#remove(id);
    this.#inherited = new Set();
  }

  #remove(id: string): void {
    this.#loans.drop(id);
  }
}
