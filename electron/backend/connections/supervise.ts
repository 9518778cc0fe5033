import type { Connection } from '../../../shared/models/connection';
import type { EntityKind } from '../../../shared/models/entity';
import { type Failure, failureOf } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import type { Connector, Session } from '../connectors/contract';
import type { Inventory } from '../inventory/inventory';
import type { Log } from '../lib/log';
import { freshnessOf, nextChangeAt, type ScopeState, troublesOf } from './freshness';
import { Ingest } from './ingest';
import type { HeldConnection } from './stored-connection';

/** How often a connection that nothing watches is asked for a sign of life, once it was used. */
const PROBE_EVERY_MS = 20_000;

type Watch = { readonly ingest: Ingest; readonly abort: AbortController };

export type Surroundings = {
  /** Opens nothing yet: the first use does. @throws AppError when its reference leads nowhere */
  readonly open: () => Session;
  /** None until there is a way to reach anything. */
  readonly connectors: () => readonly Connector[];
  readonly inventory: Inventory;
  readonly log: Log;
  readonly now: () => number;
  /** Something that people see of the connection changed. */
  readonly onChange: () => void;
};

/**
 * The life of one connection: opens its session when something is needed, watches the kinds that are, and says how far its
 * values can be believed. One of the three places that catch (docs/design.md).
 */
export class SupervisedConnection {
  #session: Session | undefined;
  #openedAt = 0;
  #failure: Failure | undefined;
  /** Since when a connection of which nothing can be watched answers when it is asked. */
  #answersSince: number | undefined;
  #probeFailure: { failure: Failure; since: number; tries: number } | undefined;
  readonly #watches = new Map<EntityKind, Watch>();
  #freshness: Freshness;
  #timer: NodeJS.Timeout | undefined;
  #probe: NodeJS.Timeout | undefined;

