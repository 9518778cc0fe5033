import { AppError, failure } from '../../../shared/models/failure';
import type { Admit } from '../contract';

/** What lies there is counted again after this, as long as something is written. */
const COUNTED_MS = 10_000;

export type QuotaOptions = {
  readonly limit: () => number | null;
  /** Counts what lies there, in the background. */
  readonly measure: () => Promise<number>;
  readonly now: () => number;
};

/** Costs nothing without a limit. Between two counts it may be off by what was written in that time, not by more. */
export class Quota {
  #used: number | null = null;
  #countedAt = 0;
  #counting: Promise<void> | null = null;

  constructor(private readonly options: QuotaOptions) {}

  /** Before the first write: without a count nothing is refused. */
  async count(): Promise<void> {
    if (this.options.limit() === null) return;
    this.#counting ??= this.options.measure().then(
      (bytes) => {
        this.#used = bytes;
        this.#countedAt = this.options.now();
        this.#counting = null;
      },
      () => void (this.#counting = null), // the folder vanished: the write itself will say so
    );
    await this.#counting;
  }

  /** Removed or limited otherwise: what was counted is no more true. */
  forget(): void {
    this.#used = null;
    void this.count();
  }

  readonly admit: Admit = (more) => {
    const limit = this.options.limit();
    if (limit === null) return;
    if (this.options.now() - this.#countedAt > COUNTED_MS) void this.count();
    if (this.#used === null) return;
    if (this.#used + more > limit)
      throw new AppError(failure('limited', { reason: 'quota-reached', values: { quota: String(limit), used: String(this.#used) } }));
  };
}
