import { z } from 'zod';
import type { ObjectChange } from '../../../shared/models/action';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { Permit } from '../lib/permit';
import { type Requester, readJson } from './json-request';
import { changeTexts } from './object-text';
import { objectPath, readObject } from './read-object';
import type { Resource } from './resource';

export type PatchOp =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** One change of one object, in plain JSON, so that it can be shown, hashed and sent as it was planned. */
export type Write = {
  readonly resource: Resource;
  readonly subresource: '' | 'status' | 'scale';
  readonly namespace: string;
  readonly name: string;
  readonly patch: 'json' | 'merge';
  /** A JSON Patch (RFC 6902) holds its own preconditions as `test`; a merge patch (RFC 7386) has none but a resourceVersion in it. */
  readonly body: readonly PatchOp[] | Readonly<Record<string, unknown>>;
};

/** What is planned is plain JSON to whoever carries it; here it is a write again. */
export const Write = z.object({
  resource: z.object({ group: z.string(), version: z.string(), resource: z.string() }),
  subresource: z.enum(['', 'status', 'scale']),
  namespace: z.string().min(1),
  name: z.string().min(1),
  patch: z.enum(['json', 'merge']),
  body: z.union([
    z.array(
      z.union([
        z.object({ op: z.enum(['test', 'add', 'replace']), path: z.string(), value: z.unknown() }),
        z.object({ op: z.literal('remove'), path: z.string() }),
      ]),
    ),
    z.record(z.string(), z.unknown()),
  ]),
});

/** What the server said of the writes that it took. */
export type WriteReceipt = { readonly auditIds: readonly string[] };

const FIELD_MANAGER = 'pilothouse';
const CONTENT_TYPES = { json: 'application/json-patch+json', merge: 'application/merge-patch+json' };
const ANSWER_MAX = 16 << 20;
/** Unknown fields are not ours to judge: an object of a newer API version may hold some. */
const FIELD_VALIDATION = 'Warn';

/** What the API server says of a JSON Patch of which one operation, such as a `test`, did not apply. It says nothing closer. */
const PATCH_DID_NOT_APPLY = /the server rejected our request due to an error in our request/;
const ADMISSION_DENIED = /admission webhook "[^"]*" denied the request|ValidatingAdmissionPolicy .* denied request/s;
const ADMISSION_FAILED = /failed calling webhook|failed to call webhook|ValidatingAdmissionPolicy .* failed/s;
/** The words of the authorizer; any other 403 to a write is from admission (a quota, a policy). */
const NO_RIGHT = /User "[^"]*" cannot /;

/**
 * Lets the server try the writes without keeping them, admission included: each object as it is and as it would be. Each
 * write is tried on the object as it is, not as the one before it would leave it. Throws AppError.
 */
export function previewWrites(requester: Requester, writes: readonly Write[], signal: AbortSignal): Promise<ObjectChange[]> {
  return Promise.all(
    writes.map(async (write) => {
      const [before, after] = await Promise.all([
        readObject(requester, write, signal, write.subresource === 'scale' ? 'scale' : ''),
        patch(requester, write, true, signal),
      ]);
      return { object: `${write.resource.resource}/${write.name}`, ...changeTexts(before, after.object, write.subresource) };
    }),
  );
}

/**
 * Sends the writes one after the other, and ends at the first that is refused. Throws AppError: `conflict` where a precondition
 * did not hold, `denied` from admission with its words, `unreachable` where no answer came (it may have happened);
 * `values.written` says how many writes were taken before.
 */
export async function sendWrites(requester: Requester, writes: readonly Write[], _permit: Permit, signal: AbortSignal): Promise<WriteReceipt> {
  const auditIds: string[] = [];
  for (const [written, write] of writes.entries()) {
    try {
      const { auditId } = await patch(requester, write, false, signal);
      if (auditId !== null) auditIds.push(auditId);
    } catch (error) {
      const why = failureOf(error);
      const values = { ...why.detail.values, written: String(written) };
      throw new AppError({ ...why, detail: { ...why.detail, values } }, { cause: error });
    }
  }
  return { auditIds };
}

async function patch(requester: Requester, write: Write, dryRun: boolean, signal: AbortSignal): Promise<{ object: unknown; auditId: string | null }> {
  const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, fieldValidation: FIELD_VALIDATION, ...(dryRun && { dryRun: 'All' }) });
  const request = {
    method: 'PATCH' as const,
    path: `${objectPath(write, write.subresource)}?${query}`,
    body: JSON.stringify(write.body),
    contentType: CONTENT_TYPES[write.patch],
  };
  try {
    const answer = await requester.request(request, signal);
    const auditId = answer.headers['audit-id'] ?? null;
    // A write that was taken is taken, whatever becomes of the answer's body: only a trial needs it.
    if (!dryRun) {
      answer.body.on('error', () => undefined).resume();
      return { object: null, auditId };
    }
    return { object: await readJson(answer, ANSWER_MAX), auditId };
  } catch (error) {
    throw new AppError(refused(failureOf(error)), { cause: error });
  }
}

/** A refusal read as one of a write. */
function refused(why: Failure): Failure {
  const text = why.detail.text ?? '';
  const status = why.detail.values?.['status'];
  if (ADMISSION_DENIED.test(text)) return failure('denied', { ...why.detail, reason: 'admission-denied' });
  // The webhook did not answer and must: nothing was kept.
  if (ADMISSION_FAILED.test(text)) return failure('denied', { ...why.detail, reason: 'admission-unavailable' });
  if (why.code === 'conflict') return failure('conflict', { ...why.detail, reason: 'precondition-failed' });
  if (status === '422' && PATCH_DID_NOT_APPLY.test(text)) return failure('conflict', { ...why.detail, reason: 'precondition-failed' });
  if (why.code === 'forbidden' && text !== '' && !NO_RIGHT.test(text)) return failure('denied', { ...why.detail, reason: 'admission-denied' });
  return why;
}
