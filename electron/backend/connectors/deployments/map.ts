import type { ActionId } from '../../../../shared/models/action-id';
import { type Delivery, deliveryId } from '../../../../shared/models/delivery';
import { gitOwnerOf } from '../../kube/workload/git-owner';
import { imagesOf, modelUriOf, restartedAtOf } from '../../kube/workload/pod-template';
import { timeOf } from '../../kube/workload/time-of';
import { type Deployment, type Identity, readDeployment, readIdentity, REVISION } from './client';
import { isMoving, judge, keysOf } from './judge';

/** A Deployment as a delivery; null where it has no name. Whatever else it lacks makes its state unknown, never a guess. */
export function mapDeployment(object: unknown, connection: string): Delivery | null {
  const identity = readIdentity(object);
  if (!identity) return null;
  const deployment = readDeployment(object);
  return deployment ? readable(identity, deployment, connection) : unreadable(identity, connection);
}

// Both written out, field by field: to spread an object into another costs more than all the rest of reading it.

function readable(identity: Identity, deployment: Deployment, connection: string): Delivery {
  const { namespace, name } = identity;
  const { metadata, spec, status } = deployment;
  const revision = revisionOf(identity.annotations[REVISION]);
  const { state, reason, message, since } = judge(deployment);
  const moving = isMoving(deployment, state);
  const { stableKey, candidateKey } = state === 'unknown' ? UNKNOWN_KEYS : keysOf(deployment, name, moving);
  return {
    connection,
    kind: 'delivery',
    id: deliveryId('deployments', namespace, name),
    uid: identity.uid,
    engine: 'deployments',
    namespace,
    name,
    createdAt: timeOf(identity.creationTimestamp),
    revision,
    owner: gitOwnerOf(identity),
    steps: [],
    step: null,
    templateFrom: null,
    state,
    reason,
    message,
    since,
    strategy: spec.strategy === 'Recreate' ? 'recreate' : 'rolling',
    images: imagesOf(spec.template),
    modelUri: modelUriOf(spec.template),
    replicas: {
      desired: spec.replicas,
      updated: status.updatedReplicas,
      ready: status.readyReplicas,
      available: status.availableReplicas,
      total: status.replicas,
    },
    stableKey,
    candidateKey,
    split: moving ? { desired: null, reported: null, pods: share(status.updatedReplicas, status.replicas) } : null,
    pause: state === 'paused' ? { by: 'user', since, until: null } : null,
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    restartedAt: restartedAtOf(spec.template),
    offers: offersOf(state, { moving, runs: spec.replicas > 0, hasHistory: revision === null || revision > 1 }),
  };
}

const UNKNOWN_KEYS = { stableKey: null, candidateKey: null };

function unreadable(identity: Identity, connection: string): Delivery {
  const { namespace, name } = identity;
  return {
    connection,
    kind: 'delivery',
    id: deliveryId('deployments', namespace, name),
    uid: identity.uid,
    engine: 'deployments',
    namespace,
    name,
    createdAt: timeOf(identity.creationTimestamp),
    revision: revisionOf(identity.annotations[REVISION]),
    owner: gitOwnerOf(identity),
    steps: [],
    step: null,
    templateFrom: null,
    state: 'unknown',
    reason: 'fields-missing',
    message: null,
    since: null,
    strategy: null,
    images: [],
    modelUri: null,
    replicas: { desired: 0, updated: 0, ready: 0, available: 0, total: 0 },
    stableKey: null,
    candidateKey: null,
    split: null,
    pause: null,
    generation: null,
    observedGeneration: null,
    restartedAt: null,
    offers: [],
  };
}

type Standing = { readonly moving: boolean; readonly runs: boolean; readonly hasHistory: boolean };

/** A Deployment cannot be aborted, only be given its earlier template again; kubectl too refuses that, and a restart, while it is paused. */
function offersOf(state: Delivery['state'], { moving, runs, hasHistory }: Standing): ActionId[] {
  if (state === 'unknown') return [];
  if (state === 'paused') return ['resume'];
  return ['start', ...(moving ? (['pause'] as const) : []), ...(hasHistory ? (['roll-back'] as const) : []), ...(runs ? (['restart'] as const) : [])];
}

/** Per cent, to a tenth. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((1_000 * Math.min(part, whole)) / whole) / 10);

/** The number that an annotation holds. */
export function revisionOf(annotation: unknown): number | null {
  if (typeof annotation !== 'string' || !/^\d{1,15}$/.test(annotation)) return null;
  return Number(annotation);
}
