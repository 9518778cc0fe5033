import { createServer } from 'node:http';
import { connect } from 'node:net';
import { listenAsProxy, type ProxyCredentials, type ProxyServer } from './proxy-server';

export type ConnectProxyOptions = {
  /** Asks for these by Basic authentication, and answers 407 without them. */
  credentials?: ProxyCredentials;
  /** How it treats everyone: tunnels, says 403, says 502 with a page of HTML, takes the request and says nothing, or hangs up. */
  manner?: 'tunnel' | 'refuse' | 'html' | 'silent' | 'hang-up';
};

const HTML = '<!doctype html><title>Access portal</title><h1>Sign in to the network</h1>';
const answer = (status: string, headers: readonly string[] = [], body = '') =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');

/** An HTTP proxy for CONNECT on 127.0.0.1, for `proxy-url` and HTTPS_PROXY. */
export function startConnectProxy({ credentials, manner = 'tunnel' }: ConnectProxyOptions = {}): Promise<ProxyServer> {
  const targets: string[] = [];
  const expected = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const server = createServer((_, response) => response.writeHead(405).end());
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
  return listenAsProxy(server, 'http', targets, credentials);
}
