import type { IncomingMessage, ServerResponse } from 'node:http';
import { isUtf8 } from 'node:buffer';
import type { Log } from '../../../backend/lib/log';
import { type LoopbackServer, serveOnLoopback } from '../../lib/loopback-server';
import type { GatewayOptions } from '../contract';
import { prometheusText } from '../meters/prometheus';
import { ProtocolError, quoted } from '../protocol/protocol-error';
import type { ModelSpec } from '../protocol/read-request';
import { shadowFamilies } from '../shadow/prometheus-shadow';
import { Guard } from './guard';
import { sendError, sendJson, sendReply, sendText } from './http-answers';
import type { Host } from './host';
import { type ModelRoute, readRoute, revisionOf } from './model-routes';
import { passedOn } from './passed-on';
import { readBody } from './read-body';
import type { ServedService } from './served-service';

const CONNECTIONS_MAX = 1_024;
/** Longer than the longest time-out of a service: a model may take that long. */
const SILENCE_MS = 660_000;
/** Longer ones are given to the model's thread as bytes; to read them as text here would hold up others. */
const TEXT_MAX = 32_768;
const ID_MAX = 200;
const HEAD_LENGTH = 'inference-header-content-length';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Speaks the Open Inference Protocol (REST, version 2) for all services of a workspace. */
export class Gateway {
  readonly services = new Map<string, ServedService>();
  /** Known, and not put yet: who asks for one is told to come again. */
  readonly awaited: Set<string>;
  readonly #guard: Guard;
  #server: LoopbackServer | null = null;

  constructor(
    private readonly options: GatewayOptions,
    private readonly version: string,
    private readonly log: Pick<Log, 'warn' | 'error'>,
  ) {
    this.#guard = new Guard(options.tokens);
    this.awaited = new Set(options.awaited);
  }

