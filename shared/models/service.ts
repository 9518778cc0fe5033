import { z } from 'zod';
import { ActionId } from './action-id';
import { Failure } from './failure';
import { ModelName, ModelVersionNumber } from './model';
import { RunsAs, ServerCommand, ServerFacts } from './server-command';
import { DEFAULT_PAYLOAD, PayloadSettings, PayloadState } from './payload';
import { ServiceLabels } from './service-labels';

const at = z.number().int();
const count = z.number().int().nonnegative();
const text = z.string();

/** The name stands in addresses (`/v2/models/<name>`), so it is one that every client can write. */
export const ServiceName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

/** One stop of a release: the candidate's share, and how long it stays so; null seconds: until somebody goes on. */
export const ReleaseStep = z.strictObject({
  weight: z.number().int().min(0).max(100),
  seconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400)
    .nullable(),
  /** Of one with seconds: what has to be so for it to end by itself. `not-worse`: no point of the comparison fails; what is open does not hold it. */
  condition: z.enum(['not-worse']).optional(),
});
export type ReleaseStep = z.infer<typeof ReleaseStep>;

/** How a candidate gets its traffic. A blue-green release has no steps: the candidate has none of it, then all. */
export const ReleasePlan = z.strictObject({
  strategy: z.enum(['canary', 'blue-green']),
  steps: z.array(ReleaseStep).max(20),
  /** The revision before stays loaded for so long after a promotion, so that the way back is at once. */
  bakeSeconds: z.number().int().min(0).max(86_400),
  /** Share of answers (per cent) that may be errors of the model; above it the candidate is taken back by itself, once. Null: never. */
  errorLimit: z.number().min(0).max(100).nullable(),
  /** Of the requests that others answer, per cent: as long as the candidate is on trial it is sent them too, and nobody gets its answers. */
  shadow: z.number().int().min(0).max(100).default(0),
});
export type ReleasePlan = z.infer<typeof ReleasePlan>;

export const DEFAULT_RELEASE: ReleasePlan = {
  strategy: 'canary',
  steps: [
    { weight: 20, seconds: null },
    { weight: 50, seconds: null },
  ],
  bakeSeconds: 600,
  errorLimit: 5,
  shadow: 0,
};

/** Requests that come within `waitMs` of each other are run as one, of at most `rows`. */
export const Batching = z.strictObject({ rows: z.number().int().min(2).max(1_024), waitMs: z.number().int().min(0).max(100) });
export type Batching = z.infer<typeof Batching>;

/** What clients of a service meet. */
export const ServiceSettings = z.object({
  /** The header by whose value a caller always meets the same revision; null: each request is for itself. */
  stickyHeader: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .nullable(),
  /** Of one request, bytes. */
  bodyMax: count.min(1_000).max(256_000_000),
  timeoutMs: count.min(10).max(600_000),
  /** Requests that are worked on at once, and that may wait for it; more are refused. */
  concurrent: count.min(1).max(1_000),
  queued: count.max(10_000),
  /** Null: each request is run by itself. Of models in the engine alone. */
  batching: Batching.nullable(),
  payload: PayloadSettings,
  /** Null: nobody says what came true. */
  labels: ServiceLabels.nullable(),
});
export type ServiceSettings = z.infer<typeof ServiceSettings>;

export const DEFAULT_SETTINGS: ServiceSettings = {
  stickyHeader: null,
  bodyMax: 16_000_000,
  timeoutMs: 10_000,
  concurrent: 64,
  queued: 256,
  batching: null,
  payload: DEFAULT_PAYLOAD,
  labels: null,
};

/** What runs a revision: loaded in this engine, or not. `failed` says why. */
export const HostState = z.object({
  state: z.enum(['unloaded', 'loading', 'ready', 'failed']),
  since: at,
  failure: Failure.nullable(),
  loadMs: z.number().nullable(),
  /** Estimated before it is loaded, from its bytes. */
  memoryBytes: z.number().nullable(),
  /** Whether requests can be run together, of a model in this engine; `fixed`: its shapes do not let them, `mixes`: a row's answer hangs on others. */
  batches: z.enum(['yes', 'fixed', 'mixes']).optional(),
  /** Of one that is a server of the user's, while its processes are there. */
  server: ServerFacts.optional(),
});
export type HostState = z.infer<typeof HostState>;

/** What never changes once it is made: a version of a model by its digest. */
export const ServiceRevision = z.object({
  number: z.number().int().positive(),
  model: ModelName,
  version: ModelVersionNumber,
  digest: text,
  createdAt: at,
  by: text,
  why: text,
  everStable: z.boolean(),
  runs: RunsAs,
  host: HostState,
});
export type ServiceRevision = z.infer<typeof ServiceRevision>;

/**
 * `starting`: what gets its traffic next is being loaded. `paused`: it stands at a step, until a time or until somebody goes on.
 * `progressing`, `promoting`: the gateway has not taken the new weights yet. `degraded`: what all fall back on does not run.
 */
export const RELEASE_STATES = ['stable', 'starting', 'progressing', 'paused', 'promoting', 'aborted', 'degraded'] as const;

