import type { ActionRequest, ActionTarget, AWAITED, Check, Effect, ObjectChange } from '../../../shared/models/action';
import type { ActionId } from '../../../shared/models/action-id';
import type { Connection, ConnectionTarget, Right, TestStep } from '../../../shared/models/connection';
import type { Delivery, RevisionRef } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { Entity, EntityKey, EntityKind } from '../../../shared/models/entity';
import { type Failure, failure } from '../../../shared/models/failure';
import type { Bucket, ListedObject, ObjectFacts, ObjectRef, ObjectVersion } from '../../../shared/models/object-store';
import { check } from '../lib/check';
import type { Discovery, SystemRef } from '../lib/discovery';
import type { Permit } from '../lib/permit';

/** What a session says of its link to the system, apart from any watch. */
export type LinkReport = { readonly ok: true } | { readonly ok: false; readonly failure: Failure; readonly nextTryAt: number | null };

/**
 * A kind of system that connections lead to and that can be looked for (today Kubernetes). Many connectors may read from one
 * system over one session: they share its address, credentials and sockets.
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
  /** One answer for each question, in order. Throws only when cancelled: a review that failed is `unknown`. */
  review(asked: readonly AskedRight[], signal: AbortSignal): Promise<readonly Right[]>;
  /** Who the system takes us for; null where it does not tell. Throws AppError. */
  identity(signal: AbortSignal): Promise<Identity | null>;
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
  /** The system has no such collection (a product that is not installed): nothing is there, and nothing is wrong. Looked at again by itself. */
  absent?(scope: string): void;
  /** One object of the scope could not be read and was left out; the rest is true. */
  trouble?(scope: string, failure: Failure): void;
}

/** Code for one kind of product. Pure mapping apart from `client.ts`; it keeps no state of its own. */
export interface Connector<S extends Session = Session> {
  /** The ids of its entities begin with this and a slash. */
  readonly id: string;
  readonly system: Connection['system'];
  readonly kinds: readonly EntityKind[];
  /**
   * Watches a kind until `signal` aborts. Each namespace (or the whole system: scope '') is a scope of its own, so that
   * one that may not be read does not take the others down. Never throws.
   */
  watch(session: S, request: WatchRequest, sink: Sink, signal: AbortSignal): void;
  /** Pure: what an entity shows of another of its connection, because its system keeps it there. Null: nothing. */
  loan?(entity: Entity): Loan | null;
  /** Reads one entity now, past every watch. Null: it is not there. Throws AppError. */
  read?(session: S, key: EntityKey, signal: AbortSignal): Promise<Seen | null>;
  /** Everything that a delivery's page shows, told whole with each change (at most ten times a second) until `signal` aborts. Never throws. */
  inspect?(session: S, key: EntityKey, out: (detail: DeliveryDetail) => void, signal: AbortSignal): void;
  /** Follows a container's log until `signal` aborts, over broken links. Never throws. */
  log?(session: S, request: LogRequest, out: (news: LogNews) => void, signal: AbortSignal): void;
  /** Objects in buckets; absent where there are none. */
  readonly blobs?: Blobs<S>;
  /** What can be changed; absent where it only reads. */
  readonly actions?: Readonly<Partial<Record<ActionId, ConnectorAction<S>>>>;
  /** Pure: how far the entity shows what an action was for. `seen` null: it is gone. */
  progress?(goal: Goal, seen: Entity | null): Progress;
  /** How long a write that was sent, and that nobody waits for any more, may still arrive. Absent: as long as with an API server. */
  readonly landingMs?: number;
}

