import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { CertificateFacts } from '../../../shared/models/gateway-address';
import { AppError, type Failure, failure, type FailureReason } from '../../../shared/models/failure';
import { isSpokenFor } from '../lib/spoken-for';
import type { KeyedCertificate } from './made-certificate';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** A chain holds a few; what is longer is something else. */
export const PEM_MAX = 200_000;

const invalid = (reason: FailureReason, values: Readonly<Record<string, string>> = {}) => failure('invalid', { reason, values: { ...values } });

/** What is public of the first certificate of a chain. @throws AppError `certificate-unreadable` */
export function factsOf(pem: string, made: boolean): CertificateFacts {
  const leaf = leafOf(pem);
  return {
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: leaf.subject,
    names: namesOf(leaf),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    made,
  };
}

/** `DNS:a.example, IP Address:10.0.0.1`; without any, the name of old. */
const namesOf = ({ subjectAltName }: X509Certificate): string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .map((each) => each.replace(/^(DNS|IP Address):/, ''))
    .filter((each) => each !== '');

/** What keeps it from being used now; null where nothing does. */
export function datesFault({ notBefore, notAfter }: CertificateFacts, now: number): Failure | null {
  if (now >= notAfter) return invalid('certificate-ended', { until: new Date(notAfter).toISOString() });
  return now < notBefore ? invalid('certificate-not-yet', { from: new Date(notBefore).toISOString() }) : null;
}

/** It can be read, its key is its own, it can be used now, and TLS takes both. @throws AppError `invalid`, in words; never with anything of the key */
export function expectGood({ certificate, key }: KeyedCertificate, now: number): CertificateFacts {
  const facts = factsOf(certificate, false);
  const leaf = leafOf(certificate);
  const own = keyOf(key);
  if (!leaf.checkPrivateKey(own)) throw new AppError(invalid('key-differs'));
  const fault = datesFault(facts, now);
  if (fault) throw new AppError(fault);
  try {
    createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
  } catch (error) {
    // A key that is too short, a digest that is broken: what OpenSSL says names no secret.
    throw new AppError(failure('invalid', { reason: 'certificate-weak', text: error instanceof Error ? error.message : String(error) }));
  }
  return facts;
}

/** It is made out for the address, or for one of those that a listener on all of them answers at. */
export function isNamedFor(pem: string, hosts: readonly string[]): boolean {
  const leaf = leafOf(pem);
  return hosts.some((host) => isSpokenFor(leaf, host));
}

function leafOf(pem: string): X509Certificate {
  const [first] = pem.match(BLOCK) ?? [];
  try {
    if (first !== undefined && pem.length <= PEM_MAX) return new X509Certificate(first);
  } catch {
    // told below
  }
  throw new AppError(invalid('certificate-unreadable'));
}

function keyOf(pem: string): KeyObject {
  const isLocked = pem.includes('ENCRYPTED'); // PKCS#8 and the form of old both say so
  try {
    return createPrivateKey(pem);
  } catch {
    throw new AppError(invalid(isLocked ? 'key-locked' : 'key-unreadable')); // without what was thrown: it may quote the key
  }
}
