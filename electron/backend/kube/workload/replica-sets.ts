import { z } from 'zod';
import type { Revision } from '../../../../shared/models/delivery-detail';
import { sameValue } from '../../lib/same-value';
import { readNote } from '../change-note';
import { objectText } from '../object-text';
import { imagesOf, modelUriOf, PodTemplate } from './pod-template';
import { timeOf } from './time-of';

export const REPLICA_SETS = { group: 'apps', version: 'v1', resource: 'replicasets' } as const;

/** How an engine marks what belongs to which of its revisions. */
export type RevisionMarks = { readonly hashLabel: string; readonly revisionAnnotation: string };

const MESSAGE_MAX = 1_000;
/** A note is of the revision that was made by that change; clocks of two machines differ, and controllers may be slow. */
const CLOCK_SKEW_MS = 60_000;
const MADE_WITHIN_MS = 300_000;

const count = z.number().int().nonnegative().catch(0);
const texts = z.record(z.string(), z.unknown()).catch({});
const ReplicaSetObject = z.object({
  metadata: z.object({
    name: z.string().min(1).max(253),
    uid: z.string().catch(''),
    creationTimestamp: z.unknown().optional(),
    labels: texts,
    annotations: texts,
    ownerReferences: z
      .array(z.object({ uid: z.string(), controller: z.boolean().optional() }))
      .nullish()
      .catch(null),
  }),
  spec: z.object({ replicas: count, template: z.unknown() }),
  status: z
    .object({
      replicas: count,
      readyReplicas: count,
      availableReplicas: count,
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: z.string().catch(''), message: z.string().catch('') }))
        .nullish()
        .catch(null),
    })
    .catch({ replicas: 0, readyReplicas: 0, availableReplicas: 0, conditions: null }),
});
const Template = z.looseObject({ metadata: z.looseObject({ labels: texts.optional() }).optional(), spec: z.looseObject({}) });

/** What is kept of a ReplicaSet. `key` is its pod template hash. */
export type ReplicaSetItem = Omit<Revision, 'role' | 'everStable' | 'key'> & {
  readonly key: string;
  readonly name: string;
  readonly uid: string;
  readonly owner: string | null;
  readonly pods: number;
  /** Why it could not make all its pods. */
  readonly refusal: string | null;
};

/** A ReplicaSet as one revision of its workload; null where it has no name or no hash. */
export function mapReplicaSet(object: unknown, { hashLabel, revisionAnnotation }: RevisionMarks): ReplicaSetItem | null {
  const parsed = ReplicaSetObject.safeParse(object);
  if (!parsed.success) return null;
  const { metadata, spec, status } = parsed.data;
  const key = metadata.labels[hashLabel];
  if (typeof key !== 'string' || key === '') return null;
  const template = PodTemplate.safeParse(spec.template);
  const refused = status.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  return {
    key,
    name: metadata.name,
    uid: metadata.uid,
    owner: metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? null,
    number: numberOf(metadata.annotations[revisionAnnotation]),
    images: template.success ? imagesOf(template.data) : [],
    modelUri: template.success ? modelUriOf(template.data) : null,
    createdAt: timeOf(metadata.creationTimestamp),
    replicas: { desired: spec.replicas, ready: status.readyReplicas, available: status.availableReplicas },
    pods: status.replicas,
    change: readNote(metadata.annotations),
    template: objectText(templateOf(object, hashLabel)),
    refusal: refused ? refused.message.slice(0, MESSAGE_MAX) || refused.reason : null,
  };
}

/** The pod template of a ReplicaSet as its workload would hold it: without the engine's own label. Null where there is none. */
export function templateOf(replicaSet: unknown, hashLabel: string): Readonly<Record<string, unknown>> | null {
  const found = z.object({ spec: z.object({ template: Template }) }).safeParse(replicaSet);
  if (!found.success) return null;
  const { metadata, ...rest } = found.data.spec.template;
  if (!metadata) return rest;
  const { labels = {}, creationTimestamp: _, ...others } = metadata;
  const { [hashLabel]: __, ...own } = labels;
  return { ...rest, metadata: { ...others, labels: own } };
}

/** Revisions, newest first. `roles` says what each is now; whoever is not in it is old. */
export function toRevisions(items: readonly ReplicaSetItem[], roles: ReadonlyMap<string, Revision['role']>): Revision[] {
  return ownNotes(items)
    .toSorted((a, b) => (b.number ?? 0) - (a.number ?? 0) || (b.createdAt ?? 0) - (a.createdAt ?? 0))
    .map(({ key, number, images, modelUri, createdAt, replicas, change, template }) => {
      const role = roles.get(key) ?? 'old';
      const everStable = role === 'stable' || role === 'both' ? ('yes' as const) : ('unknown' as const);
      return { key, number, images, modelUri, createdAt, role, replicas, everStable, change, template };
    });
}

/**
 * Engines copy the annotations of a workload to whichever ReplicaSet is the newest, also when the change that made it came from
 * elsewhere and left an older note standing. Such a note is not told.
 */
function ownNotes(items: readonly ReplicaSetItem[]): ReplicaSetItem[] {
  return items.map((item) => {
    const isRepeated = items.some((other) => other !== item && sameValue(other.change, item.change) && madeBy(other) === 'this');
    const notOurs = item.change !== null && (madeBy(item) === 'later' || (isRepeated && madeBy(item) !== 'this'));
    return notOurs ? { ...item, change: null } : item;
  });
}

/** Whether a revision was made by the change that its note tells of, was there before, or came long after. */
function madeBy({ change, createdAt }: ReplicaSetItem): 'this' | 'earlier' | 'later' | null {
  if (change === null || change.at === null || createdAt === null) return null;
  if (createdAt < change.at - CLOCK_SKEW_MS) return 'earlier';
  return createdAt > change.at + MADE_WITHIN_MS ? 'later' : 'this';
}

function numberOf(annotation: unknown): number | null {
  return typeof annotation === 'string' && /^\d{1,15}$/.test(annotation) ? Number(annotation) : null;
}