  /** @throws the system's error where the port is taken */
  async listen(): Promise<LoopbackServer> {
    const onRequest = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);
    this.#server = await serveOnLoopback({
      port: this.options.port ?? 0,
      connections: CONNECTIONS_MAX,
      silenceMs: SILENCE_MS,
      onRequest,
      onContinue: onRequest,
      log: this.log,
    });
    return this.#server;
  }

  async close(): Promise<void> {
    await Promise.all([this.#server?.close(), ...[...this.services.values()].map((service) => service.drain())]);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    try {
      const path = pathOf(request);
      this.#guard.check(request, this.#server?.hosts ?? new Set(), path.startsWith('/v2/health/'));
      this.#route(request, response, path);
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** Answers one that was let in. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#route(request, response, pathOf(request));
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  #route(request: IncomingMessage, response: ServerResponse, path: string): void {
    const route = readRoute(path);
    if (route?.verb === 'infer' && request.method === 'POST') this.#infer(route, request, response);
    else this.#tell(request, response, path, route);
  }

  #infer(route: ModelRoute, request: IncomingMessage, response: ServerResponse): void {
    const service = this.#find(route.name);
    const revision = route.version === null ? null : this.#host(service, route.version).revision;
    const { headers } = request;
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') throw new ProtocolError(415, `A body in ${quoted(encoding)} is not read.`);
    const head = headLength(headers[HEAD_LENGTH]);
    const { bodyMax, timeoutMs, stickyHeader } = service.settings;
    if (headers.expect !== undefined && !(Number(headers['content-length'] ?? 0) > bodyMax)) response.writeContinue();
    const key = stickyHeader === null ? undefined : headers[stickyHeader];
    const sentId = headers['x-request-id'];
    readBody(request, bodyMax, timeoutMs)
      .then(
        (body) =>
          service.infer(
            {
              content: contentOf(body, head),
              head,
              revision,
              key: typeof key === 'string' ? key : null,
              id: typeof sentId === 'string' && sentId.length <= ID_MAX ? sentId : null,
              headers: passedOn(headers),
              isGone: () => response.destroyed,
            },
            (answered) => sendReply(request, response, answered),
          ),
        (error: unknown) => this.#refuse(request, response, error),
      )
      .catch((error: unknown) => this.#refuse(request, response, error));
  }

  #tell(request: IncomingMessage, response: ServerResponse, path: string, route: ModelRoute | null): void {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new ProtocolError(request.method === 'POST' ? 404 : 405, `There is no ${request.method} ${quoted(path)}.`);
    request.resume();
    if (route) return this.#tellModel(response, route);
    switch (path) {
      case '/v2':
      case '/v2/':
        return sendJson(response, { name: 'pilothouse', version: this.version, extensions: ['binary_tensor_data'] });
      case '/v2/health/live':
        return sendJson(response, { live: true });
      case '/v2/health/ready': {
        const ready = this.awaited.size === 0 && [...this.services.values()].every((service) => service.isReady);
        return sendJson(response, { ready }, ready ? 200 : 503);
      }
      case '/metrics': {
        const services = [...this.services.values()];
        return sendText(
          response,
          METRICS_TYPE,
          prometheusText(
            services.flatMap(({ arms }) => arms),
            services.map(({ gauges }) => gauges),
            shadowFamilies(services.flatMap(({ shadowMetrics }) => shadowMetrics)),
          ),
        );
      }
      default:
        throw new ProtocolError(404, `There is nothing at ${quoted(path)}.`);
    }
  }

  #tellModel(response: ServerResponse, { name, version, verb }: ModelRoute): void {
    const service = this.#find(name);
    const host = version === null ? null : this.#host(service, version);
    if (verb === 'ready') {
      const ready = host ? host.isReady : service.isReady;
      return sendJson(response, { name, ready }, ready ? 200 : 503);
    }
    if (verb === 'infer') throw new ProtocolError(405, 'Inference is asked for by POST.');
    const { spec, platform = '', isReady } = host ?? service.foremost ?? {};
    if (!spec && !isReady) throw new ProtocolError(503, `${quoted(name)} is not ready.`);
    const tensors = (specs: ModelSpec['inputs'] = []) =>
      specs.map((one) => ({ name: one.name, datatype: one.datatype, shape: one.shape.map((dimension) => (typeof dimension === 'number' ? dimension : -1)) }));
    const versions = [...service.hosts.keys()].toSorted((a, b) => a - b).map(String);
    sendJson(response, { name, versions, platform, inputs: tensors(spec?.inputs), outputs: tensors(spec?.outputs) });
  }

  #find(name: string): ServedService {
    const service = this.services.get(name);
    if (!service && this.awaited.has(name)) throw new ProtocolError(503, `${quoted(name)} is not ready.`);
    if (!service) throw new ProtocolError(404, `There is no model ${quoted(name)}.`);
    return service;
  }

  #host(service: ServedService, version: string): Host {
    const revision = revisionOf(version);
    const host = revision === null ? undefined : service.hosts.get(revision);
    if (!host) throw new ProtocolError(404, `The model ${quoted(service.name)} has no version ${quoted(version)} loaded.`);
    return host;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (error instanceof ProtocolError) return sendError(request, response, error.status, error.message);
    this.log.error('a request to the gateway failed', { text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    sendError(request, response, 500, 'The gateway failed in a way that was not foreseen. Its log has more.');
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

function headLength(sent: string | string[] | undefined): number | null {
  if (sent === undefined) return null;
  const length = Number(sent);
  if (typeof sent !== 'string' || !Number.isSafeInteger(length) || length < 0) throw new ProtocolError(400, 'Inference-Header-Content-Length is no length.');
  return length;
}

/** In the form in which it goes to the model's thread at the least cost. Bytes are of their own: they are given away. */
function contentOf(body: Buffer, head: number | null): string | Uint8Array {
  if (head !== null || body.length > TEXT_MAX) return new Uint8Array(body);
  if (!isUtf8(body)) throw new ProtocolError(400, 'The body is not UTF-8.');
  return body.toString();
}
