import { AppError, type Failure, failure } from '../../../shared/models/failure';
import { bodyStart } from './answer-body';
import type { ClusterAccess, Credential } from './cluster-access';
import type { Link, LinkAnswer } from './link/link';
import { under } from './link/under';
import { abortError } from './link/wire-failure';
import { refusalFailure } from './status';

export type KubeRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the address of the server. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** A watch. */
  readonly long?: boolean;
  /** How long the head of the answer may take. */
  readonly headWithinMs?: number;
};

/** The API server itself ends requests that are no watches after 60 s. */
const HEAD_WITHIN_MS = 65_000;
const REFUSAL_MAX = 64 << 10;
/** On a way this short, packing costs more time than it saves. */
const NEAR_MS = 10;

/** Sends one request with a credential over one link. Resolves at the head of any answer. Throws AppError. */
export async function askLink(
  link: Link,
  by: { access: ClusterAccess; credential: Credential },
  request: KubeRequest,
  signal: AbortSignal,
): Promise<LinkAnswer> {
  const { access, credential } = by;
  const near = link.roundTripMs !== null && link.roundTripMs < NEAR_MS;
  const headers = {
    accept: request.accept ?? 'application/json',
    'accept-encoding': near ? 'identity' : 'gzip',
    'user-agent': 'pilothouse',
    ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json', 'content-length': String(Buffer.byteLength(request.body)) }),
    ...credential.headers,
  };
  const controller = new AbortController();
  const pass = () => controller.abort(abortError(signal));
  signal.addEventListener('abort', pass, { once: true });
  const timer = setTimeout(() => controller.abort(timedOut(access.server.host)), request.headWithinMs ?? HEAD_WITHIN_MS);
  try {
    const path = under(access.server, request.path);
    const answer = await link.request({ method: request.method, path, headers, body: request.body ?? null, long: request.long ?? false }, controller.signal);
    answer.body.once('close', () => signal.removeEventListener('abort', pass));
    return answer;
  } catch (error) {
    signal.removeEventListener('abort', pass);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The answer, if it is a good one (2xx). Throws AppError. */
export async function accepted(answer: LinkAnswer): Promise<LinkAnswer> {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new AppError(await refusal(answer));
}

/** What an answer says that is not 2xx. */
export async function refusal(answer: LinkAnswer): Promise<Failure> {
  const { 'content-type': contentType = '', 'retry-after': retryAfter } = answer.headers;
  return refusalFailure({ status: answer.status, contentType, retryAfter, text: await bodyStart(answer, REFUSAL_MAX) });
}

const timedOut = (host: string) => new AppError(failure('unreachable', { reason: 'timed-out', values: { host } }));
