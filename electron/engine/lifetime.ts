import type { RunningTraining } from './contract';

export type LifetimeParts = {
  readonly training: Pick<RunningTraining, 'active' | 'stopAll'>;
  /** How many services there are. */
  readonly services: () => number;
  /** Closes everything, once. */
  readonly letGo: () => Promise<void>;
};

/** How long an engine stays: until it is told to leave, and then until nothing trains, nothing is served that shall be, and no backend is there. */
export class Lifetime {
  /** Resolves when it has let go of everything, by whoever's wish. */
  readonly ended: Promise<void>;
  #told: () => void = () => undefined;
  #ending: Promise<void> | undefined;
  #readers = 0;
  #leaving = false;
  #keepServing = false;

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
    const isServing = this.#keepServing && this.parts.services() > 0;
    if (this.#leaving && this.#readers === 0 && this.parts.training.active() === 0 && !isServing) void this.end();
  }

  /** `stopRuns`: now, with what trains; else once it is idle. `keepServing`: while there are services, it stays for them. */
  async leave(stopRuns: boolean, keepServing = false): Promise<void> {
    if (this.#ending) return this.#ending;
    this.#leaving = true;
    this.#keepServing = keepServing;
    if (stopRuns) {
      await this.parts.training.stopAll();
      if (!keepServing || this.parts.services() === 0) return this.end();
    }
    this.endWhenIdle();
    return this.ended;
  }

  /** Services are no reason to stay any more. */
  letGoOfServices(): void {
    this.#keepServing = false;
    this.endWhenIdle();
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
