import { AppError, failure, type Failure } from '../../../shared/models/failure';
import { NO_PAYLOADS, type PayloadState } from '../../../shared/models/payload';
import { BY_PLAN, BY_RULE, type HostState, type ServiceAct, type ServiceSettings } from '../../../shared/models/service';
import type { Log } from '../../backend/lib/log';
import type { Artifacts, Changed, Registry } from '../contract';
import type { HeldRevision, Serving } from '../serving/contract';
import { watchErrors } from './error-watch';
import {
  advance,
  asksComparison,
  heldOf,
  nextTick,
  obey,
  type ReleaseCommand,
  type ReleaseEvent,
  type ReleaseState,
  shadowOf,
  shareOf,
  type Weight,
  weightsOf,
} from './release';
import type { ReleaseStore, RevisionRecord, ServiceRecord } from './release-store';
import type { ServiceFacts } from './service-facts';

export type ServiceParts = {
  readonly store: ReleaseStore;
  readonly registry: Registry;
  readonly artifacts: Artifacts;
  readonly facts: ServiceFacts;
  /** Null before it is up. */
  readonly serving: () => Serving | null;
  readonly worse: FindWorse;
  readonly changed: Changed;
  readonly log: Log;
  readonly now: () => number;
};
/** What of its comparison speaks against the candidate of a service; null: nothing. @throws AppError where that cannot be told */
export type FindWorse = (service: string) => Promise<Failure | null>;
export type Who = Pick<ServiceAct, 'by' | 'why' | 'entry' | 'ledger'>;

/** A step that waits is looked at again. */
const COMPARED_MS = 30_000;
/** Timers take no more, and a clock that was set is noticed. */
const TICK_MAX_MS = 60_000;
const UNLOADED = { state: 'unloaded', failure: null, loadMs: null, memoryBytes: null } as const;

/** One service that is up: moves its release, keeps every move, and has the gateway follow. */
export class RunningService {
  readonly #parts: ServiceParts;
  #record: ServiceRecord;
  #revisions: RevisionRecord[];
  /** What the gateway took last; empty before it took anything. */
  #weights: readonly Weight[] = [];
  #told = '';
  /** Whose bytes were read since they are held, and whose are not what was registered. */
  readonly #read = new Set<number>();
  readonly #broken = new Map<number, HostState>();
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #unwatch: () => void = () => undefined;
  #closed = false;

  constructor(record: ServiceRecord, revisions: readonly RevisionRecord[], parts: ServiceParts) {
    this.#parts = parts;
    this.#record = record;
    this.#revisions = [...revisions];
    this.#keepTime();
  }

  get record(): ServiceRecord {
    return this.#record;
  }
  get state(): ReleaseState {
    return this.#record.release;
  }
  get revisions(): readonly RevisionRecord[] {
    return this.#revisions;
  }
  get weights(): readonly Weight[] {
    return this.#weights;
  }

  hostOf(revision: number): HostState {
    const { serving } = this.#parts;
    return this.#broken.get(revision) ?? serving()?.hosts().get(this.#record.name)?.get(revision) ?? { ...UNLOADED, since: this.state.since };
  }
  readonly isReady = (revision: number): boolean => this.hostOf(revision).state === 'ready';

  /** Its bytes were read just now, by whoever asked for it. */
  noteRead(revision: number): void {
    this.#read.add(revision);
  }

