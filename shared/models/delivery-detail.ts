import { z } from 'zod';
import { RevisionRef } from './delivery';
import { Failure } from './failure';

const at = z.number().int();
const count = z.number().int().nonnegative();

/** One revision of the history, newest first. */
export const Revision = RevisionRef.extend({
  createdAt: at.nullable(),
  role: z.enum(['stable', 'candidate', 'both', 'old']),
  replicas: z.object({ desired: count, ready: count, available: count }),
  /** Whether it was ever the stable one: `no` only where that is known. */
  everStable: z.enum(['yes', 'no', 'unknown']),
  /** Who brought it and why, as kept on the object; null where nobody said. */
  change: z.object({ who: z.string(), why: z.string(), at: at.nullable() }).nullable(),
  /** The pod template as YAML, without the engine's own labels. */
  template: z.string().max(400_000),
});
export type Revision = z.infer<typeof Revision>;

export const POD_TROUBLES = [
  'image-pull',
  'image-name',
  'crash-loop',
  'out-of-memory',
  'exit-code',
  'unschedulable',
  'config-missing',
  'volume',
  'not-ready',
  'probe-failing',
  'quota',
  'evicted',
  'admission',
] as const;
/** The one thing that explains why it does not go on: words by code, with values (pod, container, image, exitCode, …). */
export const Trouble = z.object({ code: z.enum(POD_TROUBLES), values: z.record(z.string(), z.string()), said: z.string().nullable() });
export type Trouble = z.infer<typeof Trouble>;

export const DeliveryPod = z.object({
  name: z.string(),
  /** Key of the revision that it belongs to. */
  revision: z.string().nullable(),
  phase: z.string(),
  ready: z.boolean(),
  restarts: count,
  node: z.string().nullable(),
  createdAt: at.nullable(),
  terminating: z.boolean(),
  containers: z.array(
    z.object({
      name: z.string(),
      image: z.string(),
      digest: z.string().nullable(),
      ready: z.boolean(),
      restarts: count,
      state: z.string(),
      hasPrevious: z.boolean(),
    }),
  ),
  trouble: Trouble.nullable(),
});
export type DeliveryPod = z.infer<typeof DeliveryPod>;

export const DeliveryEvent = z.object({ at: at.nullable(), warning: z.boolean(), reason: z.string(), message: z.string(), object: z.string(), count });
export type DeliveryEvent = z.infer<typeof DeliveryEvent>;

export const Condition = z.object({ type: z.string(), status: z.string(), reason: z.string(), message: z.string(), at: at.nullable() });

export const Measurement = z.object({ at: at.nullable(), phase: z.string(), value: z.number().nullable(), text: z.string() });
/** A comparison that was read out of a success or failure condition; what cannot be read so is shown as its text only. */
export const Threshold = z.object({ op: z.enum(['<', '<=', '>', '>=', '==', '!=']), value: z.number(), passes: z.boolean() });
export const AnalysisMetric = z.object({
  name: z.string(),
  phase: z.string(),
  dryRun: z.boolean(),
  successCondition: z.string().nullable(),
  failureCondition: z.string().nullable(),
  thresholds: z.array(Threshold),
  query: z.string().nullable(),
  counts: z.object({ successful: count, failed: count, inconclusive: count, error: count }),
  message: z.string().nullable(),
  measurements: z.array(Measurement),
});
export const Analysis = z.object({
  name: z.string(),
  role: z.enum(['step', 'background', 'before-promotion', 'after-promotion', 'other']),
  /** The revision that it judges. */
  revision: z.string().nullable(),
  phase: z.string(),
  message: z.string().nullable(),
  startedAt: at.nullable(),
  endedAt: at.nullable(),
  metrics: z.array(AnalysisMetric),
});
export type Analysis = z.infer<typeof Analysis>;

/** What a delivery's page shows beyond the delivery itself. Sent whole when something of it changed. */
export const DeliveryDetail = z.object({
  revisions: z.array(Revision),
  pods: z.array(DeliveryPod),
  /** All pods; more than are listed where there are very many. */
  podCount: count,
  events: z.array(DeliveryEvent),
  conditions: z.array(Condition),
  analyses: z.array(Analysis),
  trouble: Trouble.nullable(),
  /** Where traffic is really measured: nowhere, unless the engine names a router that reports it. */
  traffic: z.object({ router: z.string().nullable() }),
  /** Parts that could not be read, with why: shown as unknown, never as empty. */
  missing: z.array(z.object({ part: z.enum(['revisions', 'pods', 'events', 'analyses']), failure: Failure })),
  /** Parts whose first list is still on its way. */
  loading: z.array(z.enum(['revisions', 'pods', 'events', 'analyses'])),
});
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
