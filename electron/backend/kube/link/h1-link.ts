import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, failure } from '../../../../shared/models/failure';
import { hostOf, portOf } from './dial';
import { flat } from './h2-link';
import { Heartbeat } from './heartbeat';
import type { Link, LinkAnswer, LinkEvents, LinkRequest } from './link';
import { abortError, wireError } from './wire-failure';

/** What the socket under a request is, and what it has received at the network card. */
export type H1Socket = { readonly socket: Socket; readonly bottom: Socket };
export type H1Options = {
  readonly server: URL;
  /** One more socket to the same server. */
  readonly open: () => Promise<H1Socket>;
  /** Already open; its first request takes it. */
  readonly first: H1Socket;
  /** Asked for, as a sign of life, when all sockets are silent. Any answer will do. */
  readonly probe: () => Promise<Omit<LinkRequest, 'long'>>;
  readonly events: LinkEvents;
};

/** An agent whose sockets are made elsewhere: through proxies, with our TLS. */
class SocketAgent extends Agent {
  readonly #make: () => Promise<Socket>;
  constructor(make: () => Promise<Socket>) {
    super({ keepAlive: true, maxFreeSockets: 4 });
    this.#make = make;
  }
  override createConnection(_options: unknown, done?: (error: Error | null, socket: Duplex) => void): undefined {
    void this.#hand(done);
    return undefined;
  }
  async #hand(done?: (error: Error | null, socket: Duplex) => void): Promise<void> {
    try {
      const socket = await this.#make();
      done?.(null, socket);
    } catch (error) {
      done?.(error instanceof Error ? error : new Error(String(error)), new Socket()); // looked at by nobody
    }
  }
}

/** Requests over HTTP/1.1: every watch has a socket of its own. */
export class H1Link implements Link {
  readonly protocol = 'http/1.1';
  readonly roundTripMs = null;
  readonly #options: H1Options;
  readonly #agent: SocketAgent;
  readonly #heartbeat: Heartbeat;
  readonly #sockets = new Set<H1Socket>();
  readonly #aborts = new Set<(error: AppError) => void>();
  #first: H1Socket | null;
  #bytesOfClosed = 0;
  #fault: AppError | null = null;
  #ended = false;

  constructor(options: H1Options) {
    this.#options = options;
    this.#first = options.first;
    this.#agent = new SocketAgent(() => this.#take());
    this.#heartbeat = new Heartbeat({
      heard: () => [...this.#sockets].reduce((sum, { bottom }) => sum + bottom.bytesRead, this.#bytesOfClosed),
      ask: () => this.#probe(),
      onDead: (ms) => this.kill(new AppError(failure('unreachable', { reason: 'connection-stalled', values: { seconds: String(Math.round(ms / 1000)) } }))),
    });
  }

  get open(): number {
    return this.#aborts.size;
  }
  get ended(): boolean {
    return this.#ended;
  }
  hasRoom(): boolean {
    return !this.#ended;
  }

  async request(request: LinkRequest, signal: AbortSignal): Promise<LinkAnswer> {
    if (signal.aborted) throw abortError(signal);
    if (this.#ended) throw this.#fault ?? wireError(new Error('the connection is closed'));
    try {
      return await this.#send(request, signal, true);
    } catch (error) {
      // A kept socket that the server closed in the same moment: the request was not served, and reading twice harms nothing.
      if (error instanceof StaleSocket && request.method === 'GET') return this.#send(request, signal, false);
      throw error instanceof StaleSocket ? error.lost : error;
    }
  }

  check(): void {
    this.#heartbeat.check();
  }

  retire(): void {
    this.#ended = true;
    this.#options.events.onEnded();
    this.#closeIfDone();
  }

  kill(error: AppError): void {
    this.#fault ??= error;
    const first = !this.#ended;
    this.#ended = true;
    this.#close();
    for (const abort of this.#aborts) abort(error);
    if (first) this.#options.events.onEnded();
  }

  #send(request: LinkRequest, signal: AbortSignal, mayReuse: boolean): Promise<LinkAnswer> {
    const { server } = this.#options;
    return new Promise((resolve, reject) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]));
      const sent = httpRequest({ agent: this.#agent, host: hostOf(server), port: portOf(server), method: request.method, path: request.path, headers });
      const abort = (error: AppError) => sent.destroy(error);
      const onAbort = () => abort(abortError(signal));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#aborts.add(abort);
      const explain = (error: unknown) => (signal.aborted ? abortError(signal) : (this.#fault ?? wireError(error)));
      sent.on('error', (error) => reject(mayReuse && sent.reusedSocket && !signal.aborted && !this.#fault ? new StaleSocket(explain(error)) : explain(error)));
      sent.once('close', () => {
        signal.removeEventListener('abort', onAbort);
        this.#aborts.delete(abort);
        reject(explain(new Error('the connection ended before the answer')));
        this.#options.events.onIdle();
        if (this.#ended) this.#closeIfDone();
      });
      sent.once('response', (message: IncomingMessage) => {
        message.on('error', () => undefined); // its reader sees it too
        resolve({
          status: message.statusCode ?? 0,
          headers: flat(message.headers),
          body: message,
          explain,
          cutShort: () => (message.complete ? null : explain(new Error('the answer was cut short'))),
        });
      });
      sent.end(request.body ?? undefined);
    });
  }

  async #take(): Promise<Socket> {
    const taken = this.#first ?? (await this.#options.open());
    this.#first = null;
    this.#sockets.add(taken);
    taken.socket.once('close', () => {
      this.#sockets.delete(taken);
      this.#bytesOfClosed += taken.bottom.bytesRead;
      taken.bottom.destroy();
    });
    if (this.#ended) taken.socket.destroy();
    return taken.socket;
  }

  #probe(): void {
    const alone = new AbortController();
    this.#options
      .probe()
      .then((request) => this.#send({ ...request, long: false }, alone.signal, false))
      .then(({ body }) => body.resume())
      .catch(() => undefined); // silence is judged by the heartbeat, and an error by whoever uses the link
  }

  #closeIfDone(): void {
    if (this.#aborts.size === 0) this.#close();
  }

  #close(): void {
    this.#heartbeat.stop();
    this.#agent.destroy();
    this.#first?.socket.destroy();
    this.#first?.bottom.destroy();
  }
}

class StaleSocket extends Error {
  constructor(readonly lost: AppError) {
    super(lost.message);
  }
}
