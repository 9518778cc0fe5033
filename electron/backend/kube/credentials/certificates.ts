import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const REMEMBERED_MAX = 1_000;

/** @returns what is wrong with a bundle of certificates to trust, or null. */
export const findBundleFault = remembered((pem: string): string | null => {
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return 'no certificate in it';
  return blocks.some((block) => parseCertificate(block) !== null) ? null : 'no readable certificate in it';
});

/** @returns what is wrong with a client certificate and its key, or null. */
export const findPairFault = remembered((cert: string, key: string): string | null => {
  const leaf = parseCertificate(cert.match(CERTIFICATE)?.[0] ?? '');
  if (!leaf) return 'the client certificate is not readable';
  const privateKey = parseKey(key);
  if (!privateKey) return 'the client key is not readable';
  return leaf.checkPrivateKey(privateKey) ? null : 'the client certificate and the client key do not belong together';
});

/** When the first certificate ends, in milliseconds since 1970; null when there is none. */
export const certificateEnd = remembered((cert: string): number | null => {
  const leaf = parseCertificate(cert.match(CERTIFICATE)?.[0] ?? '');
  const end = leaf ? Date.parse(leaf.validTo) : Number.NaN;
  return Number.isNaN(end) ? null : end;
});

/** The same certificates are judged at each look at a kubeconfig, and that takes longer than all the rest of it. Keeps answers, never a key. */
function remembered<A extends readonly string[], T>(judge: (...texts: A) => T): (...texts: A) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (...texts) => {
    const hash = createHash('sha256').update(JSON.stringify(texts)).digest('base64');
    const found = known.get(hash) ?? { answer: judge(...texts) };
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(hash, found);
    return found.answer;
  };
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return pem === '' ? null : new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** Null too for a key behind a passphrase: kubectl cannot use one either. */
function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
