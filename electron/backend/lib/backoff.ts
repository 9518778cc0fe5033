export type BackoffOptions = { readonly baseMs: number; readonly capMs: number; readonly random?: () => number };

/** Growing waits with jitter, so that many who lost the same thing do not come back at the same moment. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #tries = 0;

  constructor(options: BackoffOptions) {
    this.#options = { random: Math.random, ...options };
  }

  get tries(): number {
    return this.#tries;
  }

  /** Milliseconds to wait now: between half and all of base · 2ⁿ, at most the cap. */
  next(): number {
    const { baseMs, capMs, random } = this.#options;
    const full = Math.min(capMs, baseMs * 2 ** Math.min(this.#tries, 30)); // 2³⁰ · base is beyond any cap
    this.#tries += 1;
    return Math.round(full * (0.5 + random() / 2));
  }

  reset(): void {
    this.#tries = 0;
  }
}
