import { z } from 'zod';
import { OWNER_ANNOTATIONS, OWNER_LABELS } from '../../kube/workload/git-owner';
import { PodTemplate } from '../../kube/workload/pod-template';

/** Where Rollouts and what belongs to them are in the API. */
export const GROUP = 'argoproj.io';
export const ROLLOUTS = { group: GROUP, version: 'v1alpha1', resource: 'rollouts' } as const;
export const ANALYSIS_RUNS = { group: GROUP, version: 'v1alpha1', resource: 'analysisruns' } as const;
export const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' } as const;

export const REVISION = 'rollout.argoproj.io/revision';
export const WORKLOAD_GENERATION = 'rollout.argoproj.io/workload-generation';
/** The label by which the controller tells ReplicaSets and pods of two revisions apart. */
export const HASH_LABEL = 'rollouts-pod-template-hash';

const PLAIN = /^[^\p{Cc}]+$/u;
const INT32_MAX = 2 ** 31 - 1;
const count = z.number().int().nonnegative().max(INT32_MAX);
// Go leaves out of JSON what is empty. A default is cheap, and a catch is not: it is for what should not come.
const zero = count.default(0).catch(0);
const flag = z.boolean().default(false).catch(false);
const text = z.string().default('').catch('');
/** Of all annotations and labels (whole manifests among them) only these are looked at. */
const marks = (keys: readonly string[]) => z.object(Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]))).catch({});

/** What makes an object one of ours; without it there is nothing to show. */
export const Identity = z.object({
  metadata: z.object({
    namespace: z.string().min(1).max(63).regex(PLAIN),
    name: z.string().min(1).max(253).regex(PLAIN),
    uid: text,
    creationTimestamp: z.string().nullable().catch(null),
    labels: marks(OWNER_LABELS),
    annotations: marks([REVISION, WORKLOAD_GENERATION, ...OWNER_ANNOTATIONS]),
  }),
});

const Condition = z.object({ type: z.string(), status: text, reason: text, message: text, lastTransitionTime: text, lastUpdateTime: text });
export type Condition = z.infer<typeof Condition>;

const Pausing = z.object({ duration: z.union([z.number(), z.string()]).nullish().catch(null) });
const named = z.object({ name: text });
export const Step = z.object({
  setWeight: z.number().nullish().catch(null),
  pause: Pausing.nullish().catch(null),
  analysis: z
    .object({ templates: z.array(z.object({ templateName: text })).catch([]) })
    .nullish()
    .catch(null),
  experiment: z.unknown().optional(),
  setCanaryScale: z.unknown().optional(),
  setHeaderRoute: named.nullish().catch(null),
  setMirrorRoute: z
    .object({ name: text, percentage: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  plugin: named.nullish().catch(null),
});
export type Step = z.infer<typeof Step>;

const Canary = z.object({
  steps: z.array(Step).nullish().catch(null),
  /** A router by its name: istio, nginx, alb, plugins … */
  trafficRouting: z
    .looseObject({ maxTrafficWeight: z.number().positive().nullish().catch(null) })
    .nullish()
    .catch(null),
});
const BlueGreen = z.object({
  autoPromotionEnabled: z.boolean().nullish().catch(null),
  autoPromotionSeconds: z.number().nonnegative().nullish().catch(null),
});

const Verdict = z.object({ name: text, status: text, message: text }).nullish().catch(null);
const Weight = z.object({ weight: z.number().nonnegative() });

const NO_SELECTORS = { activeSelector: '', previewSelector: '' };

const Status = z.object({
  abort: flag,
  abortedAt: z.string().nullish().catch(null),
  promoteFull: flag,
  controllerPause: flag,
  pauseConditions: z
    .array(z.object({ reason: text, startTime: text }))
    .nullish()
    .catch(null)
    .transform((conditions) => conditions ?? []),
  conditions: z
    .array(Condition)
    .nullish()
    .catch(null)
    .transform((conditions) => conditions ?? []),
  currentPodHash: text,
  stableRS: text,
  currentStepIndex: z.number().int().nonnegative().nullish().catch(null),
  /** A number in text. */
  observedGeneration: text,
  workloadObservedGeneration: text,
  phase: text,
  message: text,
  replicas: zero,
  updatedReplicas: zero,
  readyReplicas: zero,
  availableReplicas: zero,
  restartedAt: z.string().nullish().catch(null),
  canary: z
    .object({
      weights: z.object({ canary: Weight, stable: Weight }).nullish().catch(null),
      currentStepAnalysisRunStatus: Verdict,
      currentBackgroundAnalysisRunStatus: Verdict,
    })
    .default({})
    .catch({}),
  blueGreen: z
    .object({ activeSelector: text, previewSelector: text, prePromotionAnalysisRunStatus: Verdict, postPromotionAnalysisRunStatus: Verdict })
    .default(NO_SELECTORS)
    .catch(NO_SELECTORS),
});

/** The fields that the state is worked out from; the rest of the object is dropped. */
export const Rollout = z.object({
  metadata: z.object({ generation: z.number().int().positive() }),
  spec: z.object({
    replicas: count.nullish().transform((replicas) => replicas ?? 1),
    paused: flag,
    restartAt: z.string().nullish().catch(null),
    template: PodTemplate.nullish().catch(null),
    workloadRef: z
      .object({ kind: text, name: z.string().min(1).max(253).regex(PLAIN), apiVersion: text })
      .nullish()
      .catch(null),
    strategy: z.object({ canary: Canary.nullish().catch(null), blueGreen: BlueGreen.nullish().catch(null) }).catch({}),
    rollbackWindow: z
      .object({ revisions: z.number().catch(0) })
      .nullish()
      .catch(null),
  }),
  // An object that the controller has not touched yet has none.
  status: z.preprocess((status) => status ?? {}, Status),
});
export type Rollout = z.infer<typeof Rollout>;
