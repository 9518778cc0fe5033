import { roomForNote } from '../../kube/change-note';
import { kubectlCommands } from '../../kube/kubectl-command';
import type { PatchOp, Write } from '../../kube/write';
import { gitOwnerCheck } from '../../lib/check';
import type { Drawn, Sketch } from '../contract';
import { DEPLOYMENTS } from './client';
import type { Subject } from './subject';

/** What one action adds to a draft. */
export type DeploymentSketch = Sketch<Write>;

export const drawnFrom = ({ delivery, version }: Subject): Drawn<Write> => ({
  delivery,
  version,
  objectKind: 'Deployment',
  rightsFor: () => [{ verb: 'patch', group: DEPLOYMENTS.group, resource: DEPLOYMENTS.resource, namespace: delivery.namespace }],
  checksFor: (writes) => (writes ? [gitOwnerCheck(delivery.owner)] : []),
});

const SOON_MS = 60_000;

/** A change of the Deployment with this uid, with room for the note on who made it. */
export function write({ delivery, object }: Subject, ops: readonly PatchOp[]): Write {
  const body: PatchOp[] = [{ op: 'test', path: '/metadata/uid', value: delivery.uid }, ...ops, ...roomForNote(object)];
  return { resource: DEPLOYMENTS, subresource: '', namespace: delivery.namespace, name: delivery.name, patch: 'json', body };
}

/** Holds the rollout where it is. */
export function pause(subject: Subject): DeploymentSketch {
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

export function resume(subject: Subject): DeploymentSketch {
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
