import { z } from 'zod';
import type { DeliveryDetail, Revision } from '../../../../shared/models/delivery-detail';
import { conditionsOf } from '../../kube/workload/conditions';
import { inspectWorkload, type WorkloadReading } from '../../kube/workload/inspect';
import type { ReplicaSetItem, RevisionMarks } from '../../kube/workload/replica-sets';
import { selectorText } from '../../kube/workload/selector';
import type { KubeSession } from '../../kube/session';
import { DEPLOYMENTS, readDeployment, readIdentity, REVISION } from './client';
import { isMoving, judge } from './judge';
import { revisionOf } from './map';
import type { Place } from './place';

/** How the controller of Deployments marks its revisions. */
export const MARKS: RevisionMarks = { hashLabel: 'pod-template-hash', revisionAnnotation: REVISION };

const Selected = z.object({ spec: z.object({ selector: z.unknown() }) });

/** Everything that the page of a Deployment shows. */
export function inspectDeployment(session: KubeSession, { namespace, name }: Place, out: (detail: DeliveryDetail) => void, signal: AbortSignal): void {
  inspectWorkload(session, { ...MARKS, resource: DEPLOYMENTS, objectKind: 'Deployment', namespace, name, read: readWorkload }, out, signal);
}

export function readWorkload(object: unknown): WorkloadReading | null {
  const identity = readIdentity(object);
  if (!identity) return null;
  const selected = Selected.safeParse(object);
  const deployment = readDeployment(object);
  const { uid, annotations } = identity;
  const revision = revisionOf(annotations[REVISION]);
  const moving = deployment !== null && isMoving(deployment, judge(deployment).state);
  return {
    uid,
    selector: selected.success ? selectorText(selected.data.spec.selector) : null,
    conditions: conditionsOf(object),
    roles: (replicaSets) => rolesOf(replicaSets, revision, moving),
  };
}

/**
 * A Deployment's own revision number names the newest of its ReplicaSets. While that one takes the place of others, the stable
 * one is the newest of those that still have pods.
 */
export function rolesOf(replicaSets: readonly ReplicaSetItem[], revision: number | null, moving: boolean): ReadonlyMap<string, Revision['role']> {
  const byNumber = replicaSets.toSorted((a, b) => (b.number ?? 0) - (a.number ?? 0));
  // Before the controller has numbered a new ReplicaSet, nothing is known of it.
  const newest = byNumber.find(({ number }) => number !== null && number === revision);
  if (!newest) return new Map();
  if (!moving) return new Map([[newest.key, 'stable']]);
  const before = byNumber.find(({ number, pods }) => number !== null && number < (newest.number ?? 0) && pods > 0);
  return new Map<string, Revision['role']>([[newest.key, 'candidate'], ...(before ? [[before.key, 'stable'] as const] : [])]);
}
