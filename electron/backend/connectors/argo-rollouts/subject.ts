import type { Check } from '../../../../shared/models/action';
import type { ActionId } from '../../../../shared/models/action-id';
import type { Delivery } from '../../../../shared/models/delivery';
import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure } from '../../../../shared/models/failure';
import { type ObjectRef, readObject, versionOf } from '../../kube/read-object';
import type { KubeSession } from '../../kube/session';
import type { Seen } from '../contract';
import { selectorText } from '../../kube/workload/selector';
import { DEPLOYMENTS, Rollout, ROLLOUTS } from './client';
import { judgeController } from './controller-alive';
import { mapRollout } from './map';
import { listRevisions, type StoredRevision } from './revisions';
import { type Json, valueAt } from './value-at';

/** All that a plan is worked out from, as it was at one moment. */
export type Subject = {
  readonly context: string;
  readonly delivery: Delivery;
  readonly rollout: Rollout;
  readonly version: string;
  /** The Rollout as it is written. */
  readonly object: Json;
  /** What holds the pod template: the Rollout itself, or the Deployment that it refers to; null where that is not there. */
  readonly holder: { readonly ref: ObjectRef; readonly object: Json } | null;
  readonly revisions: readonly StoredRevision[];
  readonly controller: Check;
};

/** The object that an entity stands for. Throws AppError where the id is none of ours. */
export function rolloutRef({ id }: EntityKey): ObjectRef {
  const [engine, namespace, name, ...rest] = id.split('/');
  if (engine !== 'argo-rollouts' || !namespace || !name || rest.length > 0) throw new AppError(failure('not-found', { values: { id } }));
  return { resource: ROLLOUTS, namespace, name };
}

/**
 * Reads in two turns: the Rollout, then at once all that it leads to. Whoever may promote need not be able to read the history:
 * what the action can do without is left out where it may not be read. Throws AppError.
 */
export async function readSubject(session: KubeSession, key: EntityKey, action: ActionId, signal: AbortSignal): Promise<Subject> {
  const ref = rolloutRef(key);
  const object = await readObject(session, ref, signal);
  if (!object) throw new AppError(failure('not-found', { reason: 'object-gone', values: { namespace: ref.namespace, name: ref.name } }, key.connection));
  const delivery = mapRollout(object, key.connection);
  const parsed = Rollout.safeParse(object);
  if (!delivery || !parsed.success) throw new AppError(failure('unsupported', { reason: 'answer-malformed', values: { name: ref.name } }, key.connection));
  const { workloadRef } = parsed.data.spec;
  const workload = workloadRef?.kind === 'Deployment' ? { resource: DEPLOYMENTS, namespace: ref.namespace, name: workloadRef.name } : null;
  const owner = { namespace: ref.namespace, uid: delivery.uid, selector: selectorText(valueAt(object, 'spec', 'selector')) };
  const [held, revisions, controller] = await Promise.all([
    workload ? readable(readObject(session, workload, signal), NEEDS_TEMPLATE.includes(action), null) : null,
    readable(listRevisions(session, owner, signal), NEEDS_HISTORY.includes(action), []),
    judgeController(session, signal),
  ]);
  const elsewhere = workload && held ? { ref: workload, object: held } : null;
  const holder = workloadRef ? elsewhere : { ref, object };
  return { context: session.target().context, delivery, rollout: parsed.data, version: jointVersion(object, held), object, holder, revisions, controller };
}

/** Changes with every write to the Rollout, and to the Deployment that holds its template: an action may have written either. */
const jointVersion = (object: Json, held: Json | null): string => (held ? `${versionOf(object)}/${versionOf(held)}` : versionOf(object));

/** One Rollout as it is now, past every watch; null where it is not there. Throws AppError. */
export async function readRollout(session: KubeSession, key: EntityKey, signal: AbortSignal): Promise<Seen | null> {
  const ref = rolloutRef(key);
  const object = await readObject(session, ref, signal);
  const entity = object && mapRollout(object, key.connection);
  if (!entity) return null;
  const { namespace } = ref;
  const { templateFrom } = entity;
  const held =
    templateFrom === null ? null : await readable(readObject(session, { resource: DEPLOYMENTS, namespace, name: templateFrom }, signal), false, null);
  return { entity, version: jointVersion(object, held) };
}

const NEEDS_HISTORY: readonly ActionId[] = ['roll-back', 'restore'];
const NEEDS_TEMPLATE: readonly ActionId[] = ['start', ...NEEDS_HISTORY];

async function readable<T, U>(read: Promise<T>, isNeeded: boolean, instead: U): Promise<T | U> {
  try {
    return await read;
  } catch (error) {
    if (isNeeded || !(error instanceof AppError) || error.failure.code !== 'forbidden') throw error;
    return instead; // only names and numbers are missing then
  }
}

/** What the cluster is asked to run now, whether or not it runs yet. */
export const currentKey = ({ delivery }: Pick<Subject, 'delivery'>): string | null => delivery.candidateKey ?? delivery.stableKey;

export const revisionOfKey = ({ revisions }: Subject, key: string | null): StoredRevision | undefined =>
  key === null ? undefined : revisions.find((each) => each.key === key);
