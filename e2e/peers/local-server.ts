import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttp1Server } from 'node:https';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { createAuthority } from './certificates';
import type { ClusterAccess, Credential, TlsMaterial } from '../../electron/backend/kube/cluster-access';
import { HeldAccess } from '../../electron/backend/kube/held-access';

/** One request, over whichever HTTP it came. */
export type Asked = {
  readonly headers: IncomingHttpHeaders;
  /** Destroys the TCP connection under it. */
  cut(): void;
  onClose(listener: () => void): void;
};
export type Reply = {
  writeHead(status: number, headers?: Record<string, string>): Reply;
  write(text: string | Uint8Array): void;
  end(text?: string | Uint8Array): void;
};
export type Handler = (request: Asked, reply: Reply, url: URL) => void;
export type LocalServerOptions = {
  readonly handler: Handler;
  readonly onlyHttp1?: boolean;
  readonly maxStreams?: number;
  readonly hosts?: readonly string[];
  readonly notAfter?: Date;
};

/** For tests: a real TLS server for what a real API server cannot be brought to say. */
export interface LocalServer {
  readonly url: URL;
  readonly ca: string;
  /** Connections that were ever made. */
  readonly connections: () => number;
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  /** Changes what a handler says from now on. */
  handle(handler: Handler): void;
  stop(): Promise<void>;
}

export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const authority = createAuthority();
  const issued = authority.issue({
    name: 'local',
    hosts: options.hosts ?? ['127.0.0.1', 'localhost'],
    ...(options.notAfter && { notAfter: options.notAfter }),
  });
  let { handler } = options;
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  const answer = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) => {
    const port = request.socket.remotePort;
    const asked: Asked = {
      headers: request.headers,
      cut: () => [...sockets].find((socket) => socket.remotePort === port)?.destroy(),
      onClose: (listener) => void response.once('close', listener),
    };
    const reply: Reply = {
      writeHead(status, headers = {}) {
        response.statusCode = status;
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        return reply;
      },
      write: (text) => void ('stream' in response ? response.write(text) : response.write(text)),
      end: (text = '') => void response.end(text),
    };
    handler(asked, reply, new URL(request.url ?? '/', 'https://local'));
  };
  const settings = { ...(options.maxStreams && { maxConcurrentStreams: options.maxStreams }) };
  const h2 = options.onlyHttp1 ? null : createSecureServer({ ...issued, settings }, answer);
  const server = h2 ?? createHttp1Server(issued, answer);
  h2?.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on('sessionError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    ca: authority.cert,
    connections: () => connections,
    sessions,
    handle(next) {
      handler = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export type LocalAccess = { server: URL; tls?: Partial<TlsMaterial>; proxy?: URL | null; tokens?: readonly string[]; version?: string };

/** For tests: a way to a server, with tokens of which a rejected one gives way to the next. */
export function accessTo({ server, tls = {}, proxy = null, tokens = ['token-1'], version = '1' }: LocalAccess): ClusterAccess {
  const credentials = tokens.map((token): Credential => ({ headers: { authorization: `Bearer ${token}` }, cert: null, key: null, expiresAt: null }));
  let current = 0;
  const now = () => credentials[current] ?? { headers: {}, cert: null, key: null, expiresAt: null };
  return {
    target: { context: 'local', server: server.href, user: 'tester', source: '~/config', insecure: tls.insecure ?? false },
    namespace: null,
    server,
    tls: { ca: null, cert: null, key: null, serverName: null, insecure: false, ...tls },
    proxy,
    version,
    credentials: {
      get: () => Promise.resolve(now()),
      reject: (refused) => void (refused === now() && current < credentials.length - 1 && (current += 1)),
      forget: () => undefined,
      close: () => undefined,
    },
  };
}

/** For tests: a source whose way can be changed, as a kubeconfig can on disk. */
export function changingSource(first: ClusterAccess): { source: HeldAccess; change: (next: ClusterAccess) => void } {
  let access = first;
  let tell = () => undefined as void;
  const source = new HeldAccess(
    () => access,
    (listener) => {
      tell = listener;
      return () => undefined;
    },
  );
  return {
    source,
    change(next) {
      access = next;
      tell();
    },
  };
}