/** Where a release stands. */
export const Release = z.object({
  state: z.enum(RELEASE_STATES),
  /** When it came to that state. */
  since: at,
  stable: z.number().int().positive(),
  candidate: z.number().int().positive().nullable(),
  /** Index of the step it stands at; null without a candidate. */
  step: z.number().int().nonnegative().nullable(),
  /** Somebody paused it: no step ends by itself. */
  held: z.boolean(),
  /** The candidate is one that is gone back to: all traffic is its own as soon as it is loaded. */
  returning: z.boolean(),
  /** Stable before, and loaded until the bake ends. */
  before: z.object({ revision: z.number().int().positive(), until: at }).nullable(),
  /** When the step ends, or the bake; null where somebody has to go on. */
  until: at.nullable(),
  /** Why a step whose time is over does not end: its condition is not met. It is looked at again, and whoever goes on by hand says why. */
  waiting: Failure.nullable(),
  /** What came off by itself: the words of the failure; nothing does so again before a person acted. */
  lock: Failure.nullable(),
});
export type Release = z.infer<typeof Release>;

/** A revision that the release is about: stable, candidate, or before. */
export const ServiceArm = z.object({
  revision: z.number().int().positive(),
  version: ModelVersionNumber,
  host: HostState.shape.state,
  failure: Failure.nullable(),
});
export type ServiceArm = z.infer<typeof ServiceArm>;

export const ServiceRow = z.object({
  name: ServiceName,
  /** Another with each service that is made under the name. */
  uid: text,
  createdAt: at,
  model: ModelName,
  release: Release,
  plan: ReleasePlan,
  arms: z.array(ServiceArm),
  /** What its state allows. */
  offers: z.array(ActionId),
  /** Exact: what the gateway chooses by. Adds up to 100; empty while it does not answer. */
  weights: z.array(z.object({ revision: z.number().int(), weight: z.number() })),
  /** Changes with every act on it, by whomever. */
  generation: z.number().int(),
});
export type ServiceRow = z.infer<typeof ServiceRow>;

/** Who moves a service where no person does: its plan by the clock, or a rule that takes a candidate back. */
export const BY_PLAN = 'plan';
export const BY_RULE = 'rule';

export const ServiceAct = z.object({
  /** Ascending over all services of the workspace. */
  n: z.number().int(),
  at,
  verb: text,
  revision: z.number().int().nullable(),
  /** Share of that revision afterwards. */
  weight: z.number().nullable(),
  /** A person, `plan` or `rule`. */
  by: text,
  why: text,
  /** Why a rule came off. */
  failure: Failure.nullable(),
  entry: z.number().int().nullable(),
  ledger: text.nullable(),
});
export type ServiceAct = z.infer<typeof ServiceAct>;
/** What a rule did, with the service that it did it to. */
export const RuleAct = ServiceAct.extend({ service: ServiceName, uid: text });
export type RuleAct = z.infer<typeof RuleAct>;

export const Service = ServiceRow.extend({
  settings: ServiceSettings,
  payload: PayloadState,
  /** Newest first. */
  revisions: z.array(ServiceRevision),
  /** Of its address: `<uri>/v2/models/<name>/infer`; null while the gateway is not up. */
  uri: text.nullable(),
  /** Newest first. */
  acts: z.array(ServiceAct),
});
export type Service = z.infer<typeof Service>;

const plain = <Verb extends string>(verb: Verb) => z.strictObject({ verb: z.literal(verb) });
/** What the engine is asked to do with a service, after intent was written. */
export const ServiceCommand = z.discriminatedUnion('verb', [
  /**
   * Null release: as it was last. No server: ONNX Runtime in the engine. A service that is not there is made, with this as its first
   * revision.
   */
  z.strictObject({
    verb: z.literal('start'),
    model: ModelName,
    version: ModelVersionNumber,
    release: ReleasePlan.nullable(),
    server: ServerCommand.nullable().optional(),
  }),
  z.strictObject({ verb: z.literal('roll-back'), revision: z.number().int().positive() }),
  plain('pause'),
  plain('resume'),
  plain('promote'),
  plain('promote-full'),
  plain('abort'),
  plain('retry'),
  plain('restore'),
  plain('remove'),
]);
export type ServiceCommand = z.infer<typeof ServiceCommand>;

const pair = z.tuple([z.number(), z.number()]).nullable();
/** Counted at the gateway, per revision, in buckets of equal length. Latencies are of answers, ms; quantiles within 1 %. */
export const ArmBucket = z.object({
  at,
  revision: z.number().int(),
  requests: count,
  /** The model or the engine failed (5xx), and the caller did (4xx). */
  errors: count,
  refused: count,
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  /** Between which the true quantiles lie in 95 of 100 cases; of a span as one, and where there are enough answers. */
  within: z.object({ p50: pair, p95: pair, p99: pair }).optional(),
});
export type ArmBucket = z.infer<typeof ArmBucket>;

/** How the answers of shadows agree with those that callers got, of one output or of whole answers; both were answers. */
const Agreement = z.object({
  compared: count,
  equal: count,
  /** Between two numbers; null: no two that are finite were compared. */
  largest: z.number().nullable(),
});
/** Requests that a candidate was sent beside whoever answered them, as `ArmBucket` counts those that were answered. */
export const ShadowBucket = ArmBucket.extend({
  /** Not sent: it was busy, or the bodies were too long. They are no requests of it. */
  dropped: count,
  ...Agreement.shape,
  outputs: z.array(Agreement.extend({ name: text })),
});
export type ShadowBucket = z.infer<typeof ShadowBucket>;

/** One request that was answered lately. */
export const SeenRequest = z.object({
  at,
  id: text,
  revision: z.number().int(),
  status: z.number().int(),
  ms: z.number(),
  inputs: text.max(2_000),
  outputs: text.max(2_000),
  error: text.max(500).nullable(),
});
export type SeenRequest = z.infer<typeof SeenRequest>;
