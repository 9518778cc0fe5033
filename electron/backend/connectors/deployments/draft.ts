import type { ActionRequest, Check } from '../../../../shared/models/action';
import type { RevisionRef } from '../../../../shared/models/delivery';
import { failure } from '../../../../shared/models/failure';
import { roomForNote } from '../../kube/change-note';
import { kubectlCommands } from '../../kube/kubectl-command';
import type { PatchOp, Write } from '../../kube/write';
import { check, gitOwnerCheck } from '../../lib/check';
import { type Draft, NOTHING_TO_SEND } from '../contract';
import { DEPLOYMENTS } from './client';
import type { Subject } from './subject';

/** What one action adds to a draft; the rest follows from the subject. */
export type Sketch = Pick<Draft, 'effects' | 'commands' | 'undo' | 'goal' | 'awaited' | 'withinMs'> & {
  readonly from: RevisionRef | null;
  readonly to: RevisionRef | null;
  readonly writes: readonly Write[];
  readonly checks?: readonly Check[];
};

const SOON_MS = 60_000;

/** A change of the Deployment with this uid, with room for the note on who made it. */
export function write({ delivery, object }: Subject, ops: readonly PatchOp[]): Write {
  const body: PatchOp[] = [{ op: 'test', path: '/metadata/uid', value: delivery.uid }, ...ops, ...roomForNote(object)];
  return { resource: DEPLOYMENTS, subresource: '', namespace: delivery.namespace, name: delivery.name, patch: 'json', body };
}

/** Holds the rollout where it is. */
export function pause(subject: Subject): Sketch {
  const { paused } = pausedNow(subject);
  return {
    ...holding(subject, 'pause'),
    effects: [{ id: 'pauses', values: {} }],
    writes: [write(subject, [paused, { op: 'add', path: '/spec/paused', value: true }])],
    undo: { action: 'resume' },
    goal: { type: 'held', uid: subject.delivery.uid },
    awaited: 'pause',
  };
}

export function resume(subject: Subject): Sketch {
  const { paused } = pausedNow(subject);
  return {
    ...holding(subject, 'resume'),
    effects: [{ id: 'resumes', values: {} }],
    writes: [write(subject, [paused, { op: 'remove', path: '/spec/paused' }])],
    undo: { action: 'pause' },
    goal: { type: 'freed', uid: subject.delivery.uid },
    awaited: 'resume',
  };
}

function holding({ context, delivery: { namespace, name } }: Subject, verb: 'pause' | 'resume') {
  const commands = kubectlCommands({ context, namespace }, 'rollout', verb, `deployment/${name}`);
  return { from: null, to: null, commands, withinMs: SOON_MS };
}

/** A field that is left out counts as null. */
function pausedNow({ object }: Subject): { readonly paused: PatchOp } {
  const spec = object['spec'];
  const value = typeof spec === 'object' && spec !== null && 'paused' in spec ? spec.paused : null;
  return { paused: { op: 'test', path: '/spec/paused', value } };
}

/** A draft of what the state offers. Where it does not, there is nothing to send, and the checks say so. */
export function draftOf(subject: Subject, request: ActionRequest, sketch: (subject: Subject) => Sketch): Draft {
  const { delivery, version } = subject;
  const { connection, kind, id, uid, engine, namespace, name, state, reason, owner } = delivery;
  const target = { connection, kind, id, uid, engine, objectKind: 'Deployment', namespace, name };
  const values = { action: request.action, state, reason };
  if (!delivery.offers.includes(request.action))
    return {
      ...NOTHING_TO_SEND,
      target,
      version,
      checks: [check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, connection))],
    };
  const { writes, checks = [], ...rest } = sketch(subject);
  const isRefused = checks.some(({ id: of }) => of === 'offered');
  const all = [...(isRefused ? [] : [check('offered', 'pass', values)]), ...checks, gitOwnerCheck(owner)];
  const rights = [{ verb: 'patch', group: DEPLOYMENTS.group, resource: DEPLOYMENTS.resource, namespace }];
  return { ...rest, target, version, rights, checks: all, writes: all.some(({ outcome }) => outcome === 'fail') ? [] : writes };
}
