import { z } from 'zod';
import { ActionId } from './action-id';
import { type Entity, EntityKey } from './entity';

/** States of a delivery, the same for every engine. A generation that the engine has not seen yet is `unknown`, never `stable`. */
export const DELIVERY_STATES = [
  'stable',
  'starting',
  'progressing',
  'paused',
  'promoting',
  'rolling-back',
  'aborted',
  'degraded',
  'pinned',
  'unknown',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a delivery is in its state; each has words (`shared/words`). */
export const DELIVERY_REASONS = [
  'all-ready',
  'scaled-to-zero',
  'waiting-for-pods',
  'replacing-pods',
  'removing-old-pods',
  'paused-by-user',
  'deadline-exceeded',
  'replica-failure',
  'not-available',
  'not-observed',
  'fields-missing',
  // engines with steps
  'paused-at-step',
  'paused-before-promotion',
  'paused-worse',
  'paused-inconclusive',
  'unpausing',
  'moving-traffic',
  'running-analysis',
  'running-step',
  'aborted-by-user',
  'aborted-by-analysis',
  'aborted-other',
  'spec-invalid',
  'returning-to-stable',
  // services of a workspace
  'loading-model',
  'model-not-loaded',
  'aborted-by-rule',
] as const;

/** The engines whose deliveries are shown: ids of connectors. */
export const ENGINES = ['deployments', 'argo-rollouts', 'local'] as const;

const count = z.number().int().nonnegative();
const at = z.number().int();
/** Share of the candidate, per cent; null where the engine does not tell. */
const percent = z.number().min(0).max(100).nullable();

/** What a delivery moves between. `key` is what the engine itself tells two revisions apart by (a pod template hash). */
export const RevisionRef = z.object({
  key: z.string().nullable(),
  number: z.number().int().nullable(),
  images: z.array(z.string()),
  modelUri: z.string().nullable(),
});
export type RevisionRef = z.infer<typeof RevisionRef>;

export const STEP_KINDS = ['weight', 'pause', 'analysis', 'experiment', 'scale', 'header-route', 'mirror-route', 'plugin', 'other'] as const;
/** One stop of a delivery's plan. */
export const DeliveryStep = z.object({
  kind: z.enum(STEP_KINDS),
  /** Per cent that the step sets, for `weight` and `mirror-route`. */
  weight: percent,
  /** Seconds of a timed pause; null is a pause until somebody goes on. */
  seconds: z.number().nonnegative().nullable(),
  /** What it runs, where it has a name: analysis templates, a plugin. */
  name: z.string().nullable(),
});
export type DeliveryStep = z.infer<typeof DeliveryStep>;

/** How traffic is shared out now, as the part of the candidate. */
export const Split = z.object({
  /** What the current step asks for. */
  desired: percent,
  /** What the engine reports of its traffic router; null without one. */
  reported: percent,
  /** Share of the pods that are the candidate's. Without a router it is all that moves traffic, and no measurement of it. */
  pods: percent,
});
export type Split = z.infer<typeof Split>;

export const Pause = z.object({
  /** `gate` is an analysis that asks for a person, `step` a pause of the plan, `user` somebody. */
  by: z.enum(['user', 'step', 'gate', 'inconclusive']),
  since: at.nullable(),
  /** When a timed pause ends by itself. */
  until: at.nullable(),
});

/** Whoever writes this object from elsewhere, and may undo what is changed here. */
export const GitOwner = z.object({ tool: z.enum(['argo-cd', 'flux', 'helm', 'fleet']), name: z.string(), reverts: z.boolean() });

/**
 * One change of the version that a service runs, from start to promoted or rolled back, as an engine tells it.
 * All fields are always there: what an engine does not know is null.
 */
export const Delivery = EntityKey.extend({
  kind: z.literal('delivery'),
  uid: z.string(),
  engine: z.enum(ENGINES),
  strategy: z.enum(['rolling', 'recreate', 'canary', 'blue-green']).nullable(),
  namespace: z.string(),
  name: z.string(),
  state: z.enum(DELIVERY_STATES),
  reason: z.enum(DELIVERY_REASONS),
  /** What the engine itself said, where it said anything. */
  message: z.string().nullable(),
  /** When the state last changed as far as the engine tells, epoch ms. */
  since: at.nullable(),
  createdAt: at.nullable(),
  /** Of the pod template as it is written now, which is what a delivery moves to. */
  images: z.array(z.string()),
  modelUri: z.string().nullable(),
  /** The engine's own revision number. */
  revision: z.number().int().nullable(),
  replicas: z.object({ desired: count, updated: count, ready: count, available: count, total: count }),
  /** Keys of the revisions as the engine tells them; equal, or no candidate, where nothing is under way. */
  stableKey: z.string().nullable(),
  candidateKey: z.string().nullable(),
  /** Null where nothing is under way. */
  split: Split.nullable(),
  steps: z.array(DeliveryStep).max(200),
  /** Index of the step it stands at; equal to the number of steps when all are behind it; null without steps. */
  step: z.number().int().nonnegative().nullable(),
  pause: Pause.nullable(),
  owner: GitOwner.nullable(),
  /** The Deployment that holds the pod template, where the engine only refers to it. */
  templateFrom: z.string().nullable(),
  /** Generations of the object: as written, and as seen by the engine. */
  generation: z.number().int().nullable(),
  observedGeneration: z.number().int().nullable(),
  restartedAt: at.nullable(),
  /** What its state allows. Whether it may be done by this person on this connection is for the plan to say. */
  offers: z.array(ActionId),
});
export type Delivery = z.infer<typeof Delivery>;

/** `argo-rollouts/shop/ranker`: an id begins with its connector's, so that two engines may use one name. Without namespaces `local/ranker`. */
export const deliveryId = (engine: Delivery['engine'], namespace: string, name: string): string =>
  [engine, ...(namespace === '' ? [] : [namespace]), name].join('/');

/** What the inventory holds under this kind was mapped by a connector or parsed from the store: the kind alone tells its shape. */
export const isDelivery = (entity: Entity): entity is Entity & Delivery => entity.kind === 'delivery';
