import { randomInt } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';

/** Which way bytes go through the proxy. */
export type Direction = 'to-server' | 'to-client';

/**
 * A TCP proxy on 127.0.0.1 between an app and a server, that breaks the way a network does.
 * Faults add up, hold for connections that are open and for those to come, and last until `heal`.
 */
export interface FaultProxy {
  readonly port: number;
  /** Resets every open connection, at both ends. New ones pass. */
  cut(): void;
  /** Nothing arrives any more, either way, neither data nor close; all sockets stay open, new ones too. */
  stall(): void;
  /** Nothing arrives in this one direction; the other goes on. */
  half(direction: Direction): void;
  /** The server's end of every open connection dies and the app is never told. New ones pass. */
  halfOpen(): void;
  /** At most this much a second, on each connection and each way. */
  slow(bytesPerSecond: number): void;
  /** Closes the door: new connections get ECONNREFUSED, open ones stay. Resolves when the door is closed. */
  refuse(): Promise<void>;
  /** `early`: a close overtakes the last 100 ms of data, which is lost. `late`: a close is held back until `heal`. */
  reorderClose(when: 'early' | 'late'): void;
  /** Lifts all faults; what was held back flows on. Resolves when the door is open. */
  heal(): Promise<void>;
  /** Connections that the app has open now. */
  connections(): number;
  /** Everyone who ever connected. */
  log(): readonly { at: number; address: string; port: number }[];
  /** What has gone through since the start. */
  bytes(): Readonly<Record<Direction, number>>;
  stop(): Promise<void>;
}

type Faults = { silent: ReadonlySet<Direction>; bytesPerSecond: number; close: 'in-order' | 'early' | 'late' };
const NONE: Faults = { silent: new Set(), bytesPerSecond: Number.POSITIVE_INFINITY, close: 'in-order' };
/** How long data lags behind a close that overtakes it. */
const LAG_MS = 100;
const SLICES_PER_SECOND = 20;

/** One direction of one connection. Reads on only when the last chunk is out, so that back-pressure passes through. */
function pipe(source: Socket, target: Socket, direction: Direction, faults: () => Faults, count: (bytes: number) => void): () => void {
  const waiting: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  let draining = false;
  let end: 'open' | 'ended' | 'broken' = 'open';

  const close = () => {
    clearTimeout(timer);
    if (end === 'broken') target.resetAndDestroy();
    else if (!target.writableEnded) target.end();
  };
  const later = (ms: number) => {
    timer = setTimeout(() => {
      timer = undefined;
      send();
    }, ms);
  };
  const send = (): void => {
    const { bytesPerSecond, silent } = faults();
    const chunk = waiting.shift();
    if (!chunk || silent.has(direction)) {
      if (chunk) waiting.unshift(chunk);
      return pump();
    }
    const slice = chunk.subarray(0, Math.max(1, Math.min(chunk.length, bytesPerSecond / SLICES_PER_SECOND)));
    if (slice.length < chunk.length) waiting.unshift(chunk.subarray(slice.length));
    count(slice.length);
    const room = target.write(slice);
    if (Number.isFinite(bytesPerSecond)) return later((slice.length / bytesPerSecond) * 1000);
    if (room) return pump();
    draining = true;
    target.once('drain', () => {
      draining = false;
      pump();
    });
  };
  const pump = (): void => {
    const { silent, close: order } = faults();
    if (silent.has(direction) || timer || draining || target.destroyed) return;
    if (end !== 'open' && order === 'early') return close();
    if (waiting.length > 0) return order === 'early' ? later(LAG_MS) : send();
    if (end === 'open') source.resume();
    else if (order !== 'late') close();
  };
  const over = (how: 'ended' | 'broken') => {
    if (end === 'open') end = how;
    if (how === 'broken') end = how;
    if (faults().close === 'early' && !faults().silent.has(direction)) close();
    else pump();
  };

  source.on('data', (chunk: Buffer) => {
    source.pause();
    waiting.push(chunk);
    pump();
  });
  source.on('end', () => over('ended'));
  source.on('error', () => over('broken'));
  source.on('close', () => end === 'open' && over('broken'));
  return pump;
}

/** Below those that systems give out by themselves (Linux from 32768 on): a door that is closed for a while is not taken by anybody else. */
const PORTS = { from: 10_000, to: 32_000 };
const anyPort = () => randomInt(PORTS.from, PORTS.to);
const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/** Starts a proxy before `127.0.0.1:targetPort` (or another host), on `port` or a free one. */
export async function startFaultProxy(targetPort: number, options: { port?: number; targetHost?: string } = {}): Promise<FaultProxy> {
  let faults = NONE;
  const links = new Set<{ app: Socket; server: Socket; wake(): void }>();
  const log: { at: number; address: string; port: number }[] = [];
  const bytes: Record<Direction, number> = { 'to-server': 0, 'to-client': 0 };

  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (app) => {
    log.push({ at: Date.now(), address: app.remoteAddress ?? '', port: app.remotePort ?? 0 });
    const upstream = connect({ host: options.targetHost ?? '127.0.0.1', port: targetPort, allowHalfOpen: true, noDelay: true });
    upstream.pause();
    const wakers = [
      pipe(
        app,
        upstream,
        'to-server',
        () => faults,
        (n) => (bytes['to-server'] += n),
      ),
      pipe(
        upstream,
        app,
        'to-client',
        () => faults,
        (n) => (bytes['to-client'] += n),
      ),
    ];
    const link = { app, server: upstream, wake: () => wakers.forEach((wake) => wake()) };
    links.add(link);
    app.once('close', () => links.delete(link));
    link.wake();
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const listenAnywhere = async (): Promise<number> => {
    const port = anyPort();
    try {
      await listen(port);
      return port;
    } catch (error) {
      if (isTaken(error)) return await listenAnywhere();
      throw error;
    }
  };
  const port = options.port ?? (await listenAnywhere());
  if (!server.listening) await listen(port);

  const set = (patch: Partial<Faults>) => {
    faults = { ...faults, ...patch };
    for (const { wake } of links) wake();
  };
  const reset = () => {
    for (const { app, server: upstream } of links) {
      app.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  };
  const refuse = () => {
    // close() calls back only when the open connections are gone too; the door itself is closed at once.
    if (server.listening) server.close();
    return Promise.resolve();
  };
  return {
    port,
    cut: reset,
    stall: () => set({ silent: new Set<Direction>(['to-server', 'to-client']) }),
    half: (direction) => set({ silent: new Set([...faults.silent, direction]) }),
    halfOpen() {
      for (const link of links) {
        link.server.removeAllListeners();
        link.server.on('error', () => undefined);
        link.server.resetAndDestroy();
      }
    },
    slow: (bytesPerSecond) => set({ bytesPerSecond }),
    refuse,
    reorderClose: (when) => set({ close: when }),
    async heal() {
      set(NONE);
      if (!server.listening) await listen(port);
    },
    connections: () => links.size,
    log: () => log,
    bytes: () => ({ ...bytes }),
    async stop() {
      await refuse();
      reset();
    },
  };
}
