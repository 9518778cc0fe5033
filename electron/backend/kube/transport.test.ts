import { setMaxListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startConnectProxy } from '../../../e2e/peers/connect-proxy';
import { startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { accessTo, changingSource, type Handler, type LocalAccess, type LocalServerOptions, startLocalServer } from '../../../e2e/peers/local-server';
import { startSocksProxy } from '../../../e2e/peers/socks-proxy';
import { type Failure, failureOf } from '../../../shared/models/failure';
import { requestJson } from './json-request';
import { Transport, type TransportOptions } from './transport';
import { WakeWatch } from './wake';

/** A condition is waited for, not a time: only a test that fails takes this long. */
const SOON = { timeout: 10_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
const never = new AbortController().signal;
setMaxListeners(0, never);
const Answer = z.object({ ok: z.boolean() });

const json =
  (body: unknown, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
const good = json({ ok: true });

async function serve(options: Partial<LocalServerOptions> = {}) {
  const server = await startLocalServer({ handler: good, ...options });
  ends.push(() => server.stop());
  return server;
}
function transportTo(access: LocalAccess, options: Partial<TransportOptions> = {}) {
  const { source, change } = changingSource(accessTo(access));
  const transport = new Transport({ source, wake: new WakeWatch(), ...options });
  ends.push(() => transport.close());
  return { transport, change };
}
const ask = (transport: Transport, path = '/x', signal = never) => requestJson(transport, { method: 'GET', path }, Answer, signal);
const failing = (work: Promise<unknown>): Promise<Failure> => work.then(() => expect.fail('it should have failed'), failureOf);

describe.each([
  ['HTTP/2', false],
  ['HTTP/1.1', true],
])('a transport over %s', (_, onlyHttp1) => {
  it('sends many requests at once over as few connections as can be', async () => {
    const server = await serve({ onlyHttp1 });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    await Promise.all(Array.from({ length: 50 }, () => ask(transport)));
    expect(server.connections()).toBeLessThanOrEqual(onlyHttp1 ? 50 : 1);
    const before = server.connections();
    for (let i = 0; i < 5; i++) await ask(transport);
    expect(server.connections()).toBe(before);
  });

  it('ends a request with its signal, at the other end too', async () => {
    let [reached, closed] = [false, false];
    const server = await serve({
      onlyHttp1,
      handler(request, response) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
        reached = true;
        request.onClose(() => (closed = true));
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    const abort = new AbortController();
    const asked = failing(ask(transport, '/x', abort.signal));
    await expect.poll(() => reached, SOON).toBe(true);
    abort.abort();
    expect((await asked).code).toBe('cancelled');
    await expect.poll(() => closed, SOON).toBe(true);
  });

  it('says that an answer was cut short', async () => {
    const server = await serve({
      onlyHttp1,
      handler(request, response) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"ok":');
        setTimeout(() => request.cut(), 20);
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    expect(await failing(ask(transport))).toMatchObject({ code: 'unreachable', detail: { reason: 'connection-lost' } });
  });

  it('says that an answer was cut short by a server that says goodbye in the middle of it', async () => {
    const server = await serve({
      onlyHttp1,
      handler(request, response) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"ok":');
        setTimeout(() => (onlyHttp1 ? request.cut() : server.sessions.forEach((session) => session.destroy())), 20);
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    expect(await failing(ask(transport))).toMatchObject({ code: 'unreachable', detail: { reason: 'connection-lost' } });
  });

  it('unpacks gzip, and notices when it was cut', async () => {
    const packed = gzipSync(JSON.stringify({ ok: true, fill: 'x'.repeat(10_000) }));
    const server = await serve({
      onlyHttp1,
      handler(_request, response, url) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(url.pathname === '/cut' ? packed.subarray(0, 30) : packed);
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    expect(await ask(transport)).toEqual({ ok: true });
    expect((await failing(ask(transport, '/cut'))).code).toBe('unreachable');
  });

  it('goes through an HTTP proxy with a password', async () => {
    const server = await serve({ onlyHttp1 });
    const proxy = await startConnectProxy({ credentials: { user: 'us er', password: 'p@ss:word' } });
    ends.push(() => proxy.stop());
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca }, proxy: new URL(proxy.url) });
    expect(await ask(transport)).toEqual({ ok: true });
    expect(proxy.targets()).toEqual([server.url.host]);
  });

  it('goes through a SOCKS5 proxy with a password, which resolves the name', async () => {
    const server = await serve({ onlyHttp1 });
    const proxy = await startSocksProxy({ credentials: { user: 'user', password: 'secret' } });
    ends.push(() => proxy.stop());
    const named = new URL(`https://localhost:${server.url.port}`);
    const { transport } = transportTo({ server: named, tls: { ca: server.ca }, proxy: new URL(proxy.url) });
    expect(await ask(transport)).toEqual({ ok: true });
    expect(proxy.targets()).toEqual([named.host]);
  });
});

describe('a transport', () => {
  it('opens one more connection where the server allows few streams, and keeps none waiting behind watches', async () => {
    const server = await serve({
      maxStreams: 10,
      handler(request, response, url) {
        if (url.pathname !== '/watch') return good(request, response, url);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('\n');
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    const watches = await Promise.all(Array.from({ length: 23 }, () => transport.request({ method: 'GET', path: '/watch', long: true }, never)));
    expect(watches).toHaveLength(23);
    expect(await ask(transport)).toEqual({ ok: true });
    expect(server.connections()).toBe(5); // five watches of ten streams each
  });

  it('signs in anew once when it is refused, and only once', async () => {
    const seen: (string | undefined)[] = [];
    const server = await serve({
      handler(request, response, url) {
        seen.push(request.headers.authorization);
        (request.headers.authorization === 'Bearer new' ? good : json({ kind: 'Status', code: 401 }, 401))(request, response, url);
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca }, tokens: ['old', 'new'] });
    expect(await ask(transport)).toEqual({ ok: true });
    expect(seen).toEqual(['Bearer old', 'Bearer new']);
    const { transport: refused } = transportTo({ server: server.url, tls: { ca: server.ca }, tokens: ['bad', 'worse', 'new'] });
    expect((await failing(ask(refused))).code).toBe('unauthenticated');
    const expired = `x.${Buffer.from(JSON.stringify({ exp: 1_000 })).toString('base64url')}.y`;
    const { transport: old } = transportTo({ server: server.url, tls: { ca: server.ca }, tokens: [expired] });
    expect(await failing(ask(old))).toMatchObject({ code: 'unauthenticated', retry: 'user', detail: { reason: 'token-expired', values: { user: 'tester' } } });
    expect(seen.slice(2)).toEqual(['Bearer bad', 'Bearer worse', `Bearer ${expired}`]);
  });

  it.each([
    ['of an unknown authority', {}, { ca: null }, 'certificate-untrusted'],
    ['that has ended', { notAfter: new Date(Date.now() - 1_000) }, {}, 'certificate-expired'],
    ['for another host', { hosts: ['elsewhere.example'] }, {}, 'certificate-host'],
  ])('does not talk to a server with a certificate %s', async (_, options, tls, reason) => {
    const server = await serve(options);
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca, ...tls } });
    expect(await failing(ask(transport))).toMatchObject({ code: 'unreachable', detail: { reason } });
    const { transport: insecure } = transportTo({ server: server.url, tls: { insecure: true } });
    expect(await ask(insecure)).toEqual({ ok: true });
  });

  it('says that a client certificate cannot be used before it sends anything', async () => {
    const server = await serve();
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca, cert: 'no certificate', key: 'no key' } });
    expect((await failing(ask(transport))).code).toBe('invalid');
  });

  it('checks the certificate for the name that the kubeconfig gives', async () => {
    const server = await serve({ hosts: ['kubernetes.example'] });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca, serverName: 'kubernetes.example' } });
    expect(await ask(transport)).toEqual({ ok: true });
  });

  it.each(['refuse', 'html', 'hang-up'] as const)('says what a proxy did that does not let it through (%s)', async (manner) => {
    const server = await serve();
    const proxy = await startConnectProxy({ manner });
    ends.push(() => proxy.stop());
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca }, proxy: new URL(proxy.url) });
    const { code, detail } = await failing(ask(transport));
    expect([code, detail.reason, detail.values?.['status']]).toEqual(
      {
        refuse: ['unreachable', 'proxy-refused', '403'],
        html: ['unreachable', 'proxy-refused', '502'],
        'hang-up': ['unreachable', 'connection-lost', undefined],
      }[manner],
    );
  });

  it('says what a SOCKS5 proxy did', async () => {
    const server = await serve();
    const proxy = await startSocksProxy({ refuseWith: 2 });
    const closed = await startSocksProxy({ credentials: { user: 'u', password: 'p' } });
    ends.push(
      () => proxy.stop(),
      () => closed.stop(),
    );
    const reason = async (url: string) => (await failing(ask(transportTo({ server: server.url, proxy: new URL(url) }).transport))).detail;
    expect(await reason(proxy.url)).toMatchObject({ reason: 'proxy-refused', text: 'not allowed', values: { status: '2' } });
    expect(await reason(`socks5://127.0.0.1:${closed.port}`)).toMatchObject({ reason: 'proxy-refused' });
  });

  it('takes an answer that is no JSON, or too much of it, for what it is', async () => {
    const server = await serve({
      handler(request, response, url) {
        if (url.pathname === '/html') response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Portal</title>');
        else if (url.pathname === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":');
        else if (url.pathname === '/large')
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, fill: 'x'.repeat(9 << 20) }));
        else if (url.pathname === '/busy') response.writeHead(429, { 'retry-after': '4' }).end('slow down');
        else json({ ok: 'perhaps' })(request, response, url);
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    const reason = async (path: string) => (await failing(ask(transport, path))).detail.reason;
    expect([await reason('/html'), await reason('/broken'), await reason('/large'), await reason('/other')]).toEqual([
      'not-kubernetes',
      'answer-malformed',
      'answer-too-large',
      'answer-malformed',
    ]);
    expect(await failing(ask(transport, '/busy'))).toMatchObject({ code: 'limited', detail: { reason: 'throttled', values: { retryAfterSeconds: '4' } } });
    expect(server.connections()).toBe(1);
  });

  it('keeps the path of an address, as behind a gateway', async () => {
    const paths: string[] = [];
    const server = await serve({
      handler(request, response, url) {
        paths.push(url.pathname);
        good(request, response, url);
      },
    });
    await ask(transportTo({ server: new URL(`${server.url.href}k8s/clusters/c-1/`), tls: { ca: server.ca } }).transport, '/version');
    expect(paths).toEqual(['/k8s/clusters/c-1/version']);
  });

  it('tries to connect once for all who wait, and not again before its time unless asked', async () => {
    const server = await serve();
    const proxy = await startFaultProxy(Number(server.url.port));
    ends.push(() => proxy.stop());
    await proxy.refuse();
    const { transport } = transportTo({ server: new URL(`https://127.0.0.1:${proxy.port}`), tls: { ca: server.ca } });
    const failures = await Promise.all(Array.from({ length: 20 }, () => failing(ask(transport))));
    expect(new Set(failures.map(({ detail }) => detail.reason))).toEqual(new Set(['connection-refused']));
    expect(transport.coolMs).toBeGreaterThan(0);
    await proxy.heal();
    expect((await failing(ask(transport))).detail.reason).toBe('connection-refused');
    expect(proxy.log()).toHaveLength(0);
    transport.retry();
    expect(await ask(transport)).toEqual({ ok: true });
    expect(proxy.log()).toHaveLength(1);
  });

  it('closes its connection when nothing was open for a while, and opens it again when needed', async () => {
    const server = await serve();
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } }, { idleMs: 50 });
    await ask(transport);
    expect(server.sessions.size).toBe(1);
    await expect.poll(() => server.sessions.size, SOON).toBe(0);
    expect(await ask(transport)).toEqual({ ok: true });
    expect(server.connections()).toBe(2);
  });

  it('moves to another connection when the server says that it goes away, and lets open answers end', async () => {
    let release = () => undefined as void;
    const server = await serve({
      handler(request, response, url) {
        if (url.pathname !== '/slow') return good(request, response, url);
        response.writeHead(200, { 'content-type': 'application/json' });
        release = () => response.end('{"ok":true}');
        response.write(' ');
      },
    });
    const { transport } = transportTo({ server: server.url, tls: { ca: server.ca } });
    const slow = ask(transport, '/slow');
    await ask(transport);
    for (const session of server.sessions) session.goaway();
    await expect.poll(async () => (await ask(transport)) && server.connections(), SOON).toBe(2);
    release();
    expect(await slow).toEqual({ ok: true });
  });

  it('takes up another address without a new transport', async () => {
    const [one, two] = [await serve(), await serve({ handler: json({ ok: false }) })];
    const { transport, change } = transportTo({ server: one.url, tls: { ca: one.ca } });
    const renewed: string[] = [];
    transport.listen({ onRenewed: () => renewed.push('renewed'), onNudged: () => renewed.push('nudged') });
    expect(await ask(transport)).toEqual({ ok: true });
    change(accessTo({ server: one.url, tls: { ca: one.ca } }));
    change(accessTo({ server: two.url, tls: { ca: two.ca }, version: '2' }));
    expect(await ask(transport)).toEqual({ ok: false });
    expect(renewed).toEqual(['nudged', 'renewed']);
    await expect.poll(() => one.sessions.size, SOON).toBe(0);
  });

  it('reaches names that do not exist, and ports that nobody serves, with words for each', async () => {
    const reason = async (server: string) => (await failing(ask(transportTo({ server: new URL(server) }).transport))).detail.reason;
    expect(await reason('https://no-such-host.invalid')).toBe('name-unresolved');
    expect(await reason('https://127.0.0.1:1')).toBe('connection-refused');
  });
});
