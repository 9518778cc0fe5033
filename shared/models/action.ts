import { z } from 'zod';
import type { ActionId } from './action-id';
import { EntityKey } from './entity';
import { Failure } from './failure';
import { RevisionRef } from './delivery';
import { AddressHost, AddressPort, CertificateChoice, OverlapMinutes } from './gateway-address';
import { AliasName, ModelVersionNumber } from './model';
import { ServerCommand } from './server-command';
import { ReleasePlan } from './service';

const at = z.number().int();
const text = z.string().max(2_000);
/** What our words name; never shown without words. */
const values = z.record(z.string(), z.string());

const plain = <Id extends ActionId>(id: Id) => z.strictObject({ action: z.literal(id) });
const image = z.strictObject({
  container: z.string().min(1).max(63),
  image: z
    .string()
    .min(1)
    .max(1_000)
    .regex(/^[^\s\p{Cc}]+$/u),
});

/** What is asked for: an action and what it needs. */
export const ActionRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('start'),
    images: z.array(image).max(20),
    modelUri: z
      .string()
      .min(1)
      .max(2_000)
      .regex(/^[^\s\p{Cc}]+$/u)
      .nullable(),
    /** Of a service of a workspace: how the candidate gets its traffic. Absent or null: as it was last. */
    release: ReleasePlan.nullable().optional(),
    /** Of a service of a workspace: the server that answers for it. Absent or null: as its flavors say. */
    server: ServerCommand.nullable().optional(),
  }),
  /** `revision` is the key of a revision in the history. */
  z.strictObject({ action: z.literal('roll-back'), revision: z.string().min(1).max(253) }),
  plain('pause'),
  plain('resume'),
  plain('promote'),
  plain('promote-full'),
  plain('abort'),
  plain('retry'),
  plain('restore'),
  plain('restart'),
  plain('remove'),
  /** `version` null takes it off. */
  z.strictObject({ action: z.literal('set-alias'), alias: AliasName, version: ModelVersionNumber.nullable() }),
  z.strictObject({ action: z.literal('open-address'), host: AddressHost, port: AddressPort, certificate: CertificateChoice }),
  plain('close-address'),
  /** The token before works so long beside the new one; 0: not any more. */
  z.strictObject({ action: z.literal('replace-token'), overlapMinutes: OverlapMinutes }),
]);
export type ActionRequest = z.infer<typeof ActionRequest>;

/** What an action acts on, as it was when the plan was made. */
export const ActionTarget = EntityKey.extend({
  uid: z.string(),
  engine: z.string(),
  /** As the system names it: `Rollout`, `Deployment`. */
  objectKind: z.string(),
  namespace: z.string(),
  name: z.string(),
});
export type ActionTarget = z.infer<typeof ActionTarget>;

/** What the change does, one statement each; words by id, with values. */
export const EFFECT_IDS = [
  'moves-to-step', // from, to, total
  'sets-weight', // from, to (per cent)
  'skips-steps', // count
  'skips-analysis', // count
  'skips-pause',
  'candidate-becomes-stable',
  'traffic-to-stable',
  'traffic-to-candidate',
  'starts-revision', // images
  'returns-to-revision', // number, images
  'runs-all-steps',
  'skips-all-steps', // a fast way back
  'pauses',
  'resumes',
  'restarts-pods', // count
  'pods-added', // count
  'pods-removed', // count
  'restarts-from-first-step',
  'template-of-workload', // name
  'clears-restore',
  'sets-alias', // alias, to (version)
  'moves-alias', // alias, from, to
  'removes-alias', // alias, from
  'makes-service', // name
  'removes-service', // name
  'loads-version', // model, version, revision
  'starts-server', // command with its environment, protocol, name (of the model), seconds
  'goes-back-to-version', // model, version, revision
  'keeps-loaded', // revision, seconds
  'unloads-candidate', // revision
  'shadows-requests', // share (per cent)
  'opens-address', // uri
  'makes-certificate', // days
  'uses-certificate', // fingerprint, until (a day)
  'makes-token',
  'keeps-token',
  'closes-address', // uri
  'replaces-token',
  'ends-token-later', // minutes
  'ends-token-now',
] as const;
export const Effect = z.object({ id: z.enum(EFFECT_IDS), values });
export type Effect = z.infer<typeof Effect>;

