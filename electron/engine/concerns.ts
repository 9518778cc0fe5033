import type { concernsApi } from '../../shared/api/concerns';
import type { Feed, Handlers, Stop } from '../../shared/api/verb';
import type { KeptConcern } from '../../shared/models/workspace-concern';
import type { Changed } from './contract';

/** Changes that come together are looked at together. */
const GATHER_MS = 100;
/** Nobody works through more. */
const TOLD_MAX = 500;

type Topic = Parameters<Changed>[0];
type Told = Feed<{ concerns: KeptConcern[] }>;
/** Where concerns come from, and what they change with. */
export type ConcernSource = { readonly topic: Topic; readonly list: () => readonly KeptConcern[] };

/** What of a workspace waits for a person, as its rooms have it on record; looked up while somebody listens, where something changed. */
export class Concerns {
  readonly #readers = new Set<() => void>();
  #found: KeptConcern[] = [];
  #told = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly sources: readonly ConcernSource[]) {}

  /** Something of a topic is not as it was. */
  note(topic: Topic): void {
    if (this.#readers.size === 0 || !this.sources.some((source) => source.topic === topic)) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#look()) for (const tell of this.#readers) tell();
    }, GATHER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#readers.clear();
  }

  readonly handlers: Handlers<typeof concernsApi> = {
    'concerns.watch': (_, feed) => this.#watch(feed),
  };

  #watch(feed: Told): Stop {
    const tell = () => {
      if (!feed.congested) feed.push({ concerns: this.#found });
    };
    this.#readers.add(tell);
    feed.onDrain(tell);
    this.#look();
    tell();
    return () => void this.#readers.delete(tell);
  }

  /** @returns whether it is another than before */
  #look(): boolean {
    this.#found = this.sources.flatMap(({ list }) => list()).slice(0, TOLD_MAX);
    const told = JSON.stringify(this.#found);
    const moved = told !== this.#told;
    this.#told = told;
    return moved;
  }
}
