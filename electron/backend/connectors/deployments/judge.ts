import type { Delivery } from '../../../../shared/models/delivery';
import { timeOf } from '../../kube/workload/time-of';
import type { Condition, Deployment } from './client';

const MESSAGE_MAX = 1_000;
const ROLLED_OUT = 'NewReplicaSetAvailable';

type Judgement = Pick<Delivery, 'state' | 'reason' | 'message' | 'since'>;

/** The state, as `kubectl rollout status` decides it, and what its conditions add. */
export function judge(deployment: Deployment): Judgement {
  const { metadata, spec, status } = deployment;
  const progressing = conditionOf(deployment, 'Progressing');
  const available = conditionOf(deployment, 'Available');
  const failing = conditionOf(deployment, 'ReplicaFailure');
  const rolling = (reason: Delivery['reason']): Judgement => ({ state: 'progressing', reason, ...said(progressing, 'updated') });

  if (status.observedGeneration < metadata.generation) return { state: 'unknown', reason: 'not-observed', message: null, since: null };
  if (spec.paused)
    return { state: 'paused', reason: 'paused-by-user', ...said(progressing?.reason === 'DeploymentPaused' ? progressing : undefined, 'updated') };
  if (progressing?.reason === 'ProgressDeadlineExceeded') return { state: 'degraded', reason: 'deadline-exceeded', ...said(progressing, 'changed') };
  if (failing?.status === 'True') return { state: 'degraded', reason: 'replica-failure', ...said(failing, 'changed') };
  // While new pods come up for the first time, nothing is available as a matter of course.
  const rolledOut = progressing === undefined || progressing.reason === ROLLED_OUT;
  if (available?.status === 'False' && rolledOut) return { state: 'degraded', reason: 'not-available', ...said(available, 'changed') };
  if (status.updatedReplicas < spec.replicas) return rolling('replacing-pods');
  if (status.replicas > status.updatedReplicas) return rolling('removing-old-pods');
  if (status.availableReplicas < status.updatedReplicas) return rolling('waiting-for-pods');
  const since = said(progressing ?? available, progressing ? 'updated' : 'changed').since;
  return { state: 'stable', reason: spec.replicas === 0 ? 'scaled-to-zero' : 'all-ready', message: null, since };
}

/** Whether one version takes the place of another. Pods that only come or go by scaling do not. */
export function isMoving(deployment: Deployment, state: Delivery['state']): boolean {
  const { spec, status } = deployment;
  if (state === 'stable' || state === 'unknown' || spec.replicas === 0) return false;
  if (status.replicas > status.updatedReplicas) return true;
  const reason = conditionOf(deployment, 'Progressing')?.reason;
  const isShort = status.updatedReplicas < spec.replicas || status.availableReplicas < status.updatedReplicas;
  return isShort && reason !== undefined && reason !== ROLLED_OUT && reason !== 'DeploymentPaused';
}

/**
 * Pod template hashes, as the controller names a ReplicaSet in the words of a condition: of the last one that was complete, or of
 * the one that it moves to. A Deployment tells them nowhere else. Null where the words are others, or may be those of an earlier
 * version: with no pods to make, a new version is complete at once and the words stay.
 */
export function keysOf(deployment: Deployment, name: string, moving: boolean): Pick<Delivery, 'stableKey' | 'candidateKey'> {
  const progressing = conditionOf(deployment, 'Progressing');
  const [, replicaSet = ''] = /replica ?set "([^"]+)"/i.exec(progressing?.message ?? '') ?? [];
  const hash = replicaSet.startsWith(`${name}-`) ? replicaSet.slice(name.length + 1) : '';
  if (deployment.spec.replicas === 0 || !/^[a-z0-9]{1,63}$/.test(hash)) return { stableKey: null, candidateKey: null };
  const complete = progressing?.reason === ROLLED_OUT;
  return { stableKey: complete ? hash : null, candidateKey: moving && !complete ? hash : null };
}

const conditionOf = ({ status }: Deployment, type: string): Condition | undefined => status.conditions.find((each) => each.type === type);

/** A condition's own words and its time: of its last change of status, or of its last news. */
function said(condition: Condition | undefined, which: 'changed' | 'updated'): Pick<Delivery, 'message' | 'since'> {
  if (!condition) return { message: null, since: null };
  const { message, lastTransitionTime, lastUpdateTime } = condition;
  const [first, second] = which === 'changed' ? [lastTransitionTime, lastUpdateTime] : [lastUpdateTime, lastTransitionTime];
  return { message: message?.slice(0, MESSAGE_MAX) || null, since: timeOf(first) ?? timeOf(second) };
}
