import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import { parseAnswer, type Requester, readJson } from './json-request';
import { collectionPath, type Resource } from './resource';

/** One object as the API names it. */
export type ObjectRef = { readonly resource: Resource; readonly namespace: string; readonly name: string };

/** An object in etcd is at most 1.5 MB; in JSON it may grow. */
const OBJECT_MAX = 16 << 20;
const JsonObject = z.record(z.string(), z.unknown());
const Versioned = z.object({ metadata: z.object({ resourceVersion: z.string().min(1) }) });

export const objectPath = ({ resource, namespace, name }: ObjectRef, subresource = ''): string =>
  `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}${subresource === '' ? '' : `/${subresource}`}`;

/** Reads one object as it is now, past every watch; null where it is not there. Throws AppError. */
export async function readObject(
  requester: Requester,
  ref: ObjectRef,
  signal: AbortSignal,
  subresource = '',
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const answer = await requester.request({ method: 'GET', path: objectPath(ref, subresource) }, signal);
    return parseAnswer(await readJson(answer, OBJECT_MAX), JsonObject);
  } catch (error) {
    if (error instanceof AppError && error.failure.code === 'not-found') return null; // gone is an answer, not a failure
    throw error;
  }
}

/** Its resourceVersion: another one with every write. Throws AppError where it has none. */
export function versionOf(object: unknown): string {
  const parsed = Versioned.safeParse(object);
  if (parsed.success) return parsed.data.metadata.resourceVersion;
  throw new AppError(failure('unreachable', { reason: 'answer-malformed', text: 'an object without a resource version' }));
}
