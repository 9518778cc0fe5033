import type { engineApi } from '../../../shared/api/engine';
import type { Feed, Handlers, Stop } from '../../../shared/api/verb';
import type { LiveCounts, LiveWanted } from '../../../shared/models/live-counts';
import type { Serving } from '../serving/contract';

type Watched = { readonly wanted: LiveWanted; readonly hear: (counts: LiveCounts) => void; stop: Stop | undefined };

/** What backends have counted while it is answered, each for as long as it listens; also asked for before the gateway is up. */
export class LiveWatches {
  readonly #all = new Set<Watched>();

  constructor(private readonly serving: () => Serving | null) {}

  /** The gateway came up. */
  begin(): void {
    for (const watched of this.#all) this.#count(watched);
  }

  readonly handlers: Handlers<Pick<typeof engineApi, 'engine.countLive'>> = {
    'engine.countLive': (wanted, feed) => this.#watch(wanted, feed),
  };

  #watch(wanted: LiveWanted, feed: Feed<LiveCounts>): Stop {
    let newest: LiveCounts | null = null;
    const tell = () => {
      if (!newest || feed.congested) return;
      feed.push(newest);
      newest = null;
    };
    const hear = (counts: LiveCounts) => {
      newest = counts;
      tell();
    };
    const watched: Watched = { wanted, hear, stop: undefined };
    feed.onDrain(tell);
    this.#all.add(watched);
    this.#count(watched);
    return () => {
      this.#all.delete(watched);
      watched.stop?.();
    };
  }

  #count(watched: Watched): void {
    watched.stop ??= this.serving()?.countLive(watched.wanted, watched.hear);
  }
}
