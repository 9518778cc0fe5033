const TICK_MS = 1_000;
/** A tick this much later than it should be, on either clock: the computer slept, or this process was stopped. */
const GAP_MS = 5_000;

type Clocks = { readonly monotonic: () => number; readonly wall: () => number };

/**
 * Tells of a sleep after it has ended. Some clocks stand still during a sleep and some do not, so both are read. A clock
 * that was set looks the same; then a sign of life is asked for in vain, which harms nothing.
 */
export class WakeWatch {
  readonly #listeners = new Set<() => void>();
  readonly #clocks: Clocks;
  #timer: NodeJS.Timeout | null = null;
  #monotonic = 0;
  #wall = 0;

  constructor(clocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }) {
    this.#clocks = clocks;
  }

  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#timer) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || !this.#timer) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  #start(): void {
    this.#monotonic = this.#clocks.monotonic();
    this.#wall = this.#clocks.wall();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  #tick(): void {
    const monotonic = this.#clocks.monotonic();
    const wall = this.#clocks.wall();
    const gap = Math.max(monotonic - this.#monotonic, Math.abs(wall - this.#wall)) - TICK_MS;
    this.#monotonic = monotonic;
    this.#wall = wall;
    if (gap > GAP_MS) for (const listener of this.#listeners) listener();
  }
}
