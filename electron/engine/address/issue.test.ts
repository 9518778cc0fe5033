import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { isNamedFor } from './judge-certificate';
import { MADE_DAYS, makeCertificate } from './made-certificate';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOSTS = ['10.0.0.7', '2001:db8::7', '::ffff:192.0.2.1', 'models.example'];

test('what is made is a certificate of a server that signed itself, for its addresses of both kinds and its names', () => {
  const leaf = new X509Certificate(makeCertificate(HOSTS, NOW).certificate);
  expect(leaf.subjectAltName).toBe('IP Address:10.0.0.7, IP Address:2001:DB8:0:0:0:0:0:7, IP Address:0:0:0:0:0:FFFF:C000:201, DNS:models.example');
  expect([leaf.ca, leaf.subject === leaf.issuer, leaf.verify(leaf.publicKey)]).toEqual([false, true, true]);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBe(MADE_DAYS * 86_400_000);
});

test('an address is found in it however it is written, and another is not', () => {
  const { certificate } = makeCertificate(HOSTS, NOW);
  expect(['10.0.0.7', '2001:db8:0::7', 'MODELS.example'].map((host) => isNamedFor(certificate, [host]))).toEqual([true, true, true]);
  expect(['10.0.0.8', '2001:db8::8', 'evil.example'].map((host) => isNamedFor(certificate, [host]))).toEqual([false, false, false]);
});

test('two are never the same', () => {
  const [one, other] = [makeCertificate(HOSTS, NOW), makeCertificate(HOSTS, NOW)].map(({ certificate }) => new X509Certificate(certificate));
  expect(one?.serialNumber).not.toBe(other?.serialNumber);
  expect(one?.fingerprint256).not.toBe(other?.fingerprint256);
});
