import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../backend/lib/log';
import type { Registry, Tokens } from '../contract';
import { lured, serveOnLoopback } from '../lib/loopback-server';
import { artifactRoutes, download, listUploaded, removeUploaded, upload } from './artifact-calls';
import { bearerToken } from './bearer-token';
import { experimentRoutes } from './experiment-calls';
import { fieldsOfQuery, parseBody, type Fields } from './fields';
import { GroupCommit } from './group-commit';
import { loggedModelRoutes } from './logged-model-calls';
import { metricRoutes } from './metric-calls';
import { invalid, missing, MlflowError, notImplemented, toMlflowError } from './mlflow-error';
import { registryRoutes } from './registry-calls';
import { type Handler, type Routes, type TrackingRooms } from './route';
import { runRoutes } from './run-calls';

/** The MLflow whose calls these are; its clients ask. */
export const SPOKEN_VERSION = '3.17.2';
/** MLflow says 1 MB a batch; a run's inputs may bring a schema and a profile of their own. */
const BODY_MAX = 16 * 2 ** 20;
const BODY_MS = 30_000;
const CONNECTIONS_MAX = 512;

const API = /^\/(?:ajax-)?api\/[23]\.0\/mlflow\/(.+)$/;
const KEPT = /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts(?:\/(.*))?$/;
const OTHER_SERVICES = /^\/(?:ajax-)?api\/[^/]+\/(mlflow-artifacts\/[^/]+|mlflow\/[^/]+(?:\/[^/]+)?)/;

export type TrackingOptions = Omit<TrackingRooms, 'commits'> & {
  readonly registry: Registry;
  readonly tokens: Pick<Tokens, 'bearerOf'>;
  readonly log: Log;
  /** 0: any that is free. */
  readonly port: number;
};

export type Tracking = { readonly uri: string; readonly port: number; close(): Promise<void> };

/** Speaks MLflow's REST on loopback, to whoever has a token. @throws the system's error where the port is taken */
export async function startTracking(options: TrackingOptions): Promise<Tracking> {
  const service = new TrackingService({ ...options, commits: new GroupCommit(options.registry) }, options.tokens, options.log);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => service.serve(request, response);
  const { hosts, ...server } = await serveOnLoopback({ port: options.port, connections: CONNECTIONS_MAX, onRequest, log: options.log });
  service.hosts = hosts;
  return server;
}

class TrackingService {
  /** What a client may call us; another name is a page that was lured here. */
  hosts: ReadonlySet<string> = new Set();
  readonly #exact = new Map<string, Handler>();
  readonly #patterns: { readonly method: string; readonly pattern: RegExp; readonly handler: Handler }[] = [];

  constructor(
    private readonly rooms: TrackingRooms,
    private readonly tokens: TrackingOptions['tokens'],
    private readonly log: Log,
  ) {
    const routes: Routes = {
      ...experimentRoutes(rooms),
      ...runRoutes(rooms),
      ...metricRoutes(rooms),
      ...loggedModelRoutes(rooms),
      ...artifactRoutes(rooms),
      ...registryRoutes(rooms),
      'GET server-info': () => ({ store_type: 'SqlStore', workspaces_enabled: false, multipart_uploads_enabled: false, multipart_downloads_enabled: false }),
    };
    for (const [route, handler] of Object.entries(routes)) {
      const [method = '', path = ''] = route.split(' ');
      if (path.includes('*')) this.#patterns.push({ method, pattern: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`), handler });
      else this.#exact.set(route, handler);
    }
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    void this.#answer(request, response).catch((error: unknown) => this.#refuse(request, response, error));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const by = this.#guard(request);
    const method = request.method ?? '';
    const target = request.url ?? '/';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const api = API.exec(path)?.[1];
    if (api !== undefined) {
      const exact = this.#exact.get(`${method} ${api}`);
      // Search by POST too is asked with a body; what is asked by GET has all in its address.
      const query = mark < 0 ? {} : fieldsOfQuery(new URLSearchParams(target.slice(mark + 1)));
      const fields: Fields = method === 'GET' ? query : { ...query, ...parseBody(await readBody(request)) };
      if (exact) return send(response, await exact({ fields, place: [], by }));
      const found = this.#find(method, api);
      if (found) return send(response, await found.handler({ fields, place: found.place, by }));
    }
    const kept = KEPT.exec(path);
    if (kept) return this.#keep(method, kept[1], target, request, response);
    if (method === 'GET' && path === '/health') return sendText(response, 'OK');
    if (method === 'GET' && path === '/version') return sendText(response, SPOKEN_VERSION);
    const [, other] = OTHER_SERVICES.exec(path) ?? [];
    if (other !== undefined) throw notImplemented(`${method} ${other}`);
    throw new MlflowError('ENDPOINT_NOT_FOUND', `There is nothing at ${method} ${path.slice(0, 200)}: this is a tracking address without pages.`);
  }

