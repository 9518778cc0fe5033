import type { Delivery } from '../../../../shared/models/delivery';
import { timeOf } from '../../kube/workload/time-of';
import { type Condition, type Rollout, WORKLOAD_GENERATION } from './client';
import { durationSeconds, isUnderWay, type mapSteps } from './steps';

const MESSAGE_MAX = 1_000;

export type Judgement = Pick<Delivery, 'state' | 'reason' | 'message' | 'since' | 'pause'>;
type Words = Pick<Delivery, 'state' | 'reason'>;
type Stand = ReturnType<typeof mapSteps>;

/**
 * The state, from what the controller says. Its phase is believed only where it has seen the newest generation, and where
 * nobody has written to the status since: a write there changes no generation, but leaves marks that the controller then clears.
 */
export function judge(rollout: Rollout, stand: Stand, annotations: Readonly<Record<string, unknown>>): Judgement {
  const { status } = rollout;
  if (!isObserved(rollout, annotations)) return { state: 'unknown', reason: 'not-observed', message: null, since: null, pause: null };
  const words = wordsOf(rollout, stand);
  const pause = pauseOf(rollout, stand);
  return { ...words, message: status.message.slice(0, MESSAGE_MAX) || null, since: sinceOf(rollout, words, pause), pause };
}

function isObserved({ metadata, status }: Rollout, annotations: Readonly<Record<string, unknown>>): boolean {
  // Equal, and nothing else: a number ahead is of an older controller's hash, or of another cluster's object.
  if (status.observedGeneration !== String(metadata.generation)) return false;
  const workload = annotations[WORKLOAD_GENERATION];
  return workload === undefined || status.workloadObservedGeneration === '' || status.workloadObservedGeneration === workload;
}

function wordsOf(rollout: Rollout, stand: Stand): Words {
  const { spec, status } = rollout;
  const condition = (type: string) => status.conditions.find((each) => each.type === type);
  if (condition('InvalidSpec')?.status === 'True') return { state: 'degraded', reason: 'spec-invalid' };
  if (status.abort) return abortWords(rollout);
  // Cleared by a person, not yet taken up: the phase still speaks of the abort.
  if (status.abortedAt) return { state: 'unknown', reason: 'not-observed' };
  if (status.promoteFull && isUnderWay(rollout)) return { state: 'promoting', reason: 'waiting-for-pods' };
  if (spec.paused) return { state: 'paused', reason: 'paused-by-user' };
  if (status.controllerPause && status.pauseConditions.length === 0) return { state: 'progressing', reason: 'unpausing' };
  switch (status.phase) {
    case 'Paused':
      return { state: 'paused', reason: pauseReason(rollout) };
    case 'Healthy':
      return { state: 'stable', reason: spec.replicas === 0 ? 'scaled-to-zero' : 'all-ready' };
    case 'Degraded':
      if (condition('Progressing')?.reason === 'ProgressDeadlineExceeded') return { state: 'degraded', reason: 'deadline-exceeded' };
      if (condition('ReplicaFailure')?.status === 'True') return { state: 'degraded', reason: 'replica-failure' };
      return { state: 'degraded', reason: 'not-available' };
    case 'Progressing':
      return movingWords(rollout, stand);
    default:
      return { state: 'unknown', reason: 'fields-missing' };
  }
}

function abortWords(rollout: Rollout): Words {
  const { spec, status } = rollout;
  if (!status.abortedAt) return { state: 'rolling-back', reason: 'returning-to-stable' };
  // With scaling halted the candidate keeps its pods, and without a router its traffic.
  if (spec.paused) return { state: 'paused', reason: 'paused-by-user' };
  if (isUnderWay(rollout) && !isBack(rollout)) return { state: 'rolling-back', reason: 'returning-to-stable' };
  const verdicts = [
    status.canary.currentStepAnalysisRunStatus,
    status.canary.currentBackgroundAnalysisRunStatus,
    status.blueGreen.prePromotionAnalysisRunStatus,
    status.blueGreen.postPromotionAnalysisRunStatus,
  ];
  const hasFailed = verdicts.some((verdict) => verdict?.status === 'Failed' || verdict?.status === 'Error');
  // A step's verdict goes with its step. The controller adds why when it was itself that aborted; a person gives no reason.
  const [, why = ''] = /aborted update to revision \d+: (.+)/s.exec(status.message) ?? [];
  if (hasFailed || /analysis phase|assessed (Failed|Error)/.test(why)) return { state: 'aborted', reason: 'aborted-by-analysis' };
  return { state: 'aborted', reason: why === '' ? 'aborted-by-user' : 'aborted-other' };
}

