/** A link that has been silent for this long is asked for a sign of life. */
export const ASK_AFTER_MS = 4_000;
/** And is dead when no byte at all comes for this long after that. Together with two ticks: under 15 s. */
export const ANSWER_WITHIN_MS = 8_500;
const TICK_MS = 500;
/** After a sleep most links are dead: a shorter wait, since until then old values pass for true ones. */
const AWAKE_WITHIN_MS = 4_000;
/** A tick this late means that we ourselves stood still: silence then says nothing about the other side. */
const LATE_TICK_MS = 2_000;

export type HeartbeatOptions = {
  /** Bytes received so far. Any byte is life: on a slow link an answer may be queued behind much data. */
  readonly heard: () => number;
  readonly ask: () => void;
  readonly onDead: (silentMs: number) => void;
  readonly now?: () => number;
};

/** Tells a dead or stalled link from a quiet one, also while its sockets stay open. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #bytes: number;
  #heardAt: number;
  #tickAt: number;
  #askedAt: number | null = null;
  #answerWithinMs = ANSWER_WITHIN_MS;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#bytes = options.heard();
    this.#heardAt = this.#tickAt = this.#now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Asks now. What was silence until now does not count. */
  check(): void {
    this.#bytes = this.#options.heard();
    this.#askedAt = this.#heardAt = this.#now();
    this.#answerWithinMs = AWAKE_WITHIN_MS;
    this.#options.ask();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#now();
    const late = now - this.#tickAt > LATE_TICK_MS;
    this.#tickAt = now;
    const bytes = this.#options.heard();
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#heardAt = now;
      this.#askedAt = null;
    } else if (late) {
      this.check();
    } else if (this.#askedAt === null) {
      if (now - this.#heardAt >= ASK_AFTER_MS) {
        this.#askedAt = now;
        this.#answerWithinMs = ANSWER_WITHIN_MS;
        this.#options.ask();
      }
    } else if (now - this.#askedAt >= this.#answerWithinMs) {
      this.stop();
      this.#options.onDead(now - this.#heardAt);
    }
  }
}
