import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** What a TLS server or client needs; all PEM. */
export type Certificate = { cert: string; key: string };

/** A certificate authority of a test, made on the spot without any tool. */
export interface Authority extends Certificate {
  issue(options: CertificateOptions): Certificate;
}

export type CertificateOptions = {
  name: string;
  /** DNS names and IPv4 addresses it is good for. With any, it is a server's. */
  hosts?: readonly string[];
  organizations?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A chain of certificates is DER: tag, length, value, all the way down. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, body]);
}
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const text = (value: string) => der(0x0c, Buffer.from(value));
const octets = (value: Buffer) => der(0x04, value);
const truth = der(0x01, Buffer.from([0xff]));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const attribute = (type: string, value: string) => der(0x31, sequence(oid(type), text(value)));
const distinguishedName = (name: string, organizations: readonly string[] = []) =>
  sequence(...organizations.map((organization) => attribute('2.5.4.10', organization)), attribute('2.5.4.3', name));
/** UTCTime: YYMMDDHHMMSSZ, right for the years to 2049. */
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const extension = (id: string, value: Buffer, critical = false) => sequence(oid(id), ...(critical ? [truth] : []), octets(value));
const alternativeName = (host: string) => (isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)));

type Signing = { subject: Buffer; issuer: Buffer; publicKey: KeyObject; signer: KeyObject; extensions: readonly Buffer[]; notBefore: Date; notAfter: Date };

function certificate({ subject, issuer, publicKey, signer, extensions, notBefore, notAfter }: Signing): string {
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, serial),
    ECDSA_SHA256,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]);
  const base64 = sequence(body, ECDSA_SHA256, der(0x03, signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function createAuthority(name = 'test authority'): Authority {
  const { publicKey, privateKey } = keyPair();
  const issuer = distinguishedName(name);
  const cert = certificate({
    subject: issuer,
    issuer,
    publicKey,
    signer: privateKey,
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 365 * DAY_MS),
    extensions: [
      extension('2.5.29.19', sequence(truth), true), // basic constraints: an authority
      extension('2.5.29.15', der(0x03, Buffer.from([1, 0x86])), true), // key usage: signs certificates and other things
    ],
  });
  return {
    cert,
    key: pem(privateKey),
    issue({ name: subject, hosts = [], organizations, notBefore, notAfter }) {
      const pair = keyPair();
      return {
        key: pem(pair.privateKey),
        cert: certificate({
          subject: distinguishedName(subject, organizations),
          issuer,
          publicKey: pair.publicKey,
          signer: privateKey,
          notBefore: notBefore ?? new Date(Date.now() - HOUR_MS),
          notAfter: notAfter ?? new Date(Date.now() + 30 * DAY_MS),
          extensions: [
            extension('2.5.29.15', der(0x03, Buffer.from([7, 0x80])), true), // key usage: digital signature
            extension('2.5.29.37', sequence(oid(hosts.length > 0 ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2'))),
            ...(hosts.length > 0 ? [extension('2.5.29.17', sequence(...hosts.map(alternativeName)))] : []),
          ],
        }),
      };
    },
  };
}