/** Who decides whether a plan may be carried out. Judged in this order; the first that fails names the refusal. */
export const CHECK_IDS = [
  'app-writable', // the whole app is not read-only
  'connection-writable',
  'fresh', // the view of the connection is live; values: state, asOf (epoch ms), cause
  'unchanged', // the object is as it was when it was planned
  'offered', // its state allows the action
  'target-known', // roll back: the revision is still there
  'target-proven', // roll back: it was stable before
  'version-known', // the version of the model is in the registry
  'servable', // the version is of a kind that the engine can run; values: model, version
  'bytes-whole', // a version of a model: its files, read just now, are those that were registered
  'stages-passed', // start of a candidate: the stages that it went through; values: check, and each stage with its outcome
  'stages-overridden', // promotion of one that was released although it had not passed them; values: as of `stages-passed`, why, by
  // Promotion of a service's candidate, each by what is known of both arms: it never refuses, and asks for a reason where it does not pass.
  'enough-data',
  'arms-alike', // both are asked the same, in the shares that were set
  'errors-compared',
  'answers-compared',
  'latency-compared',
  'predictions-compared',
  'quality-compared',
  'drift-compared', // by the monitors of the delivery; values: monitor, column, value, threshold, rows of both arms
  'no-other-action', // no action of ours is under way on it, or this one stops it (warn); values: action, since (epoch ms)
  'git-owner', // nobody reverts it from elsewhere
  'controller-alive', // somebody will carry it out
  'rights', // values: verb, resource, group, namespace
  'dry-run', // the server takes it, admission included
  'address-own', // it is one of this machine; values: host
  'port-free', // values: port
  'certificate-good', // values: fingerprint, until (epoch ms); warn: it is not made out for the host, or ends soon
  'measured-traffic', // the split is measured, not only counted in pods
] as const;
export type CheckId = (typeof CHECK_IDS)[number];
export const Check = z.object({
  id: z.enum(CHECK_IDS),
  /** Only `fail` refuses. `unknown` is never shown as good. */
  outcome: z.enum(['pass', 'warn', 'fail', 'unknown']),
  values,
  failure: Failure.nullable(),
});
export type Check = z.infer<typeof Check>;

/** One object as it is and as the server would make it, in YAML without what servers fill in. */
export const ObjectChange = z.object({ object: z.string(), before: z.string().max(400_000), after: z.string().max(400_000) });
export type ObjectChange = z.infer<typeof ObjectChange>;

export const PLAN_LIFETIME_MS = 5 * 60_000;

/** What an action would do, judged. Nothing has happened. */
export const Plan = z.object({
  id: z.string().regex(/^[a-f0-9]{32}$/),
  /** SHA-256, hex, over what would be done to what; whoever confirms, confirms this. */
  digest: z.string().regex(/^[a-f0-9]{64}$/),
  request: ActionRequest,
  target: ActionTarget,
  connection: z.object({ name: z.string(), production: z.boolean() }),
  /** Who the cluster takes us for; null where it does not say. */
  actingAs: z.string().nullable(),
  from: RevisionRef.nullable(),
  to: RevisionRef.nullable(),
  effects: z.array(Effect),
  changes: z.array(ObjectChange),
  /** The same by hand, one command a line, exact. */
  commands: z.array(text),
  checks: z.array(Check),
  verdict: z.object({
    allowed: z.boolean(),
    /** The check that refused. */
    by: z.enum(CHECK_IDS).nullable(),
    needsReason: z.boolean(),
    /** What must be typed; null where nothing must be. */
    typedName: z.string().nullable(),
  }),
  /** How to take it back once it is done; null where it cannot be. */
  undo: ActionRequest.nullable(),
  madeAt: at,
  expiresAt: at,
});
export type Plan = z.infer<typeof Plan>;

/** What is waited for after the server took a change. */
export const AWAITED = [
  'controller',
  'next-step',
  'promotion',
  'stable',
  'abort',
  'pause',
  'resume',
  'retry',
  'revision',
  'restart',
  'alias',
  'removal',
  'address',
] as const;

export const RUN_PHASES = [
  'sending', // intent is on record
  'waiting', // the server took it; the derived state does not show it yet
  'done',
  'failed', // the server or the engine refused; nothing changed by it
  'not-done', // settled: it never happened
  'uncertain', // nobody knows yet; once it has ended: nobody can know any more
  'timed-out', // taken by the server, not shown in time
] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

/** One action on its way, or how it ended. */
export const ActionRun = z.object({
  /** Sequence number of its intent in the ledger. */
  intent: z.number().int().nonnegative(),
  planDigest: z.string(),
  request: ActionRequest,
  target: ActionTarget,
  phase: z.enum(RUN_PHASES),
  startedAt: at,
  /** When it ended; null while it is under way. */
  endedAt: at.nullable(),
  awaited: z.enum(AWAITED).nullable(),
  /** State, reason and message of the target when it was last looked at. */
  lastSeen: z.object({ state: z.string(), reason: z.string(), message: z.string().nullable(), at }).nullable(),
  failure: Failure.nullable(),
  /** It was found without an outcome and settled by reading the system. */
  settled: z.boolean(),
});
export type ActionRun = z.infer<typeof ActionRun>;

export const Confirmation = z.object({
  planId: Plan.shape.id,
  digest: Plan.shape.digest,
  reason: z.string().trim().max(2_000),
  ticket: z.string().trim().max(200),
  /** As typed, where the plan asks for it. */
  typedName: z.string().max(300),
});
export type Confirmation = z.infer<typeof Confirmation>;
