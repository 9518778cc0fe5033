import { type changesApi, CHANGE_TOPICS } from '../../../shared/api/changes';
import type { Feed, Handlers } from '../../../shared/api/verb';

/** At most four times a second: a page that shows what changed asks again each time. */
const GATHER_MS = 250;
/** More are not named. */
const IDS_MAX = 500;

type Topic = (typeof CHANGE_TOPICS)[number];
type Event = Parameters<Parameters<Handlers<typeof changesApi>['changes.watch']>[1]['push']>[0];

/** What changed since a reader was told last. A change after a quiet while is told at once. */
class Waiting {
  readonly #topics = new Map<Topic, Set<string>>();
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;

  constructor(private readonly feed: Feed<Event>) {
    feed.onDrain(() => this.#schedule());
  }

  note(topic: Topic, id: string): void {
    const ids = this.#topics.get(topic) ?? new Set();
    if (ids.size <= IDS_MAX) this.#topics.set(topic, ids.add(id));
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#topics.clear();
  }

  #schedule(): void {
    if (this.#timer || this.#topics.size === 0 || this.feed.congested) return;
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, GATHER_MS - (performance.now() - this.#toldAt)));
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.feed.congested) return; // `onDrain` comes back to it
    this.#toldAt = performance.now();
    const topics = [...this.#topics].map(([topic, ids]) => ({ topic, ids: ids.size > IDS_MAX ? null : [...ids] }));
    this.#topics.clear();
    this.feed.push({ topics });
  }
}

/** Gathers what rooms say that changed, for each reader at its own pace. */
export class Changes {
  readonly #readers = new Set<Waiting>();

  readonly changed = (topic: Topic, id: string): void => {
    for (const reader of this.#readers) reader.note(topic, id);
  };

  readonly handlers: Handlers<typeof changesApi> = {
    'changes.watch': (_, feed) => {
      const reader = new Waiting(feed);
      this.#readers.add(reader);
      return () => {
        this.#readers.delete(reader);
        reader.stop();
      };
    },
  };
}
