import type { Check } from '../../../../shared/models/action';
import type { Write } from '../../kube/write';
import { check, gitOwnerCheck } from '../../lib/check';
import type { Draft, Drawn, Sketch } from '../contract';
import { refOf } from './revisions';
import { routerOf } from './router';
import { revisionOfKey, type Subject } from './subject';
import type { RevisionRef } from '../../../../shared/models/delivery';

/** What one action adds to a draft. */
export type RolloutSketch = Sketch<Write>;

export const drawnFrom = (subject: Subject): Drawn<Write> => ({
  delivery: subject.delivery,
  version: subject.version,
  objectKind: 'Rollout',
  rightsFor,
  checksFor: (writes) => [...(writes ? [ownerCheck(subject, writes)] : []), subject.controller],
});

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
