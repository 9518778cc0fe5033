import { type ClientHttp2Session, type ClientHttp2Stream, constants, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { AppError, failure } from '../../../../shared/models/failure';
import type { Wire } from './dial';
import { Heartbeat } from './heartbeat';
import type { Link, LinkAnswer, LinkEvents, LinkRequest } from './link';
import { abortError, wireError } from './wire-failure';

/** Room for one answer and for all of them, so that a long way does not slow a list down: 4 MB at 100 ms are 320 Mbit/s. */
const STREAM_WINDOW = 4 << 20;
const SESSION_WINDOW = 16 << 20;
const SESSION_MEMORY_MB = 64;
/** Streams that watches leave to lists and reviews. */
const SHORT_RESERVE = 20;
/** What we assume where the server names no number of streams. */
const STREAMS_ASSUMED = 250;

/** All requests and watches over one HTTP/2 session. */
export class H2Link implements Link {
  readonly protocol = 'h2';
  readonly #session: ClientHttp2Session;
  readonly #events: LinkEvents;
  readonly #heartbeat: Heartbeat;
  #capacity: number = STREAMS_ASSUMED;
  #open = 0;
  #openLong = 0;
  #ended = false;
  #fault: AppError | null = null;
  #roundTripMs: number | null = null;

  private constructor(session: ClientHttp2Session, wire: Wire, events: LinkEvents) {
    this.#session = session;
    this.#events = events;
    this.#heartbeat = new Heartbeat({
      heard: () => wire.bottom.bytesRead,
      ask: () => this.#ping(),
      onDead: (ms) => this.kill(new AppError(failure('unreachable', { reason: 'connection-stalled', values: { seconds: String(Math.round(ms / 1000)) } }))),
    });
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      this.#capacity = Math.min(maxConcurrentStreams ?? STREAMS_ASSUMED, STREAMS_ASSUMED);
    });
    session.on('goaway', () => this.#end());
    session.on('error', (error) => {
      this.#fault ??= wireError(error);
    });
    session.on('close', () => {
      this.#heartbeat.stop();
      wire.bottom.destroy();
      this.#end();
    });
  }

  /** Resolves when the server has said its settings and answered a ping: then it really speaks HTTP/2, and the way is measured. */
  static async start(socket: TLSSocket, wire: Wire, authority: URL, events: LinkEvents, signal: AbortSignal): Promise<H2Link> {
    const session = connect(authority, {
      createConnection: () => socket,
      maxSessionMemory: SESSION_MEMORY_MB,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    });
    const link = new H2Link(session, wire, events);
    const abort = () => link.kill(abortError(signal));
    signal.addEventListener('abort', abort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        session.once('remoteSettings', () => link.#ping(resolve));
        session.once('close', () => reject(link.#fault ?? wireError(new Error('closed before its settings came'))));
        if (signal.aborted) abort();
      });
      session.setLocalWindowSize(SESSION_WINDOW);
      return link;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get open(): number {
    return this.#open;
  }
  get ended(): boolean {
    return this.#ended;
  }
  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }

  hasRoom(long: boolean): boolean {
    if (this.#ended) return false;
    const reserve = Math.min(SHORT_RESERVE, Math.floor(this.#capacity / 2));
    return long ? this.#openLong < this.#capacity - reserve && this.#open < this.#capacity : this.#open < this.#capacity;
  }

  request(request: LinkRequest, signal: AbortSignal): Promise<LinkAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal));
      let stream: ClientHttp2Stream;
      try {
        stream = this.#session.request(headersOf(request), { endStream: request.body === null });
      } catch (error) {
        return reject(this.#explain(error));
      }
      this.#count(stream, request.long);
      const abort = () => stream.close(constants.NGHTTP2_CANCEL, () => stream.destroy());
      signal.addEventListener('abort', abort, { once: true });
      const explain = (error: unknown) => (signal.aborted ? abortError(signal) : this.#explain(error));
      stream.on('error', (error) => reject(explain(error)));
      stream.once('close', () => {
        signal.removeEventListener('abort', abort);
        reject(explain(new Error('the connection ended before the answer')));
      });
      // A stream that dies with its session may end as if the server had ended it.
      const cutShort = () => {
        const whole = stream.rstCode === constants.NGHTTP2_NO_ERROR && !this.#fault && !signal.aborted;
        return whole ? null : explain(new Error('the answer was cut short'));
      };
      stream.once('response', (headers) => resolve({ status: headers[':status'] ?? 0, headers: flat(headers), body: stream, explain, cutShort }));
      if (request.body !== null) stream.end(request.body);
    });
  }

  check(): void {
    this.#heartbeat.check();
  }

  retire(): void {
    this.#end();
    this.#session.close();
  }

  kill(error: AppError): void {
    this.#fault ??= error;
    this.#end();
    this.#session.destroy();
  }

  #explain(error: unknown): AppError {
    return this.#fault ?? wireError(error);
  }

  #ping(answered?: () => void): void {
    if (this.#session.destroyed) return;
    try {
      this.#session.ping((error, duration) => {
        if (error) return;
        // The shortest is that of the way; longer ones are those of a busy moment.
        this.#roundTripMs = Math.min(this.#roundTripMs ?? duration, duration);
        answered?.();
      });
    } catch {
      // Too many unanswered ones already, or closed in this moment: the heartbeat judges by bytes alone.
    }
  }

  #count(stream: ClientHttp2Stream, long: boolean): void {
    this.#open += 1;
    if (long) this.#openLong += 1;
    stream.once('close', () => {
      this.#open -= 1;
      if (long) this.#openLong -= 1;
      this.#events.onIdle();
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnded();
  }
}

function headersOf({ method, path, headers }: LinkRequest): OutgoingHttpHeaders {
  const plain: OutgoingHttpHeaders = { ':method': method, ':path': path };
  for (const [name, value] of Object.entries(headers)) plain[name.toLowerCase()] = typeof value === 'string' ? value : [...value];
  return plain;
}

export function flat(headers: IncomingHttpHeaders | NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value === undefined ? undefined : String(value)]),
  );
}
