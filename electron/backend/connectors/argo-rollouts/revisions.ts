import { z } from 'zod';
import type { RevisionRef } from '../../../../shared/models/delivery';
import { parseAnswer, type Requester, readJson } from '../../kube/json-request';
import { collectionPath } from '../../kube/resource';
import { imagesOf, modelUriOf, PodTemplate } from '../../kube/workload/pod-template';
import { REPLICA_SETS, templateOf } from '../../kube/workload/replica-sets';
import { timeOf } from '../../kube/workload/time-of';
import { HASH_LABEL, REVISION } from './client';
import { revisionOf } from './map';

const LIST_MAX = 64 << 20;
const List = z.object({ items: z.array(z.unknown()).nullable() });
/** When an earlier version's pods are taken away: until then a blue-green delivery comes back at once. */
const SCALE_DOWN_DEADLINE = 'scale-down-deadline';

const ReplicaSet = z.object({
  metadata: z.object({
    name: z.string(),
    creationTimestamp: z.string().catch(''),
    labels: z.record(z.string(), z.unknown()).catch({}),
    annotations: z.record(z.string(), z.unknown()).catch({}),
    ownerReferences: z.array(z.object({ uid: z.string(), controller: z.boolean().optional() })).catch([]),
  }),
});

/** A ReplicaSet as what it stands for: one revision of a Rollout, with its pod template as it was written. */
export type StoredRevision = {
  readonly key: string;
  readonly number: number | null;
  readonly createdAt: number | null;
  readonly keptUntil: number | null;
  readonly ref: RevisionRef;
  /** Without the controller's own label. */
  readonly template: Readonly<Record<string, unknown>>;
};

/** `selector` null: with a workloadRef it is the Deployment's, and the owner tells what is ours. */
export type RevisionOwner = { readonly namespace: string; readonly uid: string; readonly selector: string | null };

/** The revisions of a Rollout that the cluster still has. Throws AppError. */
export async function listRevisions(requester: Requester, owner: RevisionOwner, signal: AbortSignal): Promise<StoredRevision[]> {
  const labels = owner.selector === null ? HASH_LABEL : `${owner.selector},${HASH_LABEL}`;
  const query = new URLSearchParams({ labelSelector: labels });
  const answer = await requester.request({ method: 'GET', path: `${collectionPath(REPLICA_SETS, owner.namespace)}?${query}` }, signal);
  const { items } = parseAnswer(await readJson(answer, LIST_MAX), List);
  return (items ?? []).flatMap((item) => storedRevision(item, owner.uid) ?? []);
}

export function storedRevision(object: unknown, ownerUid: string): StoredRevision | null {
  const parsed = ReplicaSet.safeParse(object);
  if (!parsed.success) return null;
  const { metadata } = parsed.data;
  const key = metadata.labels[HASH_LABEL];
  const isOurs = metadata.ownerReferences.some(({ uid, controller }) => uid === ownerUid && controller === true);
  const template = templateOf(object, HASH_LABEL);
  if (!isOurs || typeof key !== 'string' || key === '' || !template) return null;
  const number = revisionOf(metadata.annotations[REVISION]);
  return {
    key,
    number,
    createdAt: timeOf(metadata.creationTimestamp),
    keptUntil: timeOf(metadata.annotations[SCALE_DOWN_DEADLINE]),
    ref: refOf(key, number, template),
    template,
  };
}

export function refOf(key: string | null, number: number | null, template: unknown): RevisionRef {
  const parsed = PodTemplate.safeParse(template);
  return { key, number, images: parsed.success ? imagesOf(parsed.data) : [], modelUri: parsed.success ? modelUriOf(parsed.data) : null };
}
