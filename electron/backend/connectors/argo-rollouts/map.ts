import { type Delivery, deliveryId, isDelivery } from '../../../../shared/models/delivery';
import type { Entity } from '../../../../shared/models/entity';
import { gitOwnerOf } from '../../kube/workload/git-owner';
import { imagesOf, modelUriOf } from '../../kube/workload/pod-template';
import { timeOf } from '../../kube/workload/time-of';
import type { Loan } from '../contract';
import { Identity, REVISION, Rollout } from './client';
import { judge } from './judge';
import { offersOf } from './offers';
import { mapSplit, mapSteps } from './steps';

const NOTHING = { desired: 0, updated: 0, ready: 0, available: 0, total: 0 };
const IMAGES_MAX = 50;

/** A Rollout as a delivery; null where it has no name. Whatever else it lacks makes its state unknown, never a guess. */
export function mapRollout(object: unknown, connection: string): Delivery | null {
  const identity = Identity.safeParse(object);
  if (!identity.success) return null;
  const { namespace, name, uid, creationTimestamp, labels, annotations } = identity.data.metadata;
  const id = deliveryId('argo-rollouts', namespace, name);
  const createdAt = timeOf(creationTimestamp);
  const revision = revisionOf(annotations[REVISION]);
  const owner = gitOwnerOf({ annotations, labels });
  const parsed = Rollout.safeParse(object);
  if (!parsed.success) return { connection, kind: 'delivery', id, uid, engine: 'argo-rollouts', namespace, name, createdAt, revision, owner, ...UNREADABLE };
  const rollout = parsed.data;
  const { metadata, spec, status } = rollout;
  // With a workloadRef the template is elsewhere, and what stands here counts for nothing.
  const template = spec.workloadRef ? null : (spec.template ?? null);
  const stand = mapSteps(rollout);
  const judgement = judge(rollout, stand, annotations);
  // Written out, field by field: this runs for every change of every Rollout.
  return {
    connection,
    kind: 'delivery',
    id,
    uid,
    engine: 'argo-rollouts',
    namespace,
    name,
    createdAt,
    revision,
    owner,
    state: judgement.state,
    reason: judgement.reason,
    message: judgement.message,
    since: judgement.since,
    pause: judgement.pause,
    steps: stand.steps,
    step: stand.step,
    strategy: spec.strategy.blueGreen ? 'blue-green' : spec.strategy.canary ? 'canary' : null,
    images: template ? imagesOf(template).slice(0, IMAGES_MAX) : [],
    modelUri: template && modelUriOf(template),
    replicas: {
      desired: spec.replicas,
      updated: status.updatedReplicas,
      ready: status.readyReplicas,
      available: status.availableReplicas,
      total: status.replicas,
    },
    stableKey: status.stableRS || null,
    candidateKey: status.currentPodHash !== status.stableRS ? status.currentPodHash || null : null,
    split: mapSplit(rollout, stand),
    templateFrom: spec.workloadRef?.name ?? null,
    generation: metadata.generation,
    observedGeneration: /^\d{1,15}$/.test(status.observedGeneration) ? Number(status.observedGeneration) : null,
    restartedAt: timeOf(status.restartedAt),
    offers: offersOf(rollout, judgement, stand),
  };
}

/** With a workloadRef the pod template is a Deployment's. One that runs no pods of its own is nothing but that template. */
export function templateLoan(entity: Entity): Loan | null {
  if (!isDelivery(entity) || entity.templateFrom === null) return null;
  return {
    from: deliveryId('deployments', entity.namespace, entity.templateFrom),
    fields: ['images', 'modelUri'],
    replaces: (lender) => isDelivery(lender) && lender.replicas.desired === 0 && lender.replicas.total === 0,
  };
}

const UNREADABLE = {
  strategy: null,
  state: 'unknown',
  reason: 'fields-missing',
  message: null,
  since: null,
  images: [],
  modelUri: null,
  replicas: NOTHING,
  stableKey: null,
  candidateKey: null,
  split: null,
  steps: [],
  step: null,
  pause: null,
  templateFrom: null,
  generation: null,
  observedGeneration: null,
  restartedAt: null,
  offers: [],
} satisfies Partial<Delivery>;

export function revisionOf(annotation: unknown): number | null {
  return typeof annotation === 'string' && /^\d{1,15}$/.test(annotation) ? Number(annotation) : null;
}
