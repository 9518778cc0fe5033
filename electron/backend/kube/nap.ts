/** A wait that can be cut short. */
export class Nap {
  #wake: (() => void) | null = null;

  /** Resolves after `ms`, at `wakeUp`, or when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
      if (signal.aborted) done();
    });
  }

  wakeUp(): void {
    this.#wake?.();
  }
}
