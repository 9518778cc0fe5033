import type { MonitorProgress } from '../../../../shared/models/drift-monitor';
import { AppError, failure } from '../../../../shared/models/failure';

type Under = { readonly abort: AbortController; progress: MonitorProgress };

/** Looks, one after the other: two would wait for the same cores. */
export class LookQueue {
  readonly #under = new Map<string, Under>();
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly now: () => number,
    private readonly onChange: (id: string) => void,
  ) {}

  progress(id: string): MonitorProgress | null {
    return this.#under.get(id)?.progress ?? null;
  }

  /** @returns whether it was begun: one that is under way goes on */
  begin(id: string, work: (signal: AbortSignal, heard: (doing: MonitorProgress['doing'], done: number | null) => void) => Promise<void>): boolean {
    if (this.#closed || this.#under.has(id)) return false;
    const under: Under = { abort: new AbortController(), progress: { doing: 'waiting', done: null, since: this.now() } };
    this.#under.set(id, under);
    this.onChange(id);
    const heard = (doing: MonitorProgress['doing'], done: number | null) => {
      under.progress = { doing, done, since: doing === under.progress.doing ? under.progress.since : this.now() };
      if (!this.#closed) this.onChange(id);
    };
    this.#turn = this.#turn.then(async () => {
      try {
        if (under.abort.signal.aborted) throw new AppError(failure('cancelled'));
        await work(under.abort.signal, heard);
      } catch {
        // whoever gave the work has noted why
      } finally {
        if (this.#under.get(id) === under) this.#under.delete(id);
        if (!this.#closed) this.onChange(id);
      }
    });
    return true;
  }

  /** The work hears of it, and another of the same may begin behind it. */
  stop(id: string): void {
    const under = this.#under.get(id);
    this.#under.delete(id);
    under?.abort.abort();
    if (under) this.onChange(id);
  }

  /** Once nothing is under way. */
  async settled(): Promise<void> {
    for (let turn: unknown; turn !== this.#turn; ) {
      turn = this.#turn;
      await turn;
    }
  }

  close(): void {
    this.#closed = true;
    for (const { abort } of this.#under.values()) abort.abort();
    this.#under.clear();
  }
}
