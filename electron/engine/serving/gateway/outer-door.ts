import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { Socket } from 'node:net';
import { AppError } from '../../../../shared/models/failure';
import type { Log } from '../../../backend/lib/log';
import { isSpokenFor } from '../../lib/spoken-for';
import { listenFailure } from '../../lib/try-port';
import type { Door } from '../contract';
import type { Gateway } from './gateway';
import { bearerHash, hasHash } from './guard';
import { sendError } from './http-answers';
import { peerOf, WrongTokens } from './wrong-tokens';

/** Of all callers, and of one: no machine alone can keep the others out. */
const CONNECTIONS_MAX = 512;
const PEER_MAX = 128;
const HANDSHAKE_MS = 5_000;
const HEADERS_MS = 10_000;
const IDLE_MS = 60_000;
const CHECK_MS = 2_000;
/** Longer than the longest time-out of a service. */
const SILENCE_MS = 660_000;
/** What is under way when it closes. */
const LAST_ANSWER_MS = 1_000;
const NAMES_MAX = 64;

/** The gateway beyond loopback: at most one door at a time. */
export class OuterDoors {
  #door: OuterDoor | null = null;

  constructor(
    private readonly gateway: Pick<Gateway, 'answer'>,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /** The new one is open before the old one is closed. @throws AppError where it cannot listen: what was before stays */
  async become(door: Door | null): Promise<void> {
    const before = this.#door;
    if (door && before?.isAt(door)) return before.change(door);
    const next = door && (await OuterDoor.open(door, this));
    this.#door = next;
    await before?.close();
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.gateway.answer(request, response);
  }
  fault(message: string, error: unknown): void {
    this.log.error(message, { text: error instanceof Error ? error.message : String(error) });
  }
}

/** TLS and a token, for everything: nothing is answered to whoever has none, not even whether models are ready. */
class OuterDoor {
  readonly #wrong = new WrongTokens();
  readonly #sockets = new Set<Socket>();
  readonly #ofPeer = new Map<string, number>();
  #leaf: X509Certificate;
  /** What a caller named, and whether the certificate speaks for it. */
  #named = new Map<string, boolean>();
  #isClosing = false;
  readonly #server: Server;

  private constructor(
    private door: Door,
    private readonly doors: OuterDoors,
  ) {
    this.#leaf = new X509Certificate(door.certificate);
    this.#server = createServer(optionsOf(door), (request, response) => this.#serve(request, response));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.setTimeout(SILENCE_MS);
    this.#server.on('connection', (socket) => socket instanceof Socket && this.#take(socket)); // before TLS
    this.#server.on('tlsClientError', (_, socket) => socket.destroy()); // no TLS, an old one, too slow: no answer
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response));
  }

  static async open(door: Door, doors: OuterDoors): Promise<OuterDoor> {
    const made = new OuterDoor(door, doors);
    const server = made.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: door.host, port: door.port, exclusive: true, ipv6Only: door.host.includes(':') }, () => {
        server.off('error', reject);
        resolve();
      });
    }).catch((error: unknown) => {
      throw new AppError(listenFailure(error, door.host, door.port), { cause: error });
    });
    server.on('error', (error) => doors.fault('the address beyond this machine', error));
    return made;
  }

  isAt({ host, port }: Door): boolean {
    return host === this.door.host && port === this.door.port;
  }

  /** Another certificate is shown from the next connection on; other tokens count from the next request on. */
  change(door: Door): void {
    if (door.certificate !== this.door.certificate || door.key !== this.door.key) {
      this.#server.setSecureContext(secureOf(door));
      this.#leaf = new X509Certificate(door.certificate);
      this.#named = new Map();
    }
    this.door = door;
  }

  /** Nobody gets in from this moment on; what is under way has a second to be answered. */
  close(): Promise<void> {
    this.#isClosing = true;
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
      setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), LAST_ANSWER_MS).unref();
    });
  }

  #take(socket: Socket): void {
    const peer = peerOf(socket.remoteAddress);
    const count = (this.#ofPeer.get(peer) ?? 0) + 1;
    if (this.#isClosing || count > PEER_MAX) return void socket.destroy();
    this.#ofPeer.set(peer, count);
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#ofPeer.get(peer) ?? 1) - 1;
      if (left > 0) this.#ofPeer.set(peer, left);
      else this.#ofPeer.delete(peer);
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const no = (status: number, message: string) => {
      response.shouldKeepAlive = false; // each try costs a handshake
      sendError(request, response, status, message);
    };
    if (this.#isClosing) return no(503, 'This address is closed.');
    if (!this.#isOurs(request)) return no(403, 'Invalid Host header.');
    if (request.headers.origin !== undefined) return no(403, 'Requests of pages are not served: there is an Origin header.');
    if (this.#knows(request.headers.authorization)) return this.doors.answer(request, response);
    const tell = () => no(401, 'A token is needed: "Authorization: Bearer …".');
    const waitMs = request.headers.authorization === undefined ? 0 : this.#wrong.note(request.socket.remoteAddress);
    if (waitMs === 0) tell();
    else setTimeout(tell, waitMs).unref();
  }

  /** All are compared, each in the same time; one whose time is over is none. */
  #knows(authorization: string | undefined): boolean {
    const hash = bearerHash(authorization);
    const now = Date.now();
    const live = this.door.tokens.filter(({ until }) => until === null || now < until);
    return (
      hash !== null &&
      hasHash(
        live.map((token) => Buffer.from(token.hash, 'hex')),
        hash,
      )
    );
  }

  /** It is called by the address that it was reached at, or by a name that its certificate is made out for. */
  #isOurs({ headers, socket }: IncomingMessage): boolean {
    const [, six, other, port = '443'] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::(\d+))?$/i.exec(headers.host ?? '') ?? [];
    const name = (six ?? other)?.toLowerCase();
    if (name === undefined || Number(port) !== this.door.port) return false;
    if (name === socket.localAddress?.replace(/^::ffff:(?=\d+\.)/i, '')) return true;
    const known = this.#named.get(name) ?? isSpokenFor(this.#leaf, name);
    if (this.#named.size < NAMES_MAX) this.#named.set(name, known);
    return known;
  }
}

const secureOf = ({ certificate, key }: Door) => ({ cert: certificate, key, minVersion: 'TLSv1.2' as const });
const optionsOf = (door: Door): ServerOptions => ({
  ...secureOf(door),
  handshakeTimeout: HANDSHAKE_MS,
  headersTimeout: HEADERS_MS,
  keepAliveTimeout: IDLE_MS,
  connectionsCheckingInterval: CHECK_MS,
  requestTimeout: 0, // a body has its own time, by its service
  ALPNProtocols: ['http/1.1'],
});
