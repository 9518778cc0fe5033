import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { createSecureServer, type Http2ServerRequest } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAuthority } from '../certificates';
import { kubeconfigText } from '../kubeconfig';
import { discovery, review } from './discovery';
import { HTML, type ReplayFault, status, type WatchInsert } from './faults';
import { Lists, refusal } from './lists';
import { type Answer, Watchers } from './watchers';
import { type Row, World } from './world';

export type ReplayOptions = {
  /** How many Deployments there are at first. */
  objects: number;
  seed?: number;
  /** Shorter pages than asked for. */
  pageMax?: number;
  bookmarkMs?: number;
  port?: number;
  /** `http2` takes HTTP/1.1 as well. */
  protocol?: 'http2' | 'http1' | 'plain';
  /** What the server shows. With `foreign`, the kubeconfig trusts another authority. */
  certificate?: 'good' | 'expired' | 'not-yet-valid' | 'wrong-host' | 'foreign';
};

/** What came in so far. */
export type ReplayStats = { lists: number; watches: number; others: number; openWatches: number; connections: number; watchBytes: number };
export type Storm = { eventsPerSecond: number; seconds: number };

/**
 * A replay: it speaks as much of the Kubernetes protocol as a console of Deployments needs, from memory, for loads and
 * misdeeds that no real server offers. Whatever can be tested on a real one is tested there.
 */
export interface Replay {
  readonly port: number;
  readonly url: string;
  /** Text of a kubeconfig for it. */
  readonly kubeconfig: string;
  /** Sends events at a steady pace, each with the time (epoch ms) as its image's tag. Resolves when the last is out. */
  storm(storm: Storm): Promise<{ events: number }>;
  /** So many events in one go. */
  burst(events: number): Promise<void>;
  fault(fault: ReplayFault): Promise<void>;
  insert(insert: WatchInsert): Promise<void>;
  /** Ends all watches in order; they can be resumed. `gone`: they can not. */
  endWatches(options?: { gone?: boolean }): Promise<void>;
  /** What a reader must have in the end. */
  state(): Promise<readonly Row[]>;
  stats(): Promise<ReplayStats>;
  stop(): Promise<void>;
}

const TOKEN = 'replay-token';
const TICK_MS = 10;
const HOUR_MS = 3_600_000;
/** The API server packs answers from this size on. */
const GZIP_FROM = 128 * 1024;
const WATCH_SECONDS = 1800;

