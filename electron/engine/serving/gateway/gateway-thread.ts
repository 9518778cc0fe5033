import type { MessagePort } from 'node:worker_threads';
import { AppError, type Failure, failure, failureOf } from '../../../../shared/models/failure';
import type { FromGateway, Question, Reply, ThreadRole, ToGateway, Tried } from '../thread-messages';
import { LiveCounting } from '../live/live-counting';
import { PayloadLog } from '../payload/payload-log';
import { Gateway } from './gateway';
import { OuterDoors } from './outer-door';
import { ServedService } from './served-service';
import { ServerAsks } from './server-asks';

type Role = Extract<ThreadRole, { role: 'gateway' }>;

/** A thread with a mistake of ours lets those below it end first: cut off in native code, they would take the engine with them. */
const LOST_MS = 3_000;
const fail = (mistake: unknown): never => {
  throw mistake;
};

/** Listens, then does what the engine tells it. */
export async function runGatewayThread(port: MessagePort, { entry, options, version }: Role): Promise<void> {
  let isLost = false;
  const say = (message: FromGateway) => {
    if (!isLost) port.postMessage(message);
  };
  const line = (level: 'warn' | 'error') => (message: string, fields?: { readonly text?: unknown }) =>
    say({ type: 'log', level, message, text: String(fields?.text ?? '') });
  const servers = new ServerAsks(say);
  const gateway = new Gateway(options, version, { warn: line('warn'), error: line('error') });
  const payloads =
    options.payloads === undefined
      ? null
      : new PayloadLog({ folder: options.payloads, entry, onState: (service, state) => say({ type: 'payload', service, state }) });
  const live = new LiveCounting({ entry, onCounts: (number, counts) => say({ type: 'counts', number, counts }) });
  const outer = new OuterDoors(gateway, { error: line('error') });
  const answers = new Answers(
    gateway,
    outer,
    (name, settings) =>
      new ServedService({
        name,
        settings,
        entry,
        loading,
        servers,
        onHost: (revision, state) => say({ type: 'host', service: name, revision, state }),
        live,
        ...(payloads && { payloads }),
      }),
    payloads,
    live,
  );
  const loading = { bytes: 0 };
  process.once('uncaughtException', (mistake) => {
    isLost = true;
    const late = new Promise((resolve) => setTimeout(resolve, LOST_MS));
    void Promise.race([answers.to({ type: 'close' }), late]).finally(() => setImmediate(() => fail(mistake)));
  });
  try {
    const server = await gateway.listen();
    port.on('message', (message: ToGateway) => {
      if (message.type === 'server') return servers.hear(message);
      const { id, ...question } = message;
      answers.to(question).then(
        (result) => {
          say({ type: 'answer', id, result });
          if (question.type === 'close') port.close();
        },
        (error: unknown) => say({ type: 'refusal', id, failure: failureOf(error) }),
      );
    });
    say({ type: 'up', uri: server.uri, port: server.port });
  } catch (error) {
    say({ type: 'down', failure: portFailure(error, options.port) });
    port.close();
  }
}

const portFailure = (error: unknown, port: number | null): Failure =>
  failure('local', { reason: 'port-taken', text: String(error), values: { port: String(port ?? 0) } });

class Answers {
  constructor(
    private readonly gateway: Gateway,
    private readonly outer: OuterDoors,
    private readonly make: (name: string, settings: ServedService['settings']) => ServedService,
    private readonly payloads: PayloadLog | null,
    private readonly live: LiveCounting,
  ) {}

  async to(question: Question): Promise<Reply[Question['type']]> {
    const { services } = this.gateway;
    switch (question.type) {
      case 'put': {
        const { name, settings } = question.service;
        const service = services.get(name) ?? this.make(name, settings);
        services.set(name, service);
        this.gateway.awaited.delete(name);
        await service.put(question.service);
        return null;
      }
      case 'remove': {
        const service = services.get(question.name);
        services.delete(question.name);
        this.gateway.awaited.delete(question.name);
        await service?.drain();
        return null;
      }
      case 'figures':
        return this.#find(question.name).figures(question.since, question.bucketMs);
      case 'shadows':
        return this.#find(question.name).shadows(question.since, question.bucketMs);
      case 'requests':
        return this.#find(question.name).requests();
      case 'infer':
        return this.#infer(question);
      case 'recount':
        this.payloads?.recount(question.name);
        return null;
      case 'count':
        this.live.want(question.number, question.wanted);
        return null;
      case 'door':
        await this.outer.become(question.door);
        return null;
      case 'close':
        await Promise.all([this.outer.become(null), this.gateway.close()]);
        this.live.close();
        await this.payloads?.close();
        return null;
    }
  }

  #find(name: string): ServedService {
    const service = this.gateway.services.get(name);
    if (!service) throw new AppError(failure('not-found', { reason: 'service-unknown', values: { service: name } }));
    return service;
  }

  #infer({ name, revision, body }: Extract<Question, { type: 'infer' }>): Promise<Tried> {
    const service = this.#find(name);
    const started = performance.now();
    return new Promise((resolve) => {
      service.infer({ content: body, head: null, revision, key: null, id: null, isGone: () => false }, (answered) =>
        resolve({
          status: answered.status,
          revision: answered.revision,
          ms: performance.now() - started,
          body: typeof answered.content === 'string' ? answered.content : Buffer.from(answered.content.slice(0, answered.head ?? undefined)).toString(),
        }),
      );
    });
  }
}
