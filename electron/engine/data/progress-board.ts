import type { z } from 'zod';
import type { Feed, Stop } from '../../../shared/api/verb';
import type { DataProgress } from '../../../shared/models/dataset';

type Progress = z.infer<typeof DataProgress>;
export type ProgressEvent = { under: Progress[] };
/** A person reads no faster. */
const TELL_EVERY_MS = 200;

/** What is read, hashed, profiled and checked just now. */
export class ProgressBoard {
  readonly #under = new Map<string, Progress>();
  readonly #watchers = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly now: () => number) {}

  has = (name: string): boolean => this.#under.has(name);

  set(name: string, doing: Progress['doing'], done: number | null): void {
    this.#under.set(name, { name, doing, done, since: this.#under.get(name)?.since ?? this.now() });
    this.#tell();
  }
  end(name: string): void {
    if (this.#under.delete(name)) this.#tell();
  }

  watch(feed: Feed<ProgressEvent>): Stop {
    const send = () => {
      if (!feed.congested) feed.push({ under: [...this.#under.values()] });
    };
    feed.onDrain(send);
    this.#watchers.add(send);
    send();
    return () => void this.#watchers.delete(send);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#watchers.clear();
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      for (const send of this.#watchers) send();
    }, TELL_EVERY_MS);
  }
}
