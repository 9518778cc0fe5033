import type { AbortSignalLike } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';

/** So many at a time, the others in the order in which they came. Whoever gives up while waiting leaves the queue at once. */
export class Lane {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  async run<T>(work: () => Promise<T>, signal?: AbortSignalLike): Promise<T> {
    if (this.#running >= this.atOnce) await this.#turn(signal);
    else this.#running += 1;
    try {
      if (signal?.aborted) throw new AppError(failure('cancelled'));
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(signal: AbortSignalLike | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const place = this.#waiting.indexOf(enter);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        reject(new AppError(failure('cancelled')));
      };
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.push(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
