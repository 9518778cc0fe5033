import { AppError, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';

export type RenewingOptions = {
  /** Makes a credential; aborted when nobody is interested any more. Throws AppError. */
  readonly make: (signal: AbortSignal) => Promise<Credential>;
  /** However often it is asked, it is made at most once in this time: a plugin may open a window each time. */
  readonly restMs: number;
  /** Renewed at this age even if it does not end; null: never. */
  readonly maxAgeMs: number | null;
  readonly now?: () => number;
};

/** Renewed this much before its end, so that it does not end on the way. */
const MARGIN_MS = 30_000;
/** … but a credential that lives shortly is used for most of its life. */
const MARGIN_SHARE = 0.2;

/**
 * Holds one credential and renews it: before its end, when the server refused it, at an age. Many callers share one
 * making. What fails is not tried again before `restMs` either: the same failure is told.
 */
export class RenewingSource {
  #current: Credential | null = null;
  #refused = false;
  #renewAt = 0;
  #failed: unknown = null;
  #restUntil = 0;
  #flight: { readonly promise: Promise<Credential>; readonly abort: AbortController } | null = null;
  readonly #now: () => number;

  constructor(private readonly options: RenewingOptions) {
    this.#now = options.now ?? Date.now;
  }

  async get(signal?: AbortSignal): Promise<Credential> {
    if (signal?.aborted) throw cancelled();
    const current = this.#current;
    if (current && !this.#refused && this.#now() < this.#renewAt) return current;
    if (!this.#flight && performance.now() < this.#restUntil) {
      if (this.#failed) throw this.#failed;
      if (current) return current;
    }
    this.#flight ??= this.#start();
    return await untilAborted(this.#flight.promise, signal);
  }

  reject(credential: Credential): void {
    if (credential === this.#current) this.#refused = true;
  }

  /** What it came from has changed, or the user asks for another try: the next `get` makes one without any rest. */
  forget(): void {
    this.#renewAt = 0;
    this.#restUntil = 0;
    this.#failed = null;
  }

  /** Ends a making that is under way; what is held stays. */
  abort(): void {
    this.#flight?.abort.abort();
  }

  #start(): { readonly promise: Promise<Credential>; readonly abort: AbortController } {
    const abort = new AbortController();
    const promise = this.options
      .make(abort.signal)
      .then((made) => this.#take(made))
      .catch((error: unknown) => this.#fail(error, abort.signal.aborted))
      .finally(() => {
        this.#flight = null;
      });
    // Every caller may have gone; then nobody is left to hear of a failure.
    promise.catch(() => undefined);
    return { promise, abort };
  }

  #take(made: Credential): Credential {
    const { maxAgeMs, restMs } = this.options;
    const now = this.#now();
    const lifeMs = made.expiresAt === null ? Number.POSITIVE_INFINITY : made.expiresAt - now;
    const usableMs = Math.min(lifeMs - Math.min(MARGIN_MS, lifeMs * MARGIN_SHARE), maxAgeMs ?? Number.POSITIVE_INFINITY);
    // One that is over on arrival is given out all the same: this clock may be wrong, and the server's is the one that counts.
    this.#renewAt = now + Math.max(usableMs, restMs);
    this.#restUntil = performance.now() + restMs;
    this.#failed = null;
    // The same again is told by the same object, so that callers see that trying again would not help.
    if (this.#current === null || !isSame(this.#current, made)) {
      this.#current = made;
      this.#refused = false;
    }
    return this.#current;
  }

  #fail(error: unknown, aborted: boolean): Credential {
    if (aborted) throw cancelled();
    this.#restUntil = performance.now() + this.options.restMs;
    const current = this.#current;
    if (current && !this.#refused && (current.expiresAt === null || current.expiresAt > this.#now())) {
      this.#renewAt = this.#now() + this.options.restMs;
      return current;
    }
    this.#failed = error;
    throw error;
  }
}

function isSame(one: Credential, other: Credential): boolean {
  return one.cert === other.cert && one.key === other.key && one.expiresAt === other.expiresAt && JSON.stringify(one.headers) === JSON.stringify(other.headers);
}

function cancelled(): AppError {
  return new AppError(failure('cancelled'));
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  return await new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