  constructor(
    public stored: HeldConnection,
    private asOf: number | null,
    private readonly around: Surroundings,
  ) {
    this.#freshness = freshnessOf({ enabled: stored.options.enabled, now: around.now(), asOf, openedAt: 0, scopes: [] });
    around.inventory.setFreshness(stored.id, this.#freshness);
  }

  view(): Connection {
    const { id, system, options, target } = this.stored;
    return {
      id,
      system,
      target,
      ...options,
      freshness: this.#freshness,
      troubles: [...troublesOf(this.#scopes()), ...[...this.#watches.values()].flatMap(({ ingest }) => ingest.troubles())],
    };
  }

  /** When its values were last true: now, while it is live. */
  lastTrueAt(): number | null {
    return this.#freshness.state === 'live' ? this.around.now() : this.asOf;
  }

  /** The session, opened when it is not. @throws AppError when its reference leads nowhere. */
  session(): Session {
    if (!this.#session) {
      this.#session = this.around.open();
      this.#openedAt = this.around.now();
    }
    return this.#session;
  }

  demand(kind: EntityKind): void {
    const { inventory, now, log } = this.around;
    const connectors = this.around.connectors().filter(({ system, kinds }) => system === this.stored.system && kinds.includes(kind));
    if (connectors.length === 0 || this.#watches.has(kind) || !this.stored.options.enabled) return;
    const abort = new AbortController();
    const ingest = new Ingest(inventory, this.stored.id, kind, now, () => this.refresh());
    this.#watches.set(kind, { ingest, abort });
    const { namespaces } = this.stored.options;
    try {
      const session = this.session();
      for (const connector of connectors) {
        const sink = ingest.sink(connector.id, namespaces ?? [''], connector.loan);
        connector.watch(session, { connection: this.stored.id, kind, namespaces }, sink, abort.signal);
      }
      this.#failure = undefined;
    } catch (error) {
      this.#failure = failureOf(error);
      log.warn('a connection could not be opened', { connection: this.stored.id, code: this.#failure.code, reason: this.#failure.detail.reason });
    }
    this.refresh();
  }

  release(kind: EntityKind): void {
    this.#watches.get(kind)?.abort.abort();
    const broken = this.#scopes().find((scope) => scope.state === 'broken');
    if (!this.#watches.delete(kind)) return;
    // What was wrong is still wrong, as far as is known, when nobody looks any more.
    if (this.#watches.size === 0 && (this.#freshness.state === 'stale' || this.#freshness.state === 'reconnecting') && broken?.state === 'broken')
      this.#probeFailure = { failure: this.#freshness.failure, since: broken.since, tries: broken.tries };
    this.refresh();
  }

  /** Starts the watches of these kinds anew, under changed options or after a failure that only the user could mend. */
  restart(kinds: readonly EntityKind[] = [...this.#watches.keys()]): void {
    for (const kind of this.#watches.keys()) this.release(kind);
    if (!this.stored.options.enabled) this.#closeSession();
    for (const kind of kinds) this.demand(kind);
    this.refresh();
  }

  /** Leads elsewhere from now on, or by other credentials. */
  reopen(kinds: readonly EntityKind[]): void {
    this.#closeSession();
    this.restart(kinds);
  }

  /** What somebody asked of it was answered, or why not. */
  heard(why: Failure | null): void {
    const before = this.#probeFailure;
    if (why === null && this.#answersSince !== undefined && !before) return;
    this.#note(why);
    this.refresh();
  }

  retry(): void {
    if (this.#failure) this.restart();
    this.#session?.retry();
    if (this.#session && this.#watches.size === 0) void this.#ask();
  }

  /** The same, for a person who wants to know: also where nothing has needed it yet. @throws AppError when its reference leads nowhere. */
  tryNow(): void {
    if (this.stored.options.enabled) this.session();
    this.retry();
  }

  close(): void {
    for (const kind of this.#watches.keys()) this.release(kind);
    this.#closeSession();
    clearTimeout(this.#timer);
    clearInterval(this.#probe);
  }

  #closeSession(): void {
    this.#session?.close();
    this.#session = undefined;
    this.#probeFailure = undefined;
    this.#answersSince = undefined;
  }

  #scopes(): ScopeState[] {
    const scopes = [...this.#watches.values()].flatMap(({ ingest }) => ingest.states());
    const failure = this.#failure;
    if (failure && this.#watches.size > 0) return [{ state: 'broken', scope: '', since: this.#openedAt, tries: 1, failure, nextTryAt: null }];
    if (this.#probeFailure && scopes.length === 0) return [{ state: 'broken', scope: '', nextTryAt: null, ...this.#probeFailure }];
    if (this.#answersSince !== undefined && scopes.length === 0) return [{ state: 'live', scope: '', since: this.#answersSince }];
    return scopes;
  }

  #note(why: Failure | null): void {
    const { now, connectors } = this.around;
    const watchable = connectors().some(({ system, kinds }) => system === this.stored.system && kinds.length > 0);
    const before = this.#probeFailure;
    this.#probeFailure = why ? { failure: why, since: before?.since ?? now(), tries: (before?.tries ?? 0) + 1 } : undefined;
    if (why) this.#answersSince = undefined;
    else if (!watchable) this.#answersSince ??= now();
  }

  /** Works out the freshness again, and tells when it is another. */
  refresh(): void {
    const now = this.around.now();
    const wasLive = this.#freshness.state === 'live';
    const scopes = this.#scopes();
    const isLive = scopes.length > 0 && scopes.every(({ state }) => state === 'live' || state === 'absent');
    if (wasLive || isLive) this.asOf = now;
    if (this.#session) this.stored = { ...this.stored, target: this.#session.target() };
    const known = { enabled: this.stored.options.enabled, now, asOf: this.asOf, openedAt: this.#openedAt, scopes };
    this.#freshness = freshnessOf(known);
    this.around.inventory.setFreshness(this.stored.id, this.#freshness);
    this.#schedule(nextChangeAt(known), now);
    this.around.onChange();
  }

  #schedule(at: number | null, now: number): void {
    clearTimeout(this.#timer);
    if (at !== null) this.#timer = setTimeout(() => this.refresh(), at - now + 1);
    const idle = this.#session !== undefined && this.#watches.size === 0;
    if (!idle) {
      clearInterval(this.#probe);
      this.#probe = undefined;
    } else this.#probe ??= setInterval(() => void this.#ask(), PROBE_EVERY_MS);
  }

  async #ask(): Promise<void> {
    const before = [this.#probeFailure, this.#answersSince];
    const session = this.#session;
    let why: Failure | null = null;
    try {
      await session?.probe(AbortSignal.timeout(PROBE_EVERY_MS / 2));
    } catch (error) {
      why = failureOf(error);
    }
    if (session !== this.#session) return; // closed or opened anew meanwhile
    this.#note(why);
    if (before[0] !== this.#probeFailure || before[1] !== this.#answersSince) this.refresh();
  }
}
