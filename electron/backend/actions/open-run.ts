import { z } from 'zod';
import type { ActionRun, RunPhase } from '../../../shared/models/action';
import type { Entity, EntityKey } from '../../../shared/models/entity';
import { failureOf } from '../../../shared/models/failure';
import { isWorkspaceConnection } from '../../../shared/models/workspace';
import { ABSENT, type Connector, type Goal, type Seen } from '../connectors/contract';
import type { LedgerLeaf } from '../../../shared/models/ledger-entry';
import type { ActionParts } from './parts';
import { outcomeDraft } from './record';
import { type Ending, endingOf, type Taken, unknown } from './settlement';

export type RunTiming = {
  /** How often the system is read where its watch does not tell. */
  readonly rereadMs: number;
  readonly readWithinMs: number;
  readonly landingMs: number;
  /** How long an intent that is found without an outcome is awaited: it does not say how long its action may take. */
  readonly settleWithinMs: number;
  /** The pause before an outcome that the disk refused is written again. */
  readonly rewriteMs: number;
};

export type RunSeed = {
  readonly run: ActionRun;
  readonly where: LedgerLeaf['where'];
  readonly goal: Goal;
  /** Of the object before the write. */
  readonly version: string;
  readonly withinMs: number;
};

const Stated = z.object({ state: z.string(), reason: z.string(), message: z.string().nullable() });
const Identified = z.object({ uid: z.string() });

/**
 * One action from its intent to its outcome: waits until the derived state shows the goal, or it is certain that it will not.
 * Moved by the watch where there is one, by reading where there is none. Ends once.
 */
