import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';
import { bits, der, distinguishedName, extension, isAuthority, octets, oid, pemOf, sequence, validity } from './der';

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const SUBJECT_KEY = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const OTHER_NAMES = '2.5.29.17';
const BASIC = '2.5.29.19';
const EXTENDED_USAGE = '2.5.29.37';
const FOR_SERVERS = '1.3.6.1.5.5.7.3.1';
const FOR_CLIENTS = '1.3.6.1.5.5.7.3.2';

/** P-256: what every client takes. */
export const keyPair = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What a certificate is for. With names it is a server's, without a client's. */
export type Use = { readonly type: 'authority' } | { readonly type: 'leaf'; readonly hosts: readonly string[] };
export type Wanted = {
  readonly name: string;
  readonly organizations?: readonly string[];
  readonly use: Use;
  readonly publicKey: KeyObject;
  /** Who signs: the same name and key, for one that signs itself. */
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly from: number;
  readonly to: number;
};

/** A certificate of version 3, as PEM. Node signs and reads them, and cannot write one. */
export function issueCertificate({ name, organizations, use, publicKey, issuer, from, to }: Wanted): string {
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])), // a number that is positive, whatever follows
    ECDSA_SHA256,
    distinguishedName(issuer.name),
    validity(from, to),
    distinguishedName(name, organizations),
    key,
    der(0xa3, sequence(...extensionsOf(use, key))),
  );
  return pemOf('CERTIFICATE', sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer.key))));
}

function extensionsOf(use: Use, key: Buffer): readonly Buffer[] {
  const own = extension(SUBJECT_KEY, octets(createHash('sha1').update(key).digest())); // a name, no proof
  if (use.type === 'authority') return [extension(BASIC, isAuthority, true), extension(KEY_USAGE, bits(Buffer.from([0x86]), 1), true), own];
  const isServer = use.hosts.length > 0;
  return [
    extension(BASIC, sequence(), true),
    extension(KEY_USAGE, bits(Buffer.from([0x80]), 7), true), // it signs handshakes, and nothing else
    extension(EXTENDED_USAGE, sequence(oid(isServer ? FOR_SERVERS : FOR_CLIENTS))),
    ...(isServer ? [extension(OTHER_NAMES, sequence(...use.hosts.map(generalName)))] : []),
    own,
  ];
}

const generalName = (host: string): Buffer => {
  const family = isIP(host);
  return family === 0 ? der(0x82, Buffer.from(host)) : der(0x87, family === 4 ? Buffer.from(host.split('.').map(Number)) : bytesOfV6(host));
};

/** All eight groups, written out as Node writes the address. */
function bytesOfV6(host: string): Buffer {
  const written = new SocketAddress({ address: host, family: 'ipv6' }).address;
  const mixed = written.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [a, b, c, d]
      .map((n) => Number(n).toString(16).padStart(2, '0'))
      .join('')
      .replace(/^(.{4})/, '$1:'),
  );
  const [head = '', tail] = mixed.split('::');
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'));
  const [start, end] = [groups(head), groups(tail)];
  const all = [...start, ...Array<string>(8 - start.length - end.length).fill('0'), ...end];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
