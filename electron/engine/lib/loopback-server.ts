import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../../backend/lib/log';

const LOOPBACK = '127.0.0.1';
const HEADERS_MS = 10_000;
/** A client that says nothing for so long is let go; what is sent may take as long as it flows. */
const IDLE_MS = 120_000;
const CHECK_MS = 5_000;
/** For what was answered last to be read. */
const LAST_ANSWER_MS = 1_000;

export type LoopbackOptions = {
  /** 0: any that is free. */
  readonly port: number;
  readonly connections: number;
  /** For an answer that takes longer than silence is borne otherwise. */
  readonly silenceMs?: number;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** For whoever asks before sending a body; without it they are told to go on. */
  readonly onContinue?: LoopbackOptions['onRequest'];
  readonly log: Pick<Log, 'error'>;
};
export type LoopbackServer = {
  readonly uri: string;
  readonly port: number;
  /** What a client may call us; another name is a page that was lured here. */
  readonly hosts: ReadonlySet<string>;
  close(): Promise<void>;
};

/** HTTP that this machine alone reaches. @throws the system's error where the port is taken */
export async function serveOnLoopback({
  port: wanted,
  connections,
  silenceMs = IDLE_MS,
  onRequest,
  onContinue,
  log,
}: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: IDLE_MS, headersTimeout: HEADERS_MS, requestTimeout: 0, connectionsCheckingInterval: CHECK_MS }, onRequest);
  server.maxConnections = connections;
  server.setTimeout(silenceMs);
  if (onContinue) server.on('checkContinue', onContinue);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port: wanted, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error('a listening address', { text: String(error) }));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening address has no port');
  const { port } = address;
  return {
    uri: `http://${LOOPBACK}:${port}`,
    port,
    hosts: new Set([`${LOOPBACK}:${port}`, `localhost:${port}`, `[::1]:${port}`]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => sockets.forEach((socket) => socket.destroy()), LAST_ANSWER_MS).unref();
      }),
  };
}

/** Why a request is not looked at, whoever sends it: it came through a page, or for another name. */
export function lured(request: IncomingMessage, hosts: ReadonlySet<string>): 'host' | 'origin' | null {
  const { host, origin } = request.headers;
  if (host === undefined || !(hosts.has(host) || hosts.has(host.toLowerCase()))) return 'host';
  return origin === undefined ? null : 'origin';
}
