import { issueCertificate, keyPair, keyPem } from '../../electron/engine/address/issue';

/** What a TLS server or client needs; all PEM. */
export type Certificate = { cert: string; key: string };

/** A certificate authority of a test, made on the spot without any tool. */
export interface Authority extends Certificate {
  issue(options: CertificateOptions): Certificate;
}

export type CertificateOptions = {
  name: string;
  /** DNS names and addresses it is good for. With any, it is a server's. */
  hosts?: readonly string[];
  organizations?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function createAuthority(name = 'test authority'): Authority {
  const { publicKey, privateKey } = keyPair();
  const issuer = { name, key: privateKey };
  const now = Date.now();
  return {
    cert: issueCertificate({ name, use: { type: 'authority' }, publicKey, issuer, from: now - HOUR_MS, to: now + 365 * DAY_MS }),
    key: keyPem(privateKey),
    issue({ name: subject, hosts = [], organizations = [], notBefore, notAfter }) {
      const pair = keyPair();
      const from = notBefore?.getTime() ?? Date.now() - HOUR_MS;
      const to = notAfter?.getTime() ?? Date.now() + 30 * DAY_MS;
      return {
        key: keyPem(pair.privateKey),
        cert: issueCertificate({ name: subject, organizations, use: { type: 'leaf', hosts }, publicKey: pair.publicKey, issuer, from, to }),
      };
    },
  };
}
