import type { Failure } from '../../../../shared/models/failure';
import type { HostState } from '../../../../shared/models/service';
import type { HeldRevision, HeldServer, ServerNews } from '../contract';
import type { Host } from '../gateway/host';
import { errorBody, ProtocolError } from '../protocol/protocol-error';
import type { Done } from '../thread-messages';
import { ServerConnections } from './ask-server';
import { translate } from './translate';

/** For what is under way when it is to go, where nobody says how long that may take. */
const DRAIN_MS = 30_000;

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
  state: HostState = { state: 'loading', since: Date.now(), failure: null, loadMs: null, memoryBytes: null };
  readonly #stop: () => Promise<void>;
  #connections: ServerConnections | null = null;
  #underWay = 0;
  #isLeaving = false;
  #answered: (() => void) | undefined;
  #settled: ((state: HostState) => void)[] = [];

  constructor(private readonly options: ServerHostOptions) {
    options.onState(this.state);
    this.#stop = options.servers.start(options.held, options.service, (news) => this.#hear(news));
  }

  get revision(): number {
    return this.options.held.revision;
  }
  get digest(): string {
    return this.options.held.digest;
  }
  get isReady(): boolean {
    return this.state.state === 'ready';
  }
  get platform(): string {
    return this.options.held.server.command.protocol === 'oip' ? 'user_server' : 'mlflow_pyfunc';
  }

  settled(): Promise<HostState> {
    return this.state.state === 'loading' ? new Promise((resolve) => this.#settled.push(resolve)) : Promise.resolve(this.state);
  }

  submit(id: string, content: string | Uint8Array, head: number | null, settle: (done: Done) => void): void {
    const started = performance.now();
    this.#underWay += 1;
    const finish = (status: number, body: string | Uint8Array, length: number | null, usedId: string) => {
      this.#underWay -= 1;
      settle([0, status, body, length, usedId, performance.now() - started]);
      if (this.#underWay === 0) this.#answered?.();
    };
    this.#ask(id, content, head).then(
      ({ written, usedId }) => finish(200, written.content, written.head, usedId),
      (error: unknown) => {
        const [status, text] =
          error instanceof ProtocolError ? [error.status, error.message] : [500, `The server of the model could not be asked: ${String(error)}`];
        finish(status, errorBody(text), null, id);
      },
    );
  }

  async #ask(id: string, content: string | Uint8Array, head: number | null) {
    const connections = this.#connections;
    if (!connections) throw new ProtocolError(503, `Revision ${this.revision} is not ready.`);
    const { service, held, timeoutMs } = this.options;
    const question = translate(content, head, { service, revision: held.revision, signature: held.signature, command: held.server.command });
    const usedId = question.id ?? id;
    const answer = await connections.post({
      path: question.path,
      headers: { ...question.headers, 'x-request-id': usedId },
      body: question.body,
      timeoutMs: timeoutMs(),
    });
    return { written: question.read(answer, usedId), usedId };
  }

  async drain(limitMs = DRAIN_MS): Promise<void> {
    this.options.onState(null);
    this.#isLeaving = true;
    this.#tellSettled();
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, limitMs);
        this.#answered = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
    await this.#stop();
    this.#connections?.close();
  }

  #hear(news: ServerNews): void {
    this.#connections?.close();
    this.#connections = news.state === 'ready' ? new ServerConnections(news.port) : null;
    if (news.state === 'ready') this.#become('ready', null, news.readyMs);
    else this.#become(news.state === 'failed' ? 'failed' : 'loading', news.failure, null);
  }

  #become(state: HostState['state'], failure: Failure | null, loadMs: number | null): void {
    this.state = { ...this.state, state, since: Date.now(), failure, loadMs };
    if (this.#isLeaving) return;
    this.options.onState(this.state);
    if (state !== 'loading') this.#tellSettled();
  }

  #tellSettled(): void {
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve(this.state);
  }
}