export async function startReplayServer(options: ReplayOptions): Promise<Replay> {
  const { objects, seed = 1, protocol = 'http2', certificate = 'good' } = options;
  const world = new World(objects, seed);
  const lists = new Lists(world, options.pageMax);
  const watchers = new Watchers(() => world.version, options.bookmarkMs);
  const count = { lists: 0, watches: 0, others: 0, connections: 0 };
  let fault: ReplayFault = { kind: 'none' };

  const handle = (request: IncomingMessage | Http2ServerRequest, answer: Answer) => {
    const url = new URL(request.url ?? '/', 'http://replay');
    const packed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    const send = (code: number, body: string | object, headers: Record<string, string> = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const pack = packed && text.length > GZIP_FROM;
      answer.writeHead(code, { 'content-type': 'application/json', ...(pack && { 'content-encoding': 'gzip' }), ...headers });
      answer.end(pack ? gzipSync(text, { level: 1 }) : text);
    };
    request.resume();
    const match = /^\/apis\/apps\/v1(?:\/namespaces\/([^/]+))?\/deployments$/.exec(url.pathname);
    const namespace = match?.[1] ?? null;

    if (fault.kind === 'html') return send(200, HTML, { 'content-type': 'text/html' });
    if (fault.kind === 'unauthorized' || request.headers.authorization !== `Bearer ${TOKEN}`) return send(401, status(401, 'Unauthorized', 'Unauthorized'));
    if ((fault.kind === 'throttled' || fault.kind === 'server-error') && fault.times > 0) {
      fault = { ...fault, times: fault.times - 1 };
      if (fault.kind === 'throttled') {
        return send(429, status(429, 'TooManyRequests', 'too many requests, try again later'), { 'retry-after': String(fault.retryAfterSeconds) });
      }
      if (fault.body === 'status') return send(fault.status, status(fault.status, 'InternalError', 'the server is not feeling well'));
      const html = fault.body === 'html';
      return send(fault.status, html ? HTML : 'upstream connect error', { 'content-type': html ? 'text/html' : 'text/plain' });
    }
    if (!match) {
      count.others++;
      const found = request.method === 'POST' ? review(url.pathname) : discovery(url.pathname);
      return found
        ? send(request.method === 'POST' ? 201 : 200, found)
        : send(404, status(404, 'NotFound', 'the server could not find the requested resource'));
    }
    if (fault.kind === 'forbidden' && (namespace === null || namespace === fault.namespace)) {
      const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
      return send(
        403,
        status(403, 'Forbidden', `deployments.apps is forbidden: User "replay" cannot list resource "deployments" in API group "apps" ${where}`),
      );
    }
    if (url.searchParams.get('watch') === '1' || url.searchParams.get('watch') === 'true') {
      count.watches++;
      return watch(answer, url.searchParams, namespace, send);
    }
    count.lists++;
    const { code, body } = lists.answer(url.searchParams, namespace, fault);
    return send(code, body);
  };

  const watch = (answer: Answer, query: URLSearchParams, namespace: string | null, send: (code: number, body: string | object) => void) => {
    const gone = refusal(410, 'Expired', `too old resource version: ${query.get('resourceVersion')} (${world.version})`);
    if (fault.kind === 'closing-watch') return send(200, '');
    if (fault.kind === 'gone') return fault.by === 'status' ? send(410, gone.body) : send(200, `{"type":"ERROR","object":${gone.body}}\n`);
    if (fault.kind === 'silent-watch') {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.write('');
      return;
    }
    const since = Number(query.get('resourceVersion') || world.version);
    const added = watchers.add(answer, namespace, since, query.get('allowWatchBookmarks') === 'true', Number(query.get('timeoutSeconds') ?? WATCH_SECONDS));
    if (!added) send(200, `{"type":"ERROR","object":${gone.body}}\n`);
  };

  const authority = createAuthority('replay authority');
  const server = listenWith(protocol, handle, certificate, authority);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    count.connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const url = `${protocol === 'plain' ? 'http' : 'https'}://127.0.0.1:${port}`;
  const ca = certificate === 'foreign' ? createAuthority('another authority').cert : authority.cert;
  return {
    port,
    url,
    kubeconfig: kubeconfigText({ server: url, ...(protocol !== 'plain' && { ca }), user: { token: TOKEN }, name: 'replay' }),
    storm: (storm) => runStorm(storm, world, watchers),
    burst: async (events) => watchers.send(Array.from({ length: events }, () => world.step(String(Date.now())))),
    async fault(next) {
      fault = next;
      if (next.kind === 'unauthorized' || next.kind === 'html') watchers.endAll();
    },
    insert: async (insert) => watchers.insert(insert),
    async endWatches({ gone = false } = {}) {
      if (gone) watchers.forget(0);
      watchers.endAll();
    },
    state: async () => [...world.rows.values()],
    stats: async () => ({ ...count, openWatches: watchers.count, watchBytes: watchers.bytes }),
    async stop() {
      watchers.stop();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Handler = (request: IncomingMessage | Http2ServerRequest, answer: Answer) => void;

function listenWith(
  protocol: 'http2' | 'http1' | 'plain',
  handle: Handler,
  certificate: ReplayOptions['certificate'],
  authority: ReturnType<typeof createAuthority>,
) {
  if (protocol === 'plain') return createPlainServer(handle);
  const own = authority.issue({
    name: 'replay',
    hosts: certificate === 'wrong-host' ? ['other.example'] : ['127.0.0.1', 'localhost'],
    ...(certificate === 'expired' && { notAfter: new Date(Date.now() - HOUR_MS / 2) }),
    ...(certificate === 'not-yet-valid' && { notBefore: new Date(Date.now() + HOUR_MS) }),
  });
  return protocol === 'http1' ? createTlsServer(own, handle) : createSecureServer({ ...own, allowHTTP1: true }, handle);
}

/** By the clock, not by the tick: a late tick sends more. */
function runStorm({ eventsPerSecond, seconds }: Storm, world: World, watchers: Watchers): Promise<{ events: number }> {
  const total = Math.round(eventsPerSecond * seconds);
  const began = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * eventsPerSecond));
      const tag = String(Date.now());
      watchers.send(Array.from({ length: due - sent }, () => world.step(tag)));
      sent = due;
      if (sent < total) return;
      clearInterval(timer);
      resolve({ events: sent });
    }, TICK_MS);
  });
}
