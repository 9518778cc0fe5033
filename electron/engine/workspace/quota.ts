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

/**
 * Costs nothing without a limit. What is admitted is taken as written from then on, until what lies there is counted again: uploads
 * that were cut short and bytes that were there already free their room with the next count.
 */
export class Quota {
  #used: number | null = null;
  /** Admitted, and not yet in a count. */
  #admitted = 0;
  #countedAt = 0;
  #counting: Promise<void> | null = null;

  constructor(private readonly options: QuotaOptions) {}

  /** Before the first write: without a count nothing is refused. */
  async count(): Promise<void> {
    if (this.options.limit() === null) return;
    const before = this.#admitted;
    this.#counting ??= this.options.measure().then(
      (bytes) => {
        this.#used = bytes;
        this.#admitted -= before;
        this.#countedAt = this.options.now();
        this.#counting = null;
      },
      () => void (this.#counting = null), // the folder vanished: the write itself will say so
    );
    await this.#counting;
  }

  /** Removed or limited otherwise: what was counted is no more true. Resolves when it is known again. */
  async forget(): Promise<void> {
    await this.#counting; // begun before that
    this.#used = null;
    await this.count();
  }

  readonly admit: Admit = (more) => {
    const limit = this.options.limit();
    if (limit === null) return;
    if (this.options.now() - this.#countedAt > COUNTED_MS) void this.count();
    const used = this.#used === null ? null : this.#used + this.#admitted;
    if (used !== null && used + more > limit) {
      if (this.#admitted > 0) void this.count();
      throw new AppError(failure('limited', { reason: 'quota-reached', values: { quota: String(limit), used: String(used) } }));
    }
    this.#admitted += more;
  };
}
