import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export type ConnectProxyOptions = {
  /** Asks for these by Basic authentication, and answers 407 without them. */
  credentials?: { user: string; password: string };
  /** How it treats everyone: tunnels, says 403, says 502 with a page of HTML, takes the request and says nothing, or hangs up. */
  manner?: 'tunnel' | 'refuse' | 'html' | 'silent' | 'hang-up';
};

/** An HTTP proxy for CONNECT on 127.0.0.1, for `proxy-url` and HTTPS_PROXY. */
export interface ConnectProxy {
  readonly port: number;
  /** With the credentials in it, when it asks for some. */
  readonly url: string;
  /** Who was asked for, in order, whatever the answer was. */
  targets(): readonly string[];
  stop(): Promise<void>;
}

const HTML = '<!doctype html><title>Access portal</title><h1>Sign in to the network</h1>';
const answer = (status: string, headers: readonly string[] = [], body = '') =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');

export async function startConnectProxy({ credentials, manner = 'tunnel' }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const targets: string[] = [];
  const open = new Set<Duplex>();
  const expected = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('connect', (request, socket, head) => {
    const target = request.url ?? '';
    targets.push(target);
    socket.on('error', () => socket.destroy());
    if (manner === 'hang-up') return socket.destroy();
    if (manner === 'silent') return;
    if (manner === 'refuse') return socket.end(answer('403 Forbidden'));
    if (manner === 'html') return socket.end(answer('502 Bad Gateway', ['Content-Type: text/html'], HTML));
    if (expected && request.headers['proxy-authorization'] !== expected)
      return socket.end(answer('407 Proxy Authentication Required', ['Proxy-Authenticate: Basic realm="bed"']));
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end(answer('502 Bad Gateway')));
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const login = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : '';
  return {
    port,
    url: `http://${login}127.0.0.1:${port}`,
    targets: () => targets,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.resolve();
    },
  };
}
