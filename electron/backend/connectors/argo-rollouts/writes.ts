import { type ObjectRef } from '../../kube/read-object';
import type { PatchOp, Write } from '../../kube/write';
import { ROLLOUTS } from './client';
import type { Subject } from './subject';
import { type Json, valueAt } from './value-at';

/** Holds only while the object has at this path what it had; a field that is left out counts as null. */
export const unchanged = (object: Json, ...path: readonly string[]): PatchOp => ({
  op: 'test',
  path: `/${path.join('/')}`,
  value: valueAt(object, ...path) ?? null,
});

/**
 * A change of the status, for the same object, of the same two revisions, at the same step, with the same pauses: whoever else
 * moved it in between has moved one of these. Fields of no interest to the change, such as counts of pods, may have moved on.
 */
export function statusWrite({ object, delivery }: Subject, ...ops: readonly PatchOp[]): Write {
  const same = (field: string) => unchanged(object, 'status', field);
  return {
    resource: ROLLOUTS,
    subresource: 'status',
    namespace: delivery.namespace,
    name: delivery.name,
    patch: 'json',
    body: [
      unchanged(object, 'metadata', 'uid'),
      same('currentPodHash'),
      same('stableRS'),
      same('currentStepIndex'),
      same('pauseConditions'),
      same('abort'),
      same('promoteFull'),
      ...ops,
    ],
  };
}

/** A change of what is asked for, on the object with this uid, with the same value at this path. */
export function specWrite(ref: ObjectRef, object: Json, path: readonly string[], ...ops: readonly PatchOp[]): Write {
  return { ...ref, subresource: '', patch: 'json', body: [unchanged(object, 'metadata', 'uid'), unchanged(object, 'spec', ...path), ...ops] };
}

/** Pauses by hand, or ends that. */
export function pausedWrite({ object, delivery }: Subject, paused: boolean): Write {
  const ref = { resource: ROLLOUTS, namespace: delivery.namespace, name: delivery.name };
  return specWrite(ref, object, ['paused'], { op: 'add', path: '/spec/paused', value: paused });
}
