import { z } from 'zod';
import { OWNER_ANNOTATIONS, OWNER_LABELS } from '../../kube/workload/git-owner';
import { PodTemplate } from '../../kube/workload/pod-template';

/** Where Deployments are in the API. */
export const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' } as const;

export const REVISION = 'deployment.kubernetes.io/revision';
const PLAIN = /^[^\p{Cc}]+$/u;
const INT32_MAX = 2 ** 31 - 1;
// The API leaves counts out that are zero.
const count = z.number().int().nonnegative().max(INT32_MAX).default(0);
/** Of all annotations and labels (whole manifests among them) only these are looked at. */
const marks = (keys: readonly string[]) => z.object(Object.fromEntries(keys.map((key) => [key, z.unknown().optional()]))).catch({});

/** What makes an object one of ours; without it there is nothing to show. */
export const Identity = z.object({
  metadata: z.object({
    namespace: z.string().min(1).max(63).regex(PLAIN),
    name: z.string().min(1).max(253).regex(PLAIN),
    uid: z.string().catch(''),
    creationTimestamp: z.string().nullable().catch(null),
    annotations: marks([REVISION, ...OWNER_ANNOTATIONS]),
    labels: marks(OWNER_LABELS),
  }),
});

export const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullish(),
  lastUpdateTime: z.string().nullish(),
});
export type Condition = z.infer<typeof Condition>;

/** The fields that the state is worked out from; the rest of the object is dropped. */
export const Deployment = z.object({
  metadata: z.object({ generation: z.number().int().positive() }),
  spec: z.object({
    replicas: z.number().int().nonnegative().max(INT32_MAX),
    paused: z.boolean().default(false),
    strategy: z.object({ type: z.string().optional() }).optional().catch(undefined),
    template: PodTemplate,
  }),
  status: z
    .object({
      observedGeneration: z.number().int().nonnegative().default(0),
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      conditions: z.array(Condition).nullable().default([]),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof Deployment>;
