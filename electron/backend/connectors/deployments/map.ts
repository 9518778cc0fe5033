import type { ActionId } from '../../../../shared/models/action-id';
import { type Delivery, deliveryId } from '../../../../shared/models/delivery';
import { gitOwnerOf } from '../../kube/workload/git-owner';
import { imagesOf, modelUriOf, restartedAtOf } from '../../kube/workload/pod-template';
import { timeOf } from '../../kube/workload/time-of';
import { type Deployment, readDeployment, readIdentity, REVISION } from './client';
import { isMoving, judge, keysOf } from './judge';

const NOTHING = {
  strategy: null,
  state: 'unknown',
  reason: 'fields-missing',
  message: null,
  since: null,
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
} satisfies Partial<Delivery>;
type Readable = Pick<Delivery, keyof typeof NOTHING>;

/** A Deployment as a delivery; null where it has no name. Whatever else it lacks makes its state unknown, never a guess. */
export function mapDeployment(object: unknown, connection: string): Delivery | null {
  const identity = readIdentity(object);
  if (!identity) return null;
  const { namespace, name, uid, creationTimestamp, annotations, labels } = identity;
  const revision = revisionOf(annotations[REVISION]);
  const deployment = readDeployment(object);
  return {
    connection,
    kind: 'delivery',
    id: deliveryId('deployments', namespace, name),
    uid,
    engine: 'deployments',
    namespace,
    name,
    createdAt: timeOf(creationTimestamp),
    revision,
    owner: gitOwnerOf({ annotations, labels }),
    steps: [],
    step: null,
    templateFrom: null,
    ...(deployment ? readable(deployment, name, revision) : NOTHING),
  };
}

function readable(deployment: Deployment, name: string, revision: number | null): Readable {
  const { metadata, spec, status } = deployment;
  const judgement = judge(deployment);
  const { state, since } = judgement;
  const moving = isMoving(deployment, state);
  return {
    ...judgement,
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
    ...(state === 'unknown' ? { stableKey: null, candidateKey: null } : keysOf(deployment, name, moving)),
    split: moving ? { desired: null, reported: null, pods: share(status.updatedReplicas, status.replicas) } : null,
    pause: state === 'paused' ? { by: 'user', since, until: null } : null,
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    restartedAt: restartedAtOf(spec.template),
    offers: offersOf(state, { moving, runs: spec.replicas > 0, hasHistory: revision === null || revision > 1 }),
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
