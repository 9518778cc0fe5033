import type { Entity } from '../../shared/models/entity';
import type { Failure } from '../../shared/models/failure';
import type { Sink } from '../../electron/backend/connectors/contract';

export type SinkCall =
  | { readonly call: 'begin' | 'live'; readonly scope: string }
  | { readonly call: 'put'; readonly scope: string; readonly ids: readonly string[] }
  | { readonly call: 'drop'; readonly scope: string; readonly ids: readonly string[] }
  | { readonly call: 'broken'; readonly scope: string; readonly failure: Failure; readonly nextTryAt: number | null }
  | { readonly call: 'trouble'; readonly scope: string; readonly failure: Failure };

export type ScopeView = { state: 'waiting' | 'live' | 'broken'; failure: Failure | null; held: Map<string, Entity>; listing: Set<string> | null };

/** For tests: does with a connector's watch what its reader does, and remembers what it was told. */
export class RecordingSink implements Sink {
  readonly calls: (SinkCall & { readonly at: number })[] = [];
  readonly scopes = new Map<string, ScopeView>();
  readonly #waiters = new Set<() => void>();

  begin(scope: string): void {
    this.#scope(scope).listing = new Set();
    this.#note({ call: 'begin', scope });
  }
  put(scope: string, entities: readonly Entity[]): void {
    const view = this.#scope(scope);
    for (const entity of entities) {
      view.held.set(entity.id, entity);
      view.listing?.add(entity.id);
    }
    this.#note({ call: 'put', scope, ids: entities.map(({ id }) => id) });
  }
  drop(scope: string, ids: readonly string[]): void {
    for (const id of ids) this.#scope(scope).held.delete(id);
    this.#note({ call: 'drop', scope, ids });
  }
  live(scope: string): void {
    const view = this.#scope(scope);
    if (view.listing) for (const id of view.held.keys()) if (!view.listing.has(id)) view.held.delete(id);
    Object.assign(view, { state: 'live', failure: null, listing: null });
    this.#note({ call: 'live', scope });
  }
  broken(scope: string, failure: Failure, nextTryAt: number | null): void {
    Object.assign(this.#scope(scope), { state: 'broken', failure });
    this.#note({ call: 'broken', scope, failure, nextTryAt });
  }
  trouble(scope: string, failure: Failure): void {
    this.#note({ call: 'trouble', scope, failure });
  }

  view(scope = ''): ScopeView {
    return this.#scope(scope);
  }
  ids(scope = ''): string[] {
    return [...this.#scope(scope).held.keys()].toSorted();
  }
  names(): string[] {
    return this.calls.map(({ call }) => call);
  }
  reasons(scope = ''): (string | undefined)[] {
    return this.calls.flatMap((each) => (each.call === 'broken' && each.scope === scope ? [each.failure.detail.reason ?? each.failure.code] : []));
  }

  /** Resolves as soon as it holds. Rejects with what was told after `ms`. */
  until(holds: () => boolean, ms = 15_000): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        const told = this.calls.slice(-10).map((each) => `${each.call} ${'failure' in each ? JSON.stringify(each.failure) : ''}`);
        reject(new Error(`it did not happen in ${ms} ms; the last that was told: ${told.join('; ')}`));
      }, ms);
      this.#waiters.add(check);
    });
  }
  untilState(state: ScopeView['state'], ms?: number, scope = ''): Promise<void> {
    return this.until(() => this.#scope(scope).state === state, ms);
  }

  #scope(scope: string): ScopeView {
    let view = this.scopes.get(scope);
    if (!view) this.scopes.set(scope, (view = { state: 'waiting', failure: null, held: new Map(), listing: null }));
    return view;
  }
  #note(call: SinkCall): void {
    this.calls.push({ ...call, at: performance.now() });
    for (const check of this.#waiters) check();
  }
}