export type BucketsPage = { readonly buckets: readonly Bucket[]; readonly after: string | null };
export type LevelPage = { readonly prefixes: readonly string[]; readonly objects: readonly ListedObject[]; readonly after: string | null };
export type VersionsPage = { readonly versions: readonly ObjectVersion[]; readonly after: string | null };
/** One level, up to the next slash after the prefix; `deep`: everything below the prefix, and no prefixes. */
export type ListedAt = { readonly bucket: string; readonly prefix: string; readonly after: string | null; readonly deep?: boolean };
/** One state of an object: another that has taken its place meanwhile is not it. */
export type ExactObject = ObjectRef & { readonly etag: string };
/** Bytes from `start` up to, and without, `end`. */
export type Span = { readonly start: number; readonly end: number };

/** Objects of a store, read alone: there is no way here to write one. Everything throws AppError. */
export interface Blobs<S extends Session = Session> {
  buckets(session: S, after: string | null, signal: AbortSignal): Promise<BucketsPage>;
  hasBucket(session: S, bucket: string, signal: AbortSignal): Promise<boolean>;
  list(session: S, at: ListedAt, signal: AbortSignal): Promise<LevelPage>;
  /** Newest first. */
  versions(session: S, of: { readonly bucket: string; readonly key: string; readonly after: string | null }, signal: AbortSignal): Promise<VersionsPage>;
  facts(session: S, object: ObjectRef, signal: AbortSignal): Promise<ObjectFacts>;
  /** The bytes of the span in order and whole. Throws `stale` with `object-replaced` where the object is another by now. */
  read(session: S, object: ExactObject, span: Span, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** `fields` are taken from the entity with the id `from`, as soon as it is known; where `replaces` says so, that one is not listed beside it. */
export type Loan = { readonly from: string; readonly fields: readonly string[]; readonly replaces: (lender: Entity) => boolean };

export type AskedRight = Pick<Right, 'verb' | 'group' | 'resource' | 'namespace'>;
export type Identity = { readonly subject: string; readonly groups: readonly string[] };
/** `version` changes with every write to the object, or to another that an action on it writes to, whoever makes it. */
export type Seen = { readonly entity: Entity; readonly version: string };

export type LogRequest = { readonly key: EntityKey; readonly pod: string; readonly container: string; readonly previous: boolean; readonly tail: number };
export type LogNews = {
  readonly lines: readonly { readonly at: number | null; readonly text: string }[];
  readonly gap: boolean;
  readonly state: 'opening' | 'following' | 'ended' | 'reconnecting' | 'failed';
  readonly failure: string | null;
};

/** Instead of a version: the object is not there, and is made by the action. */
export const ABSENT = 'absent';

/** What the derived state must show, in the connector's own terms: plain JSON, so that it can be judged after a crash. */
export type Goal = { readonly type: string; readonly [field: string]: string | number | boolean | null };
export type Progress =
  | { readonly state: 'done' }
  | { readonly state: 'waiting'; readonly awaited: (typeof AWAITED)[number] }
  /** It can not come true any more. */
  | { readonly state: 'failed'; readonly failure: Failure };

/** What an action would do, worked out from one fresh reading. Plain JSON: its digest is what the operator confirms. */
export type Draft = {
  readonly target: ActionTarget;
  /** The object as read: an action is planned again when this changed in what matters (`writes` differ). */
  readonly version: string;
  readonly from: RevisionRef | null;
  readonly to: RevisionRef | null;
  readonly effects: readonly Effect[];
  readonly commands: readonly string[];
  readonly undo: ActionRequest | null;
  /** Null: the system judges nobody. There are no rights to ask for, and none of its own rules that a trial would meet. */
  readonly rights: readonly AskedRight[] | null;
  /** `offered`, `target-known`, `target-proven`, `git-owner`, `controller-alive`, `measured-traffic` as far as they apply. */
  readonly checks: readonly Check[];
  /** In the order in which they are sent; each holds its own preconditions. Empty where a check leaves nothing to send. */
  readonly writes: readonly JsonObject[];
  readonly goal: Goal;
  readonly awaited: (typeof AWAITED)[number];
  /** After this long without the goal, people are told what was seen last. */
  readonly withinMs: number;
};
/** The rest of a draft that a check refuses at once. */
export const NOTHING_TO_SEND = {
  from: null,
  to: null,
  effects: [],
  commands: [],
  undo: null,
  rights: [],
  writes: [],
  goal: { type: 'none' },
  awaited: 'controller',
  withinMs: 0,
} as const satisfies Partial<Draft>;

export type JsonObject = { readonly [field: string]: unknown };

/** What one action adds to a draft, with its writes in the connector's own terms; the rest follows from what it acts on. */
export type Sketch<W extends JsonObject> = Omit<Draft, 'target' | 'version' | 'rights' | 'checks' | 'writes'> & {
  readonly writes: readonly W[];
  readonly checks?: readonly Check[];
};

/** What the drafts of all actions on one delivery have in common. */
export type Drawn<W extends JsonObject> = {
  readonly delivery: Delivery;
  readonly version: string;
  readonly objectKind: string;
  readonly rightsFor: (writes: readonly W[]) => Draft['rights'];
  /** Checks beside those of the action itself; `writes` null: its state does not offer the action. */
  readonly checksFor: (writes: readonly W[] | null) => readonly Check[];
};

/** A draft of what the state offers. Where it does not, or a check refuses it, there is nothing to send, and the checks say so. */
export function draftOf<W extends JsonObject>(drawn: Drawn<W>, action: ActionId, sketch: () => Sketch<W>): Draft {
  const { delivery, version, objectKind, rightsFor, checksFor } = drawn;
  const { connection, kind, id, uid, engine, namespace, name, state, reason } = delivery;
  const target = { connection, kind, id, uid, engine, objectKind, namespace, name };
  const values = { action, state, reason };
  if (!delivery.offers.includes(action)) {
    const refused = check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, connection));
    return { ...NOTHING_TO_SEND, target, version, checks: [refused, ...checksFor(null)] };
  }
  const { writes, checks: own = [], ...rest } = sketch();
  const offered = own.some(({ id: of }) => of === 'offered') ? [] : [check('offered', 'pass', values)];
  const checks = [...offered, ...own, ...checksFor(writes)];
  const refused = checks.some(({ outcome }) => outcome === 'fail');
  return { ...rest, target, version, rights: rightsFor(writes), checks, writes: refused ? [] : writes };
}

