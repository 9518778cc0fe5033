import type { Delivery } from '../../../../shared/models/delivery';
import { type Condition, Deployment, Identity, REVISION } from './client';

const MESSAGE_MAX = 1_000;
const NOTHING = { desired: 0, updated: 0, ready: 0, available: 0, total: 0 };

type Judgement = Pick<Delivery, 'state' | 'reason' | 'message' | 'since'>;

/** A Deployment as a delivery; null where it has no name. Whatever else it lacks makes its state unknown, never a guess. */
export function mapDeployment(object: unknown, connection: string): Delivery | null {
  const identity = Identity.safeParse(object);
  if (!identity.success) return null;
  const { namespace, name, uid, creationTimestamp, annotations } = identity.data.metadata;
  const common = {
    connection,
    kind: 'delivery' as const,
    id: `${namespace}/${name}`,
    uid,
    engine: 'deployment' as const,
    namespace,
    name,
    createdAt: timeOf(creationTimestamp),
    revision: revisionOf(annotations[REVISION]),
  };
  const parsed = Deployment.safeParse(object);
  if (!parsed.success) return { ...common, state: 'unknown', reason: 'fields-missing', message: null, since: null, images: [], replicas: NOTHING };
  const { spec, status } = parsed.data;
  return {
    ...common,
    ...judge(parsed.data),
    images: spec.template.spec.containers.flatMap(({ image }) => (image === undefined || image === '' ? [] : [image])),
    replicas: {
      desired: spec.replicas,
      updated: status.updatedReplicas,
      ready: status.readyReplicas,
      available: status.availableReplicas,
      total: status.replicas,
    },
  };
}

/** The state, as `kubectl rollout status` decides it, and what its conditions add. */
function judge({ metadata, spec, status }: Deployment): Judgement {
  const condition = (type: string) => status.conditions?.find((each) => each.type === type);
  const progressing = condition('Progressing');
  const available = condition('Available');
  const failing = condition('ReplicaFailure');
  const rolling = (reason: Delivery['reason']): Judgement => ({ state: 'progressing', reason, ...said(progressing, 'updated') });

  if (status.observedGeneration < metadata.generation) return { state: 'unknown', reason: 'not-observed', message: null, since: null };
  if (spec.paused)
    return { state: 'paused', reason: 'paused-by-user', ...said(progressing?.reason === 'DeploymentPaused' ? progressing : undefined, 'updated') };
  if (progressing?.reason === 'ProgressDeadlineExceeded') return { state: 'degraded', reason: 'deadline-exceeded', ...said(progressing, 'changed') };
  if (failing?.status === 'True') return { state: 'degraded', reason: 'replica-failure', ...said(failing, 'changed') };
  // While new pods come up for the first time, nothing is available as a matter of course.
  const rolledOut = progressing === undefined || progressing.reason === 'NewReplicaSetAvailable';
  if (available?.status === 'False' && rolledOut) return { state: 'degraded', reason: 'not-available', ...said(available, 'changed') };
  if (status.updatedReplicas < spec.replicas) return rolling('replacing-pods');
  if (status.replicas > status.updatedReplicas) return rolling('removing-old-pods');
  if (status.availableReplicas < status.updatedReplicas) return rolling('waiting-for-pods');
  const since = said(progressing ?? available, progressing ? 'updated' : 'changed').since;
  return { state: 'stable', reason: spec.replicas === 0 ? 'scaled-to-zero' : 'all-ready', message: null, since };
}

/** A condition's own words and its time: of its last change of status, or of its last news. */
function said(condition: Condition | undefined, which: 'changed' | 'updated'): Pick<Delivery, 'message' | 'since'> {
  if (!condition) return { message: null, since: null };
  const { message, lastTransitionTime, lastUpdateTime } = condition;
  const [first, second] = which === 'changed' ? [lastTransitionTime, lastUpdateTime] : [lastUpdateTime, lastTransitionTime];
  return { message: message?.slice(0, MESSAGE_MAX) || null, since: timeOf(first) ?? timeOf(second) };
}

function timeOf(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isSafeInteger(at) ? at : null;
}

function revisionOf(annotation: unknown): number | null {
  if (typeof annotation !== 'string' || !/^\d{1,15}$/.test(annotation)) return null;
  return Number(annotation);
}