/** Whether the candidate gets no traffic any more. */
function isBack({ spec, status }: Rollout): boolean {
  if (spec.strategy.blueGreen) return status.blueGreen.activeSelector !== status.currentPodHash;
  if (spec.strategy.canary?.trafficRouting) return (status.canary.weights?.canary.weight ?? 0) === 0;
  return status.updatedReplicas === 0;
}

function pauseReason({ status }: Rollout): Delivery['reason'] {
  switch (status.pauseConditions[0]?.reason) {
    case 'CanaryPauseStep':
      return 'paused-at-step';
    case 'BlueGreenPause':
      return 'paused-before-promotion';
    default:
      return 'paused-inconclusive';
  }
}

function movingWords(rollout: Rollout, { steps, step }: Stand): Words {
  const { spec, status } = rollout;
  if (status.stableRS === '') return { state: 'starting', reason: 'waiting-for-pods' };
  if (!isUnderWay(rollout)) return { state: 'progressing', reason: steadyReason(rollout) };
  if (spec.strategy.blueGreen) {
    const { activeSelector, prePromotionAnalysisRunStatus: before, postPromotionAnalysisRunStatus: after } = status.blueGreen;
    const active = activeSelector === status.currentPodHash;
    const running = isRunning(active ? after : before);
    return { state: active ? 'promoting' : 'progressing', reason: running ? 'running-analysis' : 'waiting-for-pods' };
  }
  const current = step === null ? undefined : steps[step];
  if (!current)
    return { state: steps.length > 0 ? 'promoting' : 'progressing', reason: status.updatedReplicas < spec.replicas ? 'replacing-pods' : 'waiting-for-pods' };
  if (current.kind === 'weight') return { state: 'progressing', reason: 'moving-traffic' };
  return { state: 'progressing', reason: current.kind === 'analysis' ? 'running-analysis' : 'running-step' };
}

/** Pods come and go while there is one revision alone. */
function steadyReason({ spec, status }: Rollout): Delivery['reason'] {
  if (spec.restartAt && spec.restartAt !== status.restartedAt) return 'replacing-pods';
  if (status.updatedReplicas < spec.replicas) return 'waiting-for-pods';
  return status.replicas > status.updatedReplicas ? 'removing-old-pods' : 'waiting-for-pods';
}

const isRunning = (verdict: { status: string } | null | undefined): boolean => verdict?.status === 'Running' || verdict?.status === 'Pending';

/** Who holds it, also where somebody paused it by hand on top of a pause of the plan. */
function pauseOf(rollout: Rollout, { steps, step }: Stand): Delivery['pause'] {
  const { spec, status } = rollout;
  const [condition] = status.pauseConditions;
  const since = condition ? timeOf(condition.startTime) : null;
  if (spec.paused) {
    const paused = status.conditions.find(({ type, status: is }) => type === 'Paused' && is === 'True');
    return { by: 'user', since: paused ? timeOf(paused.lastTransitionTime) : null, until: null };
  }
  if (!condition || status.abort) return null;
  if (condition.reason === 'CanaryPauseStep') {
    const seconds = steps[step ?? -1]?.seconds ?? null;
    return { by: 'step', since, until: since !== null && seconds !== null ? since + Math.round(seconds * 1_000) : null };
  }
  if (condition.reason === 'BlueGreenPause') {
    const { autoPromotionEnabled, autoPromotionSeconds } = spec.strategy.blueGreen ?? {};
    const seconds = autoPromotionEnabled === false ? null : durationSeconds(autoPromotionSeconds ?? -1);
    return { by: 'step', since, until: since !== null && seconds !== null ? since + seconds * 1_000 : null };
  }
  return { by: 'inconclusive', since, until: null };
}

function sinceOf({ status }: Rollout, { state }: Words, pause: Delivery['pause']): number | null {
  if (state === 'paused') return pause?.since ?? null;
  if (state === 'aborted' || state === 'rolling-back') return timeOf(status.abortedAt);
  const of = (type: string, value?: string) => status.conditions.find((each) => each.type === type && (value === undefined || each.status === value));
  const told =
    state === 'stable' ? (of('Healthy', 'True') ?? of('Completed', 'True') ?? of('Available', 'True')) : (of('InvalidSpec', 'True') ?? of('Progressing'));
  return told ? changedAt(told) : null;
}

const changedAt = ({ lastTransitionTime, lastUpdateTime }: Condition): number | null => timeOf(lastTransitionTime) ?? timeOf(lastUpdateTime);
