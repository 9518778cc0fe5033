import type { Registry } from '../contract';

type Waiting = { readonly durable: boolean; write(isAlone: boolean): () => void; reject(error: unknown): void };

/**
 * Writes of many clients in one transaction that waits for the disk once: whoever is answered is kept, also over a power cut.
 * What comes in one turn of the loop shares a commit; one that fails undoes its own part alone. Where all of it may follow to the
 * disk a little later (not `durable`), the commit does not wait: it outlives this process, and a power cut only once it is there.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];

  constructor(private readonly registry: Registry) {}

  /** Resolves after the commit. `work` may run and be undone. */
  run<T>(work: () => T, durable = true): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        durable,
        write: (isAlone) => {
          const value = isAlone ? work() : this.registry.write(work);
          return () => resolve(value);
        },
        reject,
      });
      if (this.#waiting.length === 1) setImmediate(() => this.#commit());
    });
  }

  #commit(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const answers: (() => void)[] = [];
    const isAlone = waiting.length === 1;
    try {
      this.registry.write(
        () => {
          for (const each of waiting) {
            try {
              answers.push(each.write(isAlone));
            } catch (error) {
              if (isAlone) throw error;
              answers.push(() => each.reject(error));
            }
          }
        },
        waiting.some(({ durable }) => durable),
      );
    } catch (error) {
      for (const each of waiting) each.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }
}
