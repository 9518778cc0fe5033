import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError, failure } from '../../../../shared/models/failure';
import { openTunnel } from './http-tunnel';
import { openSocks } from './socks5';
import { systemRoots } from './system-roots';
import { abortError, wireError } from './wire-failure';

/** The kernel asks a silent peer after this long, then every second; it gives up after ten more. */
const KEEP_ALIVE_MS = 4_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 };

/** A way to a server's port. */
export type Wire = {
  /** What to speak over. */
  readonly socket: Socket;
  /** The socket on the network card: its count of bytes is the sign of life, also where `socket` shows whole TLS records alone. */
  readonly bottom: Socket;
};

export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
export const portOf = (url: URL): number => (url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 443) : Number(url.port));

/** Waits for one event of a fresh socket, which dies with the signal. */
export function established<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const done = () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', fail).off('close', fail).off(event, win);
    };
    // Between two owners, too, an error must not find nobody: that would end the process. It is followed by a close.
    socket.on('error', () => undefined);
    const win = () => {
      done();
      resolve(socket);
    };
    const fail = (error: unknown) => {
      done();
      socket.destroy();
      reject(wireError(error instanceof Error ? error : new Error('closed before it was open'), values));
    };
    const abort = () => fail(abortError(signal));
    socket.on(event, win).on('error', fail).on('close', fail);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

async function connectTcp(url: URL, signal: AbortSignal): Promise<Socket> {
  const host = hostOf(url);
  const port = portOf(url);
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
  return established(socket, 'connect', { host, port: String(port) }, signal);
}

/** Connects to the server's port, through the proxy if there is one. Throws AppError. */
export async function dial(server: URL, proxy: URL | null, signal: AbortSignal): Promise<Wire> {
  if (!proxy) {
    const socket = await connectTcp(server, signal);
    return { socket, bottom: socket };
  }
  const bottom = await connectTcp(proxy, signal);
  const to = { host: hostOf(server), port: portOf(server) };
  const abort = () => bottom.destroy(abortError(signal));
  signal.addEventListener('abort', abort, { once: true });
  try {
    switch (proxy.protocol) {
      case 'socks5:':
      case 'socks5h:':
        await openSocks(bottom, to, proxy);
        return { socket: bottom, bottom };
      case 'https:': {
        const name = hostOf(proxy);
        const secure = await established(
          connectTls({ socket: bottom, host: name, ...servername(name), ca: systemRoots(), ALPNProtocols: ['http/1.1'] }),
          'secureConnect',
          { host: name },
          signal,
        );
        await openTunnel(secure, to, proxy);
        return { socket: secure, bottom };
      }
      case 'http:':
        await openTunnel(bottom, to, proxy);
        return { socket: bottom, bottom };
      default:
        throw new AppError(failure('invalid', { values: { proxy: proxy.protocol } }));
    }
  } catch (error) {
    bottom.destroy();
    throw signal.aborted ? abortError(signal) : wireError(error, { host: hostOf(proxy), proxy: proxy.host });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** TLS asks for names, never for addresses (RFC 6066). */
export const servername = (host: string): { servername?: string } => (/^[\d.]+$|:/.test(host) ? {} : { servername: host });