  /** Before anything of the body is read. @returns who asks, for the record */
  #guard(request: IncomingMessage): string {
    const lure = lured(request, this.hosts);
    if (lure === 'host') throw new MlflowError('PERMISSION_DENIED', 'Invalid Host header.');
    if (lure === 'origin') throw new MlflowError('PERMISSION_DENIED', 'Requests of pages are not served: there is an Origin header.');
    const token = bearerToken(request.headers.authorization);
    const bearer = token === null ? null : this.tokens.bearerOf(token);
    if (!bearer) throw new MlflowError('UNAUTHENTICATED', 'A token is needed: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_PASSWORD with any user name.');
    return bearer.who === 'run' ? `run ${this.rooms.records.find(bearer.run)?.name ?? bearer.run}` : this.rooms.user;
  }

  #find(method: string, path: string): { handler: Handler; place: string[] } | null {
    for (const route of this.#patterns) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match) return { handler: route.handler, place: match.slice(1).map(decoded) };
    }
    return null;
  }

  async #keep(method: string, encoded: string | undefined, target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decoded(encoded ?? '');
    if (method === 'GET' && path === '') {
      const mark = target.indexOf('?');
      const asked = mark < 0 ? '' : (new URLSearchParams(target.slice(mark + 1)).get('path') ?? '');
      return send(response, listUploaded(this.rooms, asked));
    }
    if (method === 'GET') return download(this.rooms, path, response);
    if (method === 'PUT') return send(response, await upload(this.rooms, path, request));
    if (method === 'DELETE') return send(response, await removeUploaded(this.rooms, path));
    throw missing(`There is no ${method} of artifacts.`);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const told = toMlflowError(error);
    if (told.status >= 500) this.log.warn('a call to the tracking address failed', { code: told.code, text: textOf(error) });
    if (response.headersSent || response.destroyed) {
      response.destroy(); // in the middle of a download: a cut is the only way to say so
      return;
    }
    const headers: Record<string, string> = told.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Basic realm="mlflow"' } : {};
    // What is left of a body is not waited for.
    if (!request.complete) headers['connection'] = 'close';
    send(response, told.body, told.status, headers);
  }
}

const textOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('Invalid path');
  }
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const slow = setTimeout(() => stop(new MlflowError('BAD_REQUEST', 'The body did not come in time.')), BODY_MS);
    const stop = (error: Error) => {
      clearTimeout(slow);
      request.removeAllListeners('data');
      request.pause();
      reject(error);
    };
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > BODY_MAX) return stop(invalid(`The body is longer than ${BODY_MAX} bytes.`));
      parts.push(part);
    });
    request.once('end', () => {
      clearTimeout(slow);
      const [only] = parts;
      resolve((parts.length === 1 && only ? only : Buffer.concat(parts)).toString());
    });
    request.once('error', (error) => stop(new MlflowError('BAD_REQUEST', 'The request was cut short.', { cause: error })));
  });
}

function send(response: ServerResponse, body: object, status = 200, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