export class OpenRun {
  run: ActionRun;
  #taken: Taken = 'unknown';
  #auditIds: readonly string[] = [];
  #ended = false;
  #reading = false;
  #followedSince = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(
    private readonly parts: ActionParts,
    private readonly seed: RunSeed,
    private readonly timing: RunTiming,
    /** Aborted when the backend closes: the intent then stays without an outcome, for the next start. */
    private readonly closing: AbortSignal,
    private readonly onChange: () => void,
  ) {
    this.run = seed.run;
  }

  /** What the server said of the writes: from here on the derived state decides. */
  follow(taken: Taken, change: Partial<Pick<ActionRun, 'failure'>> = {}, auditIds: readonly string[] = []): void {
    if (this.#ended || this.closing.aborted) return;
    const { connections, inventory, now } = this.parts;
    this.#taken = taken;
    this.#auditIds = auditIds;
    this.#followedSince = now();
    this.#set({ phase: taken === 'unknown' ? 'uncertain' : 'waiting', ...change });
    const key = this.#key;
    const onChange = ({ entity, fields }: { entity: Entity; fields: readonly string[] | 'all' | 'gone' }) => {
      if (entity.id === key.id && entity.connection === key.connection) this.#hear(fields === 'gone' ? null : entity);
    };
    const onFreshness = (connection: string) => {
      if (connection === key.connection && this.#isLive()) void this.#read();
    };
    this.#stops.push(connections.need(key.kind), inventory.listen(key.kind, { onChange, onFreshness }));
    const stop = () => this.#stop();
    this.closing.addEventListener('abort', stop, { once: true });
    this.#stops.push(() => this.closing.removeEventListener('abort', stop));
    const seen = inventory.get(key);
    if (seen && this.#isLive()) this.#hear(seen);
    this.#schedule();
  }

  /** Nothing was changed, and nothing will be. */
  end({ phase, failure }: Ending, auditIds = this.#auditIds): void {
    if (this.#ended || this.closing.aborted) return;
    this.#ended = true;
    this.#auditIds = auditIds;
    this.#stop();
    this.#set({ phase, failure });
    this.#write(phase, failure);
  }

  get #key(): EntityKey {
    const { connection, kind, id } = this.run.target;
    return { connection, kind, id };
  }

  /** A run whose end the disk refused is not over: it says why, and tries again. */
  #write(phase: RunPhase, failure: ActionRun['failure']): void {
    if (this.closing.aborted) return;
    const { ledger, now, log } = this.parts;
    const endedAt = now();
    try {
      ledger.settle(outcomeDraft({ ...this.run, phase, failure }, this.seed.where, this.#auditIds, endedAt - this.run.startedAt));
      this.#set({ failure, endedAt });
    } catch (error) {
      const why = failureOf(error);
      log.error('the outcome of an action could not be recorded', { intent: this.run.intent, reason: why.detail.reason, text: why.detail.text });
      this.#set({ failure: why });
      this.#timer = setTimeout(() => this.#write(phase, failure), this.timing.rewriteMs);
    }
  }

  #isLive(): boolean {
    return this.parts.inventory.freshness().get(this.run.target.connection)?.state === 'live';
  }

  /** Told by the watch. */
  #hear(seen: Entity | null): void {
    if (this.#ended || !this.#isLive()) return;
    // Only a reading tells that it is gone: a watch that was narrowed drops what is still there.
    if (seen) this.#judge(seen, null, this.parts.now());
    else void this.#read();
  }

  /** `lookedAt`: when the look at it began. Whatever arrived while it was read is not in it. */
  #judge(seen: Entity | null, unchanged: boolean | null, lookedAt: number): void {
    const same = seen && isSame(seen, this.run.target.uid) ? seen : null;
    if (same) this.#noteSeen(same);
    const connector = this.#connector();
    if (!connector) return this.end(unknown('action-unsupported'));
    const progress = connector.progress?.(this.seed.goal, same) ?? { state: 'waiting' as const, awaited: 'controller' as const };
    // One that was to be made, and is not there yet, may still come; one that was to go has gone.
    if (!same && this.#taken === 'unknown' && unchanged !== true && progress.state !== 'done') return this.end(unknown('object-gone'));
    if (progress.state === 'waiting' && progress.awaited !== this.run.awaited) this.#set({ awaited: progress.awaited });
    if (!same && progress.state === 'waiting') return this.end(unknown('object-gone'));
    const ending = endingOf({
      taken: this.#taken,
      progress,
      unchanged,
      sinceGivenUpMs: lookedAt - (this.run.settled ? this.run.startedAt : this.#followedSince),
      waitedMs: lookedAt - this.#followedSince,
      withinMs: this.seed.withinMs,
      landingMs: Math.min(this.timing.landingMs, connector.landingMs ?? this.timing.landingMs),
    });
    if (ending) this.end(ending.phase === 'timed-out' && this.run.failure ? { ...ending, failure: this.run.failure } : ending);
  }

  #connector(): Connector | null {
    try {
      return this.parts.connections.connectorOf(this.#key);
    } catch {
      return null; // written by a Pilothouse that knew more engines
    }
  }

  #noteSeen(seen: Entity): void {
    const stated = Stated.safeParse(seen);
    const before = this.run.lastSeen;
    if (!stated.success) return;
    const { state, reason, message } = stated.data;
    if (before?.state === state && before.reason === reason && before.message === message) return;
    this.#set({ lastSeen: { state, reason, message, at: this.parts.now() } });
  }

  /** Past every watch. What cannot be read now is read later: an ending is never guessed. */
  async #read(): Promise<void> {
    if (this.#ended || this.#reading || this.closing.aborted) return;
    const connection = this.parts.connections.find(this.run.target.connection);
    if (!connection && isWorkspaceConnection(this.run.target.connection)) return; // it is looked at when it is open again
    if (!connection) return this.end(unknown('connection-gone'));
    if (!connection.stored.options.enabled) return; // nothing is sent to it: it stays as it is until somebody switches it on
    this.#reading = true;
    const lookedAt = this.parts.now();
    try {
      const signal = AbortSignal.any([this.closing, AbortSignal.timeout(this.timing.readWithinMs)]);
      const seen: Seen | null | undefined = await this.#connector()?.read?.(connection.session(), this.#key, signal);
      if (this.#ended || this.closing.aborted) return;
      if (seen === undefined) this.#judge(this.parts.inventory.get(this.#key) ?? null, null, lookedAt);
      else this.#judge(seen?.entity ?? null, (seen?.version ?? ABSENT) === this.seed.version, lookedAt);
    } catch (error) {
      this.parts.log.info('an action that is not settled could not be looked at', { intent: this.run.intent, code: failureOf(error).code });
    } finally {
      this.#reading = false;
    }
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      const { now } = this.parts;
      const overdue = now() - this.#followedSince >= this.seed.withinMs;
      const told = this.#taken !== 'unknown' && this.#isLive() && !overdue;
      if (!told) void this.#read();
      if (!this.#ended) this.#schedule();
    }, this.timing.rereadMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops.splice(0)) stop();
  }

  #set(change: Partial<ActionRun>): void {
    this.run = { ...this.run, ...change };
    this.onChange();
  }
}

/** Another object under the same name is not the one that was acted on. */
function isSame(seen: Entity, uid: string): boolean {
  const parsed = Identified.safeParse(seen);
  return !parsed.success || parsed.data.uid === uid;
}
