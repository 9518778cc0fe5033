import type { Effect } from '../../../../shared/models/action';
import type { DeliveryStep } from '../../../../shared/models/delivery';
import type { PatchOp } from '../../kube/write';
import { plugin, resumeCommand, whole } from './commands';
import { type RolloutSketch, sides, trafficCheck } from './draft';
import type { Subject } from './subject';
import { pausedWrite, statusWrite, unchanged } from './writes';

/** The controller takes a step up within a second or two. */
const STEP_WITHIN_MS = 60_000;
/** All pods may have to come up: the controller itself gives them ten minutes. */
const PROMOTION_WITHIN_MS = 10 * 60_000;
const FULL = 100;

/** Goes on by one stop: ends the pause that it waits in, or leaves the step that it runs. Never both, so that it moves one step. */
export function promote(subject: Subject): RolloutSketch {
  const { delivery, rollout, object } = subject;
  const { status, spec } = rollout;
  const { steps, step } = delivery;
  const isPaused = status.pauseConditions.length > 0;
  const next: PatchOp[] = step === null ? [] : [{ op: 'add', path: '/status/currentStepIndex', value: Math.min(step + 1, steps.length) }];
  const unpause: PatchOp[] = isPaused ? [{ op: 'remove', path: '/status/pauseConditions' }] : [];
  // Its analysis is inconclusive for good: without another step it would only pause again.
  const inconclusive = isPaused && status.controllerPause && status.canary.currentStepAnalysisRunStatus?.status === 'Inconclusive';
  const ops: PatchOp[] = inconclusive
    ? [unchanged(object, 'status', 'controllerPause'), ...unpause, { op: 'add', path: '/status/controllerPause', value: false }, ...next]
    : isPaused
      ? unpause
      : next;
  const { stable, candidate } = sides(subject);
  const isLast = step === null || step + 1 >= steps.length;
  return {
    from: stable,
    to: candidate,
    effects: promoteEffects(subject),
    writes: inTurn(spec.paused, isPaused, pausedWrite(subject, false), statusWrite(subject, ...ops)),
    commands: whole(...inTurn(spec.paused && isPaused, true, resumeCommand(subject), plugin(subject, 'promote', delivery.name))),
    undo: isLast ? (stable?.key ? { action: 'roll-back', revision: stable.key } : null) : { action: 'abort' },
    goal: { type: 'stepped', uid: delivery.uid, key: delivery.candidateKey, step, reason: delivery.reason },
    awaited: isLast ? 'promotion' : 'next-step',
    withinMs: isLast ? PROMOTION_WITHIN_MS : STEP_WITHIN_MS,
    checks: [trafficCheck(subject)],
  };
}

/**
 * Held by hand on top of a pause of the plan, it is let go first: a controller that still sees it held would take the ended pause
 * for one that never began, and begin it again. Without such a pause the step comes first, before the controller goes on by itself.
 */
function inTurn<T>(isHeld: boolean, letGoFirst: boolean, letGo: T, goOn: T): T[] {
  if (!isHeld) return [goOn];
  return letGoFirst ? [letGo, goOn] : [goOn, letGo];
}

function promoteEffects(subject: Subject): Effect[] {
  const { steps, step, split, pause, strategy } = subject.delivery;
  const effects: Effect[] = [];
  const effect = (id: Effect['id'], values: Effect['values'] = {}) => effects.push({ id, values });
  if (subject.rollout.spec.paused) effect('resumes');
  if (strategy === 'blue-green') {
    effect('traffic-to-candidate');
    effect('candidate-becomes-stable');
    return effects;
  }
  if (step === null) return effects;
  const current = steps[step];
  effects.push(...skipped(current, pause));
  if (step + 1 >= steps.length) {
    effect('traffic-to-candidate');
    effect('candidate-becomes-stable');
    return effects;
  }
  effect('moves-to-step', { from: String(step + 1), to: String(step + 2), total: String(steps.length) });
  const next = steps[step + 1];
  if (next?.kind === 'weight' && next.weight !== null) effect('sets-weight', { from: number(split?.reported ?? split?.desired ?? 0), to: number(next.weight) });
  return effects;
}

/** What would have run on its own, and is cut short. A pause that waits for a person is not skipped by that person. */
function skipped(step: DeliveryStep | undefined, pause: Subject['delivery']['pause']): Effect[] {
  if (!step) return [];
  if (step.kind === 'analysis') return [{ id: 'skips-analysis', values: { count: '1' } }];
  if (step.kind !== 'pause') return [{ id: 'skips-steps', values: { count: '1' } }];
  return step.seconds !== null || (pause !== null && pause.by === 'user') ? [{ id: 'skips-pause', values: {} }] : [];
}

const number = (value: number): string => String(Math.round(value * 10) / 10);

/** Goes to the end at once, past every step, pause and analysis that is left. */
export function promoteFull(subject: Subject): RolloutSketch {
  const { delivery, rollout } = subject;
  const { stable, candidate } = sides(subject);
  return {
    from: stable,
    to: candidate,
    effects: fullEffects(subject),
    writes: [statusWrite(subject, { op: 'add', path: '/status/promoteFull', value: true }), ...(rollout.spec.paused ? [pausedWrite(subject, false)] : [])],
    commands: whole(plugin(subject, 'promote', delivery.name, '--full')),
    undo: stable?.key ? { action: 'roll-back', revision: stable.key } : null,
    goal: { type: 'promoted', uid: delivery.uid, key: delivery.candidateKey },
    awaited: 'promotion',
    withinMs: PROMOTION_WITHIN_MS,
    checks: [trafficCheck(subject)],
  };
}

function fullEffects({ delivery, rollout }: Subject): Effect[] {
  const { steps, step, split, replicas, strategy } = delivery;
  const left = step === null ? [] : steps.slice(step);
  const analyses = left.filter(({ kind }) => kind === 'analysis').length + backgroundAnalyses(rollout);
  const effects: Effect[] = rollout.spec.paused ? [{ id: 'resumes', values: {} }] : [];
  if (left.length > 0) effects.push({ id: 'skips-steps', values: { count: String(left.length) } });
  if (analyses > 0) effects.push({ id: 'skips-analysis', values: { count: String(analyses) } });
  if (left.some(({ kind }) => kind === 'pause') || delivery.pause?.by === 'step') effects.push({ id: 'skips-pause', values: {} });
  if (strategy === 'canary') effects.push({ id: 'sets-weight', values: { from: number(split?.reported ?? split?.desired ?? 0), to: number(FULL) } });
  const added = replicas.desired - replicas.updated;
  if (added > 0) effects.push({ id: 'pods-added', values: { count: String(added) } });
  effects.push({ id: 'traffic-to-candidate', values: {} }, { id: 'candidate-becomes-stable', values: {} });
  return effects;
}

function backgroundAnalyses({ status }: Subject['rollout']): number {
  const { currentBackgroundAnalysisRunStatus: background } = status.canary;
  const { prePromotionAnalysisRunStatus: before, postPromotionAnalysisRunStatus: after } = status.blueGreen;
  return [background, before, after].filter((verdict) => verdict?.status === 'Running' || verdict?.status === 'Pending').length;
}
