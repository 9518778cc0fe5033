import type { Effect } from '../../../../shared/models/action';
import { plugin, resumeCommand, whole } from './commands';
import { ROLLOUTS } from './client';
import { type RolloutSketch, sides } from './draft';
import type { Subject } from './subject';
import { pausedWrite, specWrite, statusWrite } from './writes';

const SOON_MS = 60_000;
/** Pods of the stable revision may have to come up first. */
const BACK_WITHIN_MS = 10 * 60_000;
const RESTART_WITHIN_MS = 15 * 60_000;

const nowhere = { from: null, to: null };

export function pause(subject: Subject): RolloutSketch {
  const { name, uid } = subject.delivery;
  return {
    ...nowhere,
    effects: [{ id: 'pauses', values: {} }],
    writes: [pausedWrite(subject, true)],
    commands: whole(plugin(subject, 'pause', name)),
    undo: { action: 'resume' },
    goal: { type: 'held', uid },
    awaited: 'pause',
    withinMs: SOON_MS,
  };
}

/** Ends a pause by hand alone: a pause of the plan stays, and is ended by going on. */
export function resume(subject: Subject): RolloutSketch {
  return {
    ...nowhere,
    effects: [{ id: 'resumes', values: {} }],
    writes: [pausedWrite(subject, false)],
    commands: whole(resumeCommand(subject)),
    undo: subject.rollout.status.abort ? null : { action: 'pause' },
    goal: { type: 'freed', uid: subject.delivery.uid },
    awaited: 'resume',
    withinMs: SOON_MS,
  };
}

/** Takes traffic back to the stable revision. The template stays at the candidate's: the delivery is then aborted, not stable. */
export function abort(subject: Subject): RolloutSketch {
  const { delivery, rollout } = subject;
  const { stable, candidate } = sides(subject);
  // While it is paused by hand the controller scales nothing, and without a router the candidate would keep its traffic.
  const { paused } = rollout.spec;
  const removed = delivery.replicas.updated;
  const effects: Effect[] = [
    { id: 'traffic-to-stable', values: {} },
    ...(removed > 0 ? [{ id: 'pods-removed' as const, values: { count: String(removed) } }] : []),
    ...(paused ? [{ id: 'resumes' as const, values: {} }] : []),
  ];
  return {
    from: candidate,
    to: stable,
    effects,
    writes: [statusWrite(subject, { op: 'add', path: '/status/abort', value: true }), ...(paused ? [pausedWrite(subject, false)] : [])],
    commands: whole(plugin(subject, 'abort', delivery.name), ...(paused ? [resumeCommand(subject)] : [])),
    undo: { action: 'retry' },
    goal: { type: 'aborted', uid: delivery.uid, key: delivery.candidateKey },
    awaited: 'abort',
    withinMs: BACK_WITHIN_MS,
  };
}

/** Tries the same candidate again from the first step. */
export function retry(subject: Subject): RolloutSketch {
  const { delivery } = subject;
  const { stable, candidate } = sides(subject);
  const steps: Effect[] = delivery.steps.length > 0 ? [{ id: 'runs-all-steps', values: {} }] : [];
  return {
    from: stable,
    to: candidate,
    effects: [{ id: 'restarts-from-first-step', values: {} }, ...steps],
    writes: [statusWrite(subject, { op: 'replace', path: '/status/abort', value: false })],
    commands: whole(plugin(subject, 'retry', 'rollout', delivery.name)),
    undo: { action: 'abort' },
    goal: { type: 'retried', uid: delivery.uid, key: delivery.candidateKey },
    awaited: 'retry',
    withinMs: SOON_MS,
  };
}

/** New pods of the same revision, a few at a time. */
export function restart(subject: Subject, at: number): RolloutSketch {
  const { delivery, object } = subject;
  // The controller keeps whole seconds.
  const restartAt = new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
  const ref = { resource: ROLLOUTS, namespace: delivery.namespace, name: delivery.name };
  const { stable } = sides(subject);
  return {
    from: stable,
    to: stable,
    effects: [{ id: 'restarts-pods', values: { count: String(delivery.replicas.total) } }],
    writes: [specWrite(ref, object, ['restartAt'], { op: 'add', path: '/spec/restartAt', value: restartAt })],
    commands: whole(plugin(subject, 'restart', delivery.name)),
    undo: null,
    goal: { type: 'restarted', uid: delivery.uid, at: Date.parse(restartAt) },
    awaited: 'restart',
    withinMs: RESTART_WITHIN_MS,
  };
}
