import { AppError, type Failure, type FailureCode, type FailureReason, failure } from '../../../../shared/models/failure';
import { wireFailure } from '../../kube/link/wire-failure';

/** What was asked for, for the words. */
export type Asked = { readonly bucket?: string; readonly key?: string; readonly version?: string | null; readonly verb?: 'list' | 'read' };

/** Error codes of the S3 API, and what each means for a person. */
const MEANINGS: Readonly<Record<string, readonly [FailureCode, FailureReason]>> = {
  SignatureDoesNotMatch: ['unauthenticated', 'secret-refused'],
  InvalidAccessKeyId: ['unauthenticated', 'access-key-unknown'],
  NoSuchUser: ['unauthenticated', 'access-key-unknown'],
  ExpiredToken: ['unauthenticated', 'token-expired'],
  ExpiredTokenException: ['unauthenticated', 'token-expired'],
  TokenRefreshRequired: ['unauthenticated', 'token-expired'],
  RequestExpired: ['unauthenticated', 'token-expired'],
  InvalidToken: ['unauthenticated', 'secret-refused'],
  RequestTimeTooSkewed: ['unauthenticated', 'clock-skewed'],
  CredentialsProviderError: ['unauthenticated', 'credentials-missing'],
  TokenProviderError: ['unauthenticated', 'credentials-missing'],
  NoSuchBucket: ['not-found', 'bucket-unknown'],
  InvalidBucketName: ['invalid', 'bucket-unknown'],
  NoSuchKey: ['not-found', 'object-unknown'],
  NoSuchVersion: ['not-found', 'object-unknown'],
  PreconditionFailed: ['stale', 'object-replaced'],
  InvalidObjectState: ['unsupported', 'object-archived'],
  AuthorizationHeaderMalformed: ['invalid', 'region-other'],
  PermanentRedirect: ['invalid', 'region-other'],
  IllegalLocationConstraintException: ['invalid', 'region-other'],
  SlowDown: ['limited', 'throttled'],
  ServiceUnavailable: ['limited', 'throttled'],
  TooManyRequestsException: ['limited', 'throttled'],
  NotImplemented: ['unsupported', 'store-lacks'],
  MethodNotAllowed: ['unsupported', 'store-lacks'],
};
/** What the SDK says where the store said nothing. */
const UNSAID = 'UnknownError';
const DENIED = new Set(['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'Forbidden', 'UnauthorizedAccess']);

/** What the SDK threw, as a failure of ours. */
export function s3Failure(error: unknown, asked: Asked = {}): Failure {
  const own = appErrorOf(error);
  if (own) return own.failure;
  if (!(error instanceof Error)) return failure('bug', { text: String(error) });
  if (error.name === 'AbortError') return failure('cancelled');
  const values = valuesOf(asked);
  const detail = { ...(error.message !== UNSAID && { text: `${error.name}: ${error.message}` }), values };
  const status = statusOf(error);
  const meaning = MEANINGS[error.name];
  if (meaning) return failure(meaning[0], { ...detail, reason: meaning[1] });
  if (DENIED.has(error.name) || status === 403) return failure('forbidden', { ...detail, reason: asked.verb === 'list' ? 'listing-denied' : 'object-denied' });
  // An answer to HEAD has no body, so it names no error of its own.
  if (status === 401) return failure('unauthenticated', { ...detail, reason: 'secret-refused' });
  if (status === 404) return failure('not-found', { ...detail, reason: asked.key === undefined ? 'bucket-unknown' : 'object-unknown' });
  if (status === 412) return failure('stale', { ...detail, reason: 'object-replaced' });
  if (status === 301 || status === 307) return failure('invalid', { ...detail, reason: 'region-other' });
  if (status === 429 || status === 503) return failure('limited', { ...detail, reason: 'throttled' });
  if (status !== undefined && status >= 500) return failure('unreachable', { ...detail, reason: 'server-error' });
  // Something answered that does not speak this API: a portal, a proxy, another server.
  if (status !== undefined || error instanceof SyntaxError || /deserializ|parse|unexpected token|char '/i.test(error.message))
    return failure('unreachable', { ...detail, reason: 'not-object-store' });
  if (error.name === 'TimeoutError') return failure('unreachable', { ...detail, reason: 'timed-out' });
  return wireFailure(error, values);
}

export const s3Error = (error: unknown, asked?: Asked): AppError => appErrorOf(error) ?? new AppError(s3Failure(error, asked), { cause: error });

/** What our own sockets threw goes through the SDK, which may put it into another. */
function appErrorOf(error: unknown): AppError | undefined {
  let each = error;
  for (let depth = 0; depth < 8 && each instanceof Error; depth++) {
    if (each instanceof AppError) return each;
    each = each.cause;
  }
  return undefined;
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

const valuesOf = ({ bucket, key, version }: Asked): Record<string, string> => ({
  ...(bucket !== undefined && { bucket }),
  ...(key !== undefined && { key }),
  ...(version && { version }),
});
