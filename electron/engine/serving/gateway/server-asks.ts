import type { ServerNews, WantedServer } from '../contract';
import type { ServerPort } from '../server/server-host';
import type { FromGateway } from '../thread-messages';

type Asked = { readonly onNews: (news: ServerNews) => void; readonly gone: Promise<void>; readonly end: () => void };

/** Servers of the user's, asked for from the engine's main thread: the gateway's end of it. */
export class ServerAsks implements ServerPort {
  readonly #asked = new Map<number, Asked>();
  #next = 1;

  constructor(private readonly say: (message: FromGateway) => void) {}

  start(held: Parameters<ServerPort['start']>[0], service: string, onNews: (news: ServerNews) => void): () => Promise<void> {
    const number = this.#next++;
    let end: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (end = resolve));
    this.#asked.set(number, { onNews, gone, end });
    const wanted: WantedServer = { ...held.server, service, revision: held.revision };
    this.say({ type: 'server', number, wanted });
    return () => {
      this.say({ type: 'server', number, wanted: null });
      return gone;
    };
  }

  hear({ number, news }: { readonly number: number; readonly news: ServerNews | null }): void {
    const asked = this.#asked.get(number);
    if (news) return asked?.onNews(news);
    this.#asked.delete(number);
    asked?.end();
  }
}
