import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { type CertificateOptions, createAuthority } from './certificates';

const authority = createAuthority();

/** What a client that trusts `ca` finds: nothing wrong, or the code of what is. */
async function shake(options: CertificateOptions, ca = authority.cert, client?: { cert: string; key: string }) {
  let peer: unknown;
  const server = createServer({ ...authority.issue(options), ca: authority.cert, requestCert: true, rejectUnauthorized: false }, (socket) => {
    peer = socket.authorized ? socket.getPeerCertificate().subject : socket.authorizationError;
    socket.end('x');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca, ...client });
  const outcome = await new Promise((resolve) => {
    socket.once('data', () => resolve('ok'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  socket.destroy();
  server.close();
  return { outcome, peer };
}

test('a client that trusts the authority accepts what it issued, by address and by name', async () => {
  expect((await shake({ name: 'server', hosts: ['127.0.0.1', 'localhost'] })).outcome).toBe('ok');
  const { subjectAltName, subject } = new X509Certificate(authority.issue({ name: 'server', hosts: ['127.0.0.1', 'a.example'] }).cert);
  expect([subject, subjectAltName]).toEqual(['CN=server', 'IP Address:127.0.0.1, DNS:a.example']);
});

test('wrong host, expired, not yet valid and strange authority each fail in their own way', async () => {
  const hosts = ['127.0.0.1'];
  expect((await shake({ name: 's', hosts: ['other.example'] })).outcome).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect((await shake({ name: 's', hosts, notAfter: new Date(Date.now() - 60_000) })).outcome).toBe('CERT_HAS_EXPIRED');
  expect((await shake({ name: 's', hosts, notBefore: new Date(Date.now() + 3_600_000) })).outcome).toBe('CERT_NOT_YET_VALID');
  expect((await shake({ name: 's', hosts }, createAuthority('strangers').cert)).outcome).toBe('SELF_SIGNED_CERT_IN_CHAIN');
});

test('a client certificate carries user and groups', async () => {
  const client = authority.issue({ name: 'viewer', organizations: ['readers'] });
  expect((await shake({ name: 's', hosts: ['127.0.0.1'] }, authority.cert, client)).peer).toMatchObject({ CN: 'viewer', O: 'readers' });
});
