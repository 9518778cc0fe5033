import { AppError, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';
import { bearerHeader, isHeaderValue } from './request-headers';

const USE_INSTEAD = 'kubectl oidc-login';

/**
 * The id token of the deprecated `auth-provider: oidc`, while it lasts. It is never renewed here: issuers give a refresh
 * token out once, and as nothing is written to a kubeconfig, renewing would end the session of kubectl. When kubectl
 * renews it, the kubeconfig changes, and the new token is taken up. Throws AppError.
 */
export function readOidcToken(config: Readonly<Record<string, string>>, now: number): Credential {
  const token = config['id-token'] ?? '';
  const end = endOf(token);
  if (token === '' || !isHeaderValue(token) || (end !== null && end <= now)) {
    const text = `This sign-in has ended. Any command of kubectl with this context renews it; to have it renewed here, use the exec plugin "${USE_INSTEAD}".`;
    throw new AppError(failure('unauthenticated', { reason: 'token-expired', values: { provider: 'oidc', use: USE_INSTEAD }, text }));
  }
  return { headers: bearerHeader(token), cert: null, key: null, expiresAt: end };
}

/** When a token says that it ends; null for one that does not say: the server shall judge it. */
function endOf(token: string): number | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1000 : null;
  } catch {
    return null;
  }
}
