import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { AppError, type Failure, type FailureReason, failure } from '../../../shared/models/failure';
import type { ClusterAccess, Credential } from './cluster-access';

const Claims = z.object({ exp: z.number() });

/** A refused sign-in (401), with the reason where the credential itself shows it: the server never says it. */
export function signInError(said: Failure, access: ClusterAccess, credential: Credential, now = Date.now()): AppError {
  const reason = reasonOf(access, credential, now);
  return new AppError(failure('unauthenticated', { ...said.detail, ...(reason && { reason }), values: { ...said.detail.values, user: access.target.user } }));
}

function reasonOf(access: ClusterAccess, credential: Credential, now: number): FailureReason | undefined {
  const authorization = credential.headers['authorization'] ?? credential.headers['Authorization'];
  const cert = credential.cert ?? access.tls.cert;
  if (authorization === undefined) return cert !== null && certificateExpired(cert, now) ? 'client-certificate-expired' : undefined;
  const expiry = credential.expiresAt ?? (typeof authorization === 'string' ? tokenExpiry(authorization) : null);
  return expiry !== null && expiry <= now ? 'token-expired' : undefined;
}

/** When a bearer token says that it ends; it is read, not trusted. */
function tokenExpiry(authorization: string): number | null {
  const payload = /^Bearer [^.]+\.([^.]+)\.[^.]*$/.exec(authorization)?.[1];
  if (payload === undefined) return null;
  try {
    const claims = Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return claims.success ? claims.data.exp * 1000 : null;
  } catch {
    return null; // not a JWT
  }
}

function certificateExpired(pem: string, now: number): boolean {
  try {
    return Date.parse(new X509Certificate(pem).validTo) <= now;
  } catch {
    return false;
  }
}

export const sameCredential = (a: Credential, b: Credential): boolean =>
  a === b || (a.cert === b.cert && a.key === b.key && JSON.stringify(a.headers) === JSON.stringify(b.headers));