  /** Resolves once the gateway has it. @throws AppError `conflict`; nothing has changed then */
  async obey(command: ReleaseCommand, expected: number, who: Who, added?: RevisionRecord): Promise<void> {
    const next = obey(this.state, command, expected, this.#parts.now());
    if (added) this.noteRead(added.number);
    this.#keep(next, { verb: command.verb, failure: null, ...who }, added);
    await this.apply();
  }

  advance(event: ReleaseEvent): void {
    if (this.#closed) return;
    const before = this.state;
    const next = advance(before, event, this.#parts.now());
    if (next === before) return;
    const rule = event.verb === 'failed' ? event.failure : null;
    const act = { verb: verbOf(before, next, rule), failure: rule ?? next.waiting, by: rule ? BY_RULE : BY_PLAN, why: '', entry: null, ledger: null };
    this.#keep(next, next.generation === before.generation ? null : act);
    if (rule) this.#parts.log.warn('a rule took a revision of a service back', { service: this.#record.name, reason: rule.detail.reason });
    void this.apply();
  }

  heard(revision: number, { state, failure: why }: HostState): void {
    this.#parts.changed('services', this.#record.name);
    if (state === 'ready') {
      this.advance({ verb: 'loaded', revision });
      void this.apply(); // nothing is sent where nothing is new
    }
    // A gateway that ended took all with it, and brings all back: no revision is to blame.
    if (state === 'failed' && why?.detail.reason !== 'serving-lost') this.advance({ verb: 'failed', revision, failure: failedHost(revision, why) });
  }

  /** How its payload log stands, as far as the gateway has said. */
  get payloads(): PayloadState {
    return this.#parts.serving()?.payloads().get(this.#record.name) ?? NO_PAYLOADS;
  }

  async change(settings: ServiceSettings): Promise<void> {
    const { registry, store, changed } = this.#parts;
    registry.write(() => store.keepSettings(this.#record.name, settings), true);
    this.#record = { ...this.#record, settings };
    changed('services', this.#record.name);
    await this.apply();
  }

  /** Has the gateway do what the state says; one after the other, and nothing twice. What it refuses is in the log, and seen by its weights. */
  apply(): Promise<void> {
    this.#turn = this.#turn
      .then(() => (this.#closed ? undefined : this.#put()))
      .catch((error: unknown) => {
        this.#told = '';
        this.#parts.log.warn('the gateway did not take a service', { service: this.#record.name, text: String(error) });
      });
    return this.#turn;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unwatch();
  }

  #keep(next: ReleaseState, act: Pick<ServiceAct, 'verb' | 'failure' | keyof Who> | null, added?: RevisionRecord): void {
    const { registry, store, facts, now, changed } = this.#parts;
    const { name } = this.#record;
    const before = this.state;
    const record = { ...this.#record, release: next };
    const turnsStable = next.state === 'stable' ? next.stable : null;
    registry.write(() => {
      if (added) {
        store.addRevision(name, added);
        facts.made(record, added);
      }
      store.keepRelease(name, next);
      if (turnsStable !== null) store.noteStable(name, turnsStable);
      const revision = next.candidate ?? (act?.verb === 'roll-back' ? null : before.candidate) ?? next.stable;
      if (act) store.addAct(name, { at: now(), ...act, revision, weight: shareOf(next, revision) });
      facts.moved(name, before, next);
    }, true);
    this.#record = record;
    if (added) this.#revisions = [...this.#revisions, added];
    this.#revisions = this.#revisions.map((each) => (each.number === turnsStable ? { ...each, everStable: true } : each));
    this.#keepTime();
    changed('services', name);
  }

  async #put(): Promise<void> {
    const { changed } = this.#parts;
    const { name, settings } = this.#record;
    const serving = this.#parts.serving();
    if (!serving) return; // it asks again once it is up
    await this.#readBytes();
    if (this.#closed) return; // it may have been removed meanwhile
    const state = this.state;
    const held = heldOf(state).filter((revision) => !this.#broken.has(revision));
    const weights = weightsOf(state);
    const shadow = shadowOf(state);
    const wanted = JSON.stringify({ settings, held, weights, shadow });
    if (wanted !== this.#told && weights.every(({ revision }) => held.includes(revision))) {
      this.#told = wanted;
      await serving.put({ name, settings, weights, shadow, held: held.map((revision) => this.#heldRevision(revision)) });
      this.#weights = weights;
      changed('services', name);
    }
    const awaited = state.state === 'starting' ? (state.candidate ?? state.stable) : null;
    if (awaited !== null && this.isReady(awaited)) this.advance({ verb: 'loaded', revision: awaited });
  }

  /** Nothing is loaded whose bytes are not those that were registered, whoever changed them since. */
  async #readBytes(): Promise<void> {
    const { artifacts, now } = this.#parts;
    const held = heldOf(this.state);
    for (const revision of this.#read) if (!held.includes(revision)) this.#read.delete(revision);
    for (const revision of held.filter((each) => !this.#read.has(each))) {
      const { digest, version } = this.#revision(revision);
      const digests = this.#revision(revision).server ? this.#revision(revision).files.map((file) => file.digest) : [digest];
      let isWhole = true;
      for (const each of digests) isWhole &&= (await artifacts.verify(each)) === 'whole';
      this.#read.add(revision);
      this.#broken.delete(revision);
      if (isWhole) continue;
      const values = { model: this.#record.model, version: String(version), file: digest };
      const why = failure('denied', { reason: 'bytes-changed', values });
      this.#broken.set(revision, { ...UNLOADED, state: 'failed', since: now(), failure: why });
      this.heard(revision, this.hostOf(revision));
    }
  }

  #heldRevision(revision: number): HeldRevision {
    const { artifacts } = this.#parts;
    const { digest, modelDigest, bytes, signature, server, files } = this.#revision(revision);
    if (!server) return { revision, digest, bytes, signature, path: artifacts.path(digest) };
    const held = files.map((file) => ({ path: file.path, file: artifacts.path(file.digest), bytes: file.bytes }));
    return { revision, digest: modelDigest, bytes, signature, path: '', server: { command: server, files: held } };
  }

  #revision(revision: number): RevisionRecord {
    const found = this.#revisions.find(({ number }) => number === revision);
    if (!found) throw new AppError(failure('not-found', { reason: 'revision-gone', values: { revision: String(revision) } }));
    return found;
  }

  /** `again`: what there was to do by now is not done, and is looked at again. */
  #keepTime(again = this.state.waiting !== null): void {
    const { now, serving, log } = this.#parts;
    clearTimeout(this.#timer);
    this.#unwatch();
    if (this.#closed) return;
    this.#unwatch = watchErrors({
      service: this.#record.name,
      state: this.state,
      serving,
      log,
      now,
      failed: (revision, why) => this.advance({ verb: 'failed', revision, failure: why }),
    });
    const at = nextTick(this.state);
    if (at === null) return;
    const left = again ? COMPARED_MS : Math.min(TICK_MAX_MS, Math.max(0, at - now()));
    this.#timer = setTimeout(() => void this.#tick(), left);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const { now, worse, log } = this.#parts;
    const { state } = this;
    if (!asksComparison(state, now())) this.advance({ verb: 'tick' });
    else {
      const name = this.#record.name;
      const found = await worse(name).catch((error: unknown) => log.warn('a candidate could not be compared', { service: name, text: String(error) }));
      if (this.state !== state) return; // somebody went on, and the time of another step is kept
      this.advance({ verb: 'tick', ...(found !== undefined && { worse: found }) });
    }
    this.#keepTime(this.state === state || this.state.waiting !== null);
  }
}

const failedHost = (revision: number, why: Failure | null): Failure =>
  failure('local', {
    reason: 'candidate-failed',
    values: { revision: String(revision) },
    ...(why && { text: [why.detail.reason, why.detail.text].filter(Boolean).join(': ') }),
  });

/** What came of it, as acts of people are called. */
function verbOf(before: ReleaseState, next: ReleaseState, rule: Failure | null): string {
  if (rule) return before.candidate === null ? 'roll-back' : 'abort';
  if (next.waiting) return 'waits';
  if (before.candidate !== null && next.candidate === null) return 'promoted';
  return before.state === 'starting' ? 'loaded' : 'step';
}
