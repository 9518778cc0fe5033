import type { ServerFacts } from '../../../../shared/models/server-command';
import { failure } from '../../../../shared/models/failure';
import type { ServerNews, Servers, SupervisedServer, WantedServer } from '../contract';

type Tell = (message: { readonly type: 'server'; readonly number: number; readonly news: ServerNews | null }) => void;

/** The servers that one gateway asked for, by its numbers: the main thread's end of it. */
export class RunningServers {
  readonly #running = new Map<number, { readonly server: SupervisedServer; readonly key: string }>();

  constructor(private readonly servers: Servers | undefined) {}

  hear({ number, wanted }: { readonly number: number; readonly wanted: WantedServer | null }, tell: Tell): void {
    if (!wanted) return void this.#stop(number).finally(() => tell({ type: 'server', number, news: null }));
    if (!this.servers) return tell({ type: 'server', number, news: { state: 'failed', failure: failure('unsupported', { reason: 'model-not-loaded' }) } });
    const server = this.servers.start(wanted, (news) => tell({ type: 'server', number, news }));
    this.#running.set(number, { server, key: keyOf(wanted) });
  }

  factsOf(service: string, revision: number): ServerFacts | null {
    const found = [...this.#running.values()].findLast(({ key }) => key === keyOf({ service, revision }));
    return found?.server.facts() ?? null;
  }

  /** Of a gateway that is gone: nobody will ask for their end. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((number) => this.#stop(number)));
  }

  async #stop(number: number): Promise<void> {
    const found = this.#running.get(number);
    this.#running.delete(number);
    await found?.server.stop();
  }
}

const keyOf = ({ service, revision }: Pick<WantedServer, 'service' | 'revision'>) => `${service}@${revision}`;
