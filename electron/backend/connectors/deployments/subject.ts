import { z } from 'zod';
import { type Delivery, type RevisionRef } from '../../../../shared/models/delivery';
import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure } from '../../../../shared/models/failure';
import { readObject, versionOf } from '../../kube/read-object';
import { collectionPath } from '../../kube/resource';
import { requestJson } from '../../kube/json-request';
import type { KubeSession } from '../../kube/session';
import { imagesOf, modelUriOf, PodTemplate } from '../../kube/workload/pod-template';
import { mapReplicaSet, REPLICA_SETS, type ReplicaSetItem, templateOf } from '../../kube/workload/replica-sets';
import { DEPLOYMENTS } from './client';
import { MARKS, readWorkload } from './inspect';
import { mapDeployment } from './map';
import { placeOf } from './place';

export type Json = Readonly<Record<string, unknown>>;
export type StoredRevision = ReplicaSetItem & { readonly podTemplate: Json | null };

/** All that a plan is worked out from, as it was at one moment. */
export type Subject = {
  readonly context: string;
  readonly delivery: Delivery;
  readonly version: string;
  readonly object: Json;
  /** As the object holds it. */
  readonly template: Json;
  /** Seconds that the controller gives a rollout before it calls it stuck. */
  readonly deadlineSeconds: number;
  readonly revisions: readonly StoredRevision[];
};

const LIST_MAX = 32 << 20;
const DEADLINE_SECONDS = 600;
const List = z.object({ items: z.array(z.unknown()).nullable() });
const Spec = z.object({
  spec: z.object({ template: z.record(z.string(), z.unknown()), progressDeadlineSeconds: z.number().positive().max(86_400).catch(DEADLINE_SECONDS) }),
});

/** Reads the Deployment, then its history. Throws AppError. */
export async function readSubject(session: KubeSession, key: EntityKey, signal: AbortSignal): Promise<Subject> {
  const place = placeOf(key);
  const object = await readObject(session, { resource: DEPLOYMENTS, ...place }, signal);
  if (!object) throw new AppError(failure('not-found', { values: { ...place } }, key.connection));
  const selector = readWorkload(object)?.selector ?? null;
  const replicaSets = selector === null ? [] : await listReplicaSets(session, place.namespace, selector, signal);
  return subjectOf({ context: session.target().context, connection: key.connection, object, replicaSets });
}

async function listReplicaSets(session: KubeSession, namespace: string, selector: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const path = `${collectionPath(REPLICA_SETS, namespace)}?${new URLSearchParams({ labelSelector: selector })}`;
  const { items } = await requestJson(session, { method: 'GET', path }, List, signal, LIST_MAX);
  return items ?? [];
}

type Found = { readonly context: string; readonly connection: string; readonly object: Json; readonly replicaSets: readonly unknown[] };

/** What was read, parsed. Throws AppError (`unsupported`) where a plan would have to guess. */
export function subjectOf({ context, connection, object, replicaSets }: Found): Subject {
  const delivery = mapDeployment(object, connection);
  const spec = Spec.safeParse(object);
  if (!delivery || delivery.reason === 'fields-missing' || !spec.success)
    throw new AppError(failure('unsupported', { reason: 'answer-malformed' }, connection));
  const revisions = replicaSets.flatMap((each) => {
    const item = mapReplicaSet(each, MARKS);
    return item?.owner === delivery.uid ? [{ ...item, podTemplate: templateOf(each, MARKS.hashLabel) }] : [];
  });
  return {
    context,
    delivery,
    version: versionOf(object),
    object,
    template: spec.data.spec.template,
    deadlineSeconds: spec.data.spec.progressDeadlineSeconds,
    revisions,
  };
}

/** What the Deployment holds now, with what the history knows of it. */
export function currentRef({ delivery, revisions, template }: Subject): RevisionRef {
  const known = revisions.find(({ number }) => number !== null && number === delivery.revision);
  return refOf(known?.key ?? null, delivery.revision, template);
}

export function refOf(key: string | null, number: number | null, template: unknown): RevisionRef {
  const parsed = PodTemplate.safeParse(template);
  return { key, number, images: parsed.success ? imagesOf(parsed.data) : [], modelUri: parsed.success ? modelUriOf(parsed.data) : null };
}
