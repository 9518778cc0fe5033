import { AppError, type Failure, type FailureReason, failure } from '../../../../shared/models/failure';

const REASONS: Readonly<Record<string, FailureReason>> = {
  ENOTFOUND: 'name-unresolved',
  EAI_AGAIN: 'name-unresolved',
  EAI_NODATA: 'name-unresolved',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'timed-out',
  ENETUNREACH: 'timed-out',
  EHOSTDOWN: 'timed-out',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-host',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'certificate-untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate-untrusted',
  CERT_UNTRUSTED: 'certificate-untrusted',
  CERT_REJECTED: 'certificate-untrusted',
  CERT_CHAIN_TOO_LONG: 'certificate-untrusted',
  INVALID_CA: 'certificate-untrusted',
  INVALID_PURPOSE: 'certificate-untrusted',
};

/** A server that closes the handshake over our own certificate sends one of these alerts. */
const CLIENT_CERTIFICATE_ALERT =
  /ALERT_(CERTIFICATE_EXPIRED|CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE)/;

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  // Happy eyeballs hides the codes of all its attempts in one error.
  if (error instanceof AggregateError) return error.errors.map(codeOf).find(Boolean) ?? '';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
};

/** What an error of a socket, a TLS session or an HTTP stream means. Every one of them is `unreachable` but a refused certificate of ours. */
export function wireFailure(error: unknown, values: Readonly<Record<string, string>> = {}): Failure {
  if (error instanceof AppError) return error.failure;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message || code : String(error);
  if (CLIENT_CERTIFICATE_ALERT.test(code)) {
    return failure('unauthenticated', { ...(code.includes('EXPIRED') && { reason: 'client-certificate-expired' as const }), text, values });
  }
  // Certificates and keys of ours that cannot even be read, or do not belong together.
  if (code.startsWith('ERR_OSSL')) return failure('invalid', { text, values });
  // Anything else that ends a connection is a lost one: reset, closed early, garbled.
  return failure('unreachable', { reason: REASONS[code] ?? 'connection-lost', text, values });
}

export const wireError = (error: unknown, values?: Readonly<Record<string, string>>): AppError =>
  error instanceof AppError ? error : new AppError(wireFailure(error, values), { cause: error });

export const cancelled = (): AppError => new AppError(failure('cancelled'));

/** Why a signal was aborted, as an error of ours. */
export const abortError = (signal: AbortSignal): AppError => (signal.reason instanceof AppError ? signal.reason : cancelled());