export type PlanContext = {
  /** The moment of the plan, epoch ms. Whatever of a draft names a time takes it from here: judged again, the same plan is the same draft. */
  readonly at: number;
  /** Whether a revision of this entity was seen as the stable one, now or earlier. */
  readonly wasStable: (revisionKey: string) => boolean;
};

/** Who changes it and why, for the engines that carry such a note along as history. */
export type ChangeNote = { readonly who: string; readonly reason: string; readonly at: number; readonly plan: string };

/** One kind of change. Button, menu, palette, shortcut and command line are drawn from `shared/models/action.ts` under the same id. */
export interface ConnectorAction<S extends Session = Session> {
  /** Reads and works out; changes nothing. A state that does not offer it is a failed check of the draft, not an error. Throws AppError. */
  plan(session: S, key: EntityKey, request: ActionRequest, context: PlanContext, signal: AbortSignal): Promise<Draft>;
  /** Lets the server try it without keeping it, admission included. Throws AppError with the server's own words. */
  preview(session: S, draft: Draft, signal: AbortSignal): Promise<readonly ObjectChange[]>;
  /**
   * Sends the writes. Throws AppError: `conflict` where a precondition did not hold, `unreachable` where no answer came
   * (it may have happened), `denied` from admission. `values.written` says how many writes were taken before it.
   */
  execute(session: S, draft: Draft, note: ChangeNote, permit: Permit, signal: AbortSignal): Promise<Receipt>;
}

/** What the system said of the writes that it took. */
export type Receipt = { readonly auditIds: readonly string[] };

export type WatchRequest = { readonly connection: string; readonly kind: EntityKind; readonly namespaces: readonly string[] | null };
