import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where Linux distributions keep what the administrator trusts; the first that is there counts, as for kubectl. */
const LINUX_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let known: readonly string[] | undefined;

/** The trust of this computer and the roots that the runtime brings: a company's own authority is in the first alone. */
export function systemRoots(): string[] {
  known ??= [...tls.rootCertificates, ...fromStore(), ...fromFiles()];
  return [...known];
}

/** Newer runtimes can ask the keychain of macOS and the store of Windows. */
function fromStore(): readonly string[] {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') return [];
  const found: unknown = tls.getCACertificates('system');
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

function fromFiles(): readonly string[] {
  const named = process.env['SSL_CERT_FILE'];
  for (const path of named ? [named] : LINUX_BUNDLES) {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      // Not this distribution: the next place.
    }
  }
  return [];
}
