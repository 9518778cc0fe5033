import type { HostState } from '../../../../shared/models/service';

/** How a host stands: its state, who waits until it has settled, and its leaving, which is not told of any more. */
export class HostStanding {
  #state: HostState;
  #isLeaving = false;
  #settled: ((state: HostState) => void)[] = [];
  /** Whoever waits for the last answer. */
  #answered: (() => void) | undefined;

  constructor(
    state: HostState,
    private readonly onState: (state: HostState | null) => void,
  ) {
    this.#state = state;
  }

  get state(): HostState {
    return this.#state;
  }
  get isReady(): boolean {
    return this.#state.state === 'ready';
  }
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Ready, or failed. */
  settled(): Promise<HostState> {
    return this.#state.state === 'loading' ? new Promise((resolve) => this.#settled.push(resolve)) : Promise.resolve(this.#state);
  }

  become(state: HostState['state'], more: Partial<Pick<HostState, 'failure' | 'loadMs'>> = {}): void {
    this.#state = { ...this.#state, state, since: Date.now(), failure: null, ...more };
    if (this.#isLeaving) return;
    this.onState(this.#state);
    if (state !== 'loading') this.#tellSettled();
  }

  /** Something more is known of it. */
  note(more: Pick<HostState, 'batches'>): void {
    this.#state = { ...this.#state, ...more };
    if (!this.#isLeaving) this.onState(this.#state);
  }

  leave(): void {
    this.onState(null);
    this.#isLeaving = true;
    this.#tellSettled();
  }

  /** Resolves with `answered`, and at the latest after `limitMs`. */
  lastAnswer(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, limitMs);
      this.#answered = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  /** Nothing is under way any more. */
  answered(): void {
    this.#answered?.();
  }

  #tellSettled(): void {
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve(this.#state);
  }
}
