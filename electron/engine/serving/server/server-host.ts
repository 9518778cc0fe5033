import type { HostState } from '../../../../shared/models/service';
import type { HeldRevision, HeldServer, ServerNews } from '../contract';
import { DRAIN_MS, type Host } from '../gateway/host';
import { HostStanding } from '../gateway/host-standing';
import type { PassedOn } from '../gateway/passed-on';
import { errorBody, ProtocolError } from '../protocol/protocol-error';
import type { Done } from '../thread-messages';
import { ServerConnections } from './ask-server';
import { translate } from './translate';

/** The gateway's thread asks the engine's main thread, which alone starts processes. */
export type ServerPort = {
  /** @returns how to end it */
  start(held: HeldRevision & { readonly server: HeldServer }, service: string, onNews: (news: ServerNews) => void): () => Promise<void>;
};

export type ServerHostOptions = {
  readonly service: string;
  readonly held: HeldRevision & { readonly server: HeldServer };
  readonly servers: ServerPort;
  readonly timeoutMs: () => number;
  readonly onState: (state: HostState | null) => void;
};

/** One revision that a server of the user's answers for. */
export class ServerHost implements Host {
  readonly spec = null;
  readonly #standing: HostStanding;
  readonly #stop: () => Promise<void>;
  #connections: ServerConnections | null = null;
  #underWay = 0;

  constructor(private readonly options: ServerHostOptions) {
    this.#standing = new HostStanding({ state: 'loading', since: Date.now(), failure: null, loadMs: null, memoryBytes: null }, options.onState);
    options.onState(this.state);
    this.#stop = options.servers.start(options.held, options.service, (news) => this.#hear(news));
  }

  get state(): HostState {
    return this.#standing.state;
  }
  get revision(): number {
    return this.options.held.revision;
  }
  get digest(): string {
    return this.options.held.digest;
  }
  get isReady(): boolean {
    return this.#standing.isReady;
  }
  get platform(): string {
    return this.options.held.server.command.protocol === 'oip' ? 'user_server' : 'mlflow_pyfunc';
  }

  settled(): Promise<HostState> {
    return this.#standing.settled();
  }

  submit(id: string, content: string | Uint8Array, head: number | null, settle: (done: Done) => void, headers: PassedOn = {}): void {
    const started = performance.now();
    this.#underWay += 1;
    const finish = (status: number, body: string | Uint8Array, length: number | null, usedId: string) => {
      this.#underWay -= 1;
      settle([0, status, body, length, usedId, performance.now() - started]);
      if (this.#underWay === 0) this.#standing.answered();
    };
    this.#ask(id, content, head, headers).then(
      ({ written, usedId }) => finish(200, written.content, written.head, usedId),
      (error: unknown) => {
        const [status, text] =
          error instanceof ProtocolError ? [error.status, error.message] : [500, `The server of the model could not be asked: ${String(error)}`];
        finish(status, errorBody(text), null, id);
      },
    );
  }

  async #ask(id: string, content: string | Uint8Array, head: number | null, headers: PassedOn) {
    const connections = this.#connections;
    if (!connections) throw new ProtocolError(503, `Revision ${this.revision} is not ready.`);
    const { service, held, timeoutMs } = this.options;
    const question = translate(content, head, { service, revision: held.revision, signature: held.signature, command: held.server.command });
    const usedId = question.id ?? id;
    const answer = await connections.post({
      path: question.path,
      headers: { ...headers, ...question.headers, 'x-request-id': usedId },
      body: question.body,
      timeoutMs: timeoutMs(),
    });
    return { written: question.read(answer, usedId), usedId };
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** It has its own ways to do so. */
  batch(): void {}

  async drain(limitMs = DRAIN_MS): Promise<void> {
    this.#standing.leave();
    if (this.#underWay > 0) await this.#standing.lastAnswer(limitMs);
    await this.#stop();
    this.#connections?.close();
  }

  #hear(news: ServerNews): void {
    this.#connections?.close();
    this.#connections = news.state === 'ready' ? new ServerConnections(news.port) : null;
    if (news.state === 'ready') this.#standing.become('ready', { loadMs: news.readyMs });
    else this.#standing.become(news.state === 'failed' ? 'failed' : 'loading', { failure: news.failure, loadMs: null });
  }
}
