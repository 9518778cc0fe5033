import type { ActionRun } from '../../../shared/models/action';
import { type EntityKey, entityRef } from '../../../shared/models/entity';
import { failureOf } from '../../../shared/models/failure';
import type { LedgerEntry } from '../../../shared/models/ledger-entry';
import { OpenRun, type RunSeed, type RunTiming } from './open-run';
import type { ActionParts } from './parts';
import { LANDING_MS } from './settlement';

/** Ended runs that are still told of. */
const ENDED_MAX = 100;
/** How often is looked for intents that another copy of the app has left without an outcome. */
const LOOK_EVERY_MS = 10_000;
const TIMING: RunTiming = { rereadMs: 2_000, readWithinMs: 10_000, landingMs: LANDING_MS, settleWithinMs: 120_000, rewriteMs: 2_000 };

/** Actions under way and those that ended lately. */
export class ActionRuns {
  readonly #runs = new Map<number, OpenRun>();
  readonly #listeners = new Set<() => void>();
  readonly #reserved = new Set<string>();
  readonly #closing = new AbortController();
  readonly #timing: RunTiming;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: ActionParts,
    timing: Partial<RunTiming> = {},
  ) {
    this.#timing = { ...TIMING, ...timing };
  }

  /** Aborted when the backend closes, and by nothing else: a window that goes away stops no write. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Newest first. */
  list(): readonly ActionRun[] {
    return [...this.#runs.values()].map(({ run }) => run).toSorted((a, b) => b.intent - a.intent);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What of ours is under way on the entity, the newest. */
  underWay(key: EntityKey): ActionRun | null {
    const ref = entityRef(key);
    return this.list().find(({ endedAt, target }) => endedAt === null && entityRef(target) === ref) ?? null;
  }

  /** Nobody else of us begins anything on it until let go. Null: somebody does already. */
  reserve(key: EntityKey): (() => void) | null {
    const ref = entityRef(key);
    if (this.#reserved.has(ref)) return null;
    this.#reserved.add(ref);
    return () => void this.#reserved.delete(ref);
  }

  /** An intent is on record: from here on its run is shown, and it will have an outcome. */
  open(seed: RunSeed): OpenRun {
    const run = new OpenRun(this.parts, seed, this.#timing, this.closing, () => this.#changed());
    this.#runs.set(seed.run.intent, run);
    this.#forgetOldest();
    this.#changed();
    return run;
  }

  /** Takes up the intents without an outcome that nobody else works on: now, and whenever another copy of the app dies. */
  settle(): void {
    try {
      for (const entry of this.parts.ledger.unsettled()) if (!this.#runs.has(entry.seq)) this.#adopt(entry);
    } catch (error) {
      // The ledger says itself what is wrong with it; what it cannot tell now is looked for again.
      this.parts.log.error('the ledger did not say what is not settled', { reason: failureOf(error).detail.reason });
    }
    this.#timer ??= setInterval(() => this.settle(), LOOK_EVERY_MS).unref();
  }

  /** What is under way stays an intent without an outcome, and is settled at the next start. */
  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
    this.#listeners.clear();
  }

  #adopt({ seq, target, request, plan, goal, version, where, at }: LedgerEntry): void {
    if (!target || !request) return this.parts.log.error('an intent of the ledger does not say what it was for', { intent: seq });
    const run: ActionRun = {
      intent: seq,
      planDigest: plan ?? '',
      request,
      target,
      phase: 'uncertain',
      startedAt: Date.parse(at),
      endedAt: null,
      awaited: null,
      lastSeen: null,
      failure: null,
      settled: true,
    };
    const seed = { run, where, goal: { type: 'unknown', ...goal }, version: version ?? '', withinMs: this.#timing.settleWithinMs };
    this.open(seed).follow('unknown');
  }

  #forgetOldest(): void {
    const ended = this.list().filter(({ endedAt }) => endedAt !== null);
    for (const { intent } of ended.slice(ENDED_MAX)) this.#runs.delete(intent);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
