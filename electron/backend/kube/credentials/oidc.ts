import { redact } from '../../../../shared/lib/redact';
import { AppError, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';
import { isHeaderValue } from './request-headers';

type Config = Readonly<Record<string, string>>;
const USE_INSTEAD = 'kubectl oidc-login';

/**
 * Signs in as kubectl does for the deprecated `auth-provider: oidc`: with the id token while it lasts, then with one
 * that the refresh token buys. New tokens stay in memory: nothing is written to a kubeconfig.
 */
export function createOidcSignIn(config: Config): () => Promise<Credential> {
  // The library writes renewed tokens into it.
  const held: Record<string, string> = { ...config };
  return async () => {
    const expired = endOf(held['id-token'] ?? '') <= Date.now();
    const authorization = expired ? await renew(held) : `Bearer ${held['id-token']}`;
    if (!isHeaderValue(authorization)) throw unauthenticated('The id-token is not a token.');
    const expiresAt = endOf(held['id-token'] ?? '');
    return { headers: { authorization }, cert: null, key: null, expiresAt: Number.isFinite(expiresAt) ? expiresAt : null };
  };
}

async function renew(held: Record<string, string>): Promise<string> {
  const missing = ['id-token', 'refresh-token', 'client-id', 'idp-issuer-url'].filter((key) => !held[key]);
  if (missing.length > 0) throw unauthenticated(`The sign-in has ended, and the kubeconfig has no ${missing.join(', ')} to renew it.`);
  // The library sends no client secret, and trusts only public certificate authorities.
  const beyond = ['client-secret', 'idp-certificate-authority', 'idp-certificate-authority-data'].filter((key) => held[key]);
  if (beyond.length > 0) {
    const text = `The sign-in has ended. Renewing it with ${beyond.join(', ')} is not supported: use the exec plugin "${USE_INSTEAD}" instead.`;
    throw new AppError(failure('unsupported', { values: { provider: 'oidc', use: USE_INSTEAD }, text }));
  }
  const headers: Record<string, string> = {};
  try {
    const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js');
    await new OpenIDConnectAuth().applyAuthentication({ name: 'oidc', authProvider: { name: 'oidc', config: held } }, { headers });
  } catch (error) {
    throw unauthenticated(`The sign-in has ended, and the issuer did not renew it: ${redact(error instanceof Error ? error.message : String(error))}`);
  }
  const authorization = headers['Authorization'];
  if (authorization === undefined) throw unauthenticated('The sign-in has ended.');
  return authorization;
}

/** When a token says that it ends; never, for one that does not say. An absent one has ended. */
function endOf(token: string): number {
  if (token === '') return 0;
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload === 'object' && payload !== null && 'exp' in payload && typeof payload.exp === 'number') return payload.exp * 1000;
  } catch {
    // Not a JWT: the server shall judge it.
  }
  return Number.POSITIVE_INFINITY;
}

function unauthenticated(text: string): AppError {
  return new AppError(failure('unauthenticated', { reason: 'token-expired', values: { provider: 'oidc', use: USE_INSTEAD }, text }));
}
