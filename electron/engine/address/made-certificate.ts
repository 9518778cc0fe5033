import { issueCertificate, keyPair, keyPem } from './issue';

const DAY_MS = 86_400_000;
/** What clients take of a server's certificate: the longest that is common. */
export const MADE_DAYS = 397;
/** A clock of a caller may be behind. */
const BEFORE_MS = 3_600_000;

export type KeyedCertificate = { readonly certificate: string; readonly key: string };

/** A certificate that signs itself, for these addresses of this machine. Callers have to be given it. */
export function makeCertificate(hosts: readonly string[], now: number): KeyedCertificate {
  const { publicKey, privateKey } = keyPair();
  const name = 'Pilothouse gateway';
  const certificate = issueCertificate({
    name,
    use: { type: 'leaf', hosts },
    publicKey,
    issuer: { name, key: privateKey },
    from: now - BEFORE_MS,
    to: now + MADE_DAYS * DAY_MS - BEFORE_MS,
  });
  return { certificate, key: keyPem(privateKey) };
}
