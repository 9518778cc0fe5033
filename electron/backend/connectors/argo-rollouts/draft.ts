import type { ActionRequest, Check } from '../../../../shared/models/action';
import { failure } from '../../../../shared/models/failure';
import type { Write } from '../../kube/write';
import { check, gitOwnerCheck } from '../../lib/check';
import { type Draft, NOTHING_TO_SEND } from '../contract';
import { refOf } from './revisions';
import { routerOf } from './router';
import { revisionOfKey, type Subject } from './subject';
import type { RevisionRef } from '../../../../shared/models/delivery';

/** What one action adds to a draft; the rest follows from the subject. */
export type Sketch = Pick<Draft, 'effects' | 'commands' | 'undo' | 'goal' | 'awaited' | 'withinMs'> & {
  readonly from: RevisionRef | null;
  readonly to: RevisionRef | null;
  readonly writes: readonly Write[];
  readonly checks?: readonly Check[];
};

/** A draft of what the state offers. Where it does not, there is nothing to send, and the checks say so. */
export function draftOf(subject: Subject, request: ActionRequest, sketch: (subject: Subject) => Sketch): Draft {
  const { delivery, controller } = subject;
  const { state, reason } = delivery;
  const offered = delivery.offers.includes(request.action);
  const target = {
    connection: delivery.connection,
    kind: delivery.kind,
    id: delivery.id,
    uid: delivery.uid,
    engine: delivery.engine,
    objectKind: 'Rollout',
    namespace: delivery.namespace,
    name: delivery.name,
  };
  const values = { action: request.action, state, reason };
  if (!offered) {
    const checks = [check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, delivery.connection)), controller];
    return { ...NOTHING_TO_SEND, target, version: subject.version, checks };
  }
  const { writes, checks = [], ...rest } = sketch(subject);
  const isRefused = checks.some(({ id }) => id === 'offered');
  const all = [...(isRefused ? [] : [check('offered', 'pass', values)]), ...checks, ownerCheck(subject, writes), controller];
  const refused = all.some(({ outcome }) => outcome === 'fail');
  return { ...rest, target, version: subject.version, writes: refused ? [] : writes, rights: rightsFor(writes), checks: all };
}

/** What is written to the status is the controller's, and nobody puts it back from elsewhere. */
function ownerCheck({ delivery: { owner } }: Subject, writes: readonly Write[]): Check {
  return gitOwnerCheck(writes.every(({ subresource }) => subresource === 'status') ? null : owner);
}

function rightsFor(writes: readonly Write[]): Draft['rights'] {
  const asked = writes.map(({ resource, subresource, namespace }) => ({
    verb: 'patch',
    group: resource.group,
    resource: subresource === '' ? resource.resource : `${resource.resource}/${subresource}`,
    namespace,
  }));
  return asked.filter((each, index) => asked.findIndex(({ resource, group }) => resource === each.resource && group === each.group) === index);
}

/** The stable and the candidate revision, with what the history knows of them. */
export function sides(subject: Subject): { readonly stable: RevisionRef | null; readonly candidate: RevisionRef | null } {
  const { stableKey, candidateKey } = subject.delivery;
  const side = (key: string | null) => (key === null ? null : (revisionOfKey(subject, key)?.ref ?? refOf(key, null, null)));
  return { stable: side(stableKey), candidate: side(candidateKey) };
}

/** Whether traffic is told by a router, or only counted in pods. */
export function trafficCheck({ rollout, delivery }: Subject): Check {
  const router = routerOf(rollout);
  return router === null || delivery.split?.reported === null ? check('measured-traffic', 'unknown') : check('measured-traffic', 'pass', { router });
}
