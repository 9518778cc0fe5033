import type { RunningTraining } from './contract';

export type LifetimeParts = {
  readonly training: Pick<RunningTraining, 'active' | 'stopAll'>;
  /** Closes everything, once. */
  readonly letGo: () => Promise<void>;
};

/** How long an engine stays: until it is told to leave, and then until nothing trains and no backend is there. */
export class Lifetime {
  /** Resolves when it has let go of everything, by whoever's wish. */
  readonly ended: Promise<void>;
  #told: () => void = () => undefined;
  #ending: Promise<void> | undefined;
  #readers = 0;
  #leaving = false;

  constructor(private readonly parts: LifetimeParts) {
    this.ended = new Promise((resolve) => (this.#told = resolve));
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /** A backend has come. @returns what says that it went. */
  readerCame(): () => void {
    this.#readers += 1;
    return () => {
      this.#readers -= 1;
      this.endWhenIdle();
    };
  }

  endWhenIdle(): void {
    if (this.#ending) return; // the last readers go when there is nothing left to ask
    if (this.#leaving && this.#readers === 0 && this.parts.training.active() === 0) void this.end();
  }

  /** `stopRuns`: now, with what trains; else once it is idle. */
  async leave(stopRuns: boolean): Promise<void> {
    if (this.#ending) return this.#ending;
    this.#leaving = true;
    if (stopRuns) {
      await this.parts.training.stopAll();
      return this.end();
    }
    this.endWhenIdle();
    return this.ended;
  }

  /** Ends now. `last` is done when nothing is held any more. */
  end(last?: () => Promise<void>): Promise<void> {
    this.#ending ??= this.#end(last);
    return this.#ending;
  }

  async #end(last?: () => Promise<void>): Promise<void> {
    await this.parts.letGo();
    await last?.();
    this.#told();
  }
}
