const FIRST_DELAY_MS = 500;
const DELAY_MAX_MS = 30_000;
/** Deaths in a row, about two minutes of trying, after which only the user can say "again". */
export const DEATHS_MAX = 8;
/** Who lived this long was well: the count starts anew. */
const WELL_AFTER_MS = 60_000;

export type RestartDecision = { readonly attempt: number; readonly delayMs: number } | { readonly attempt: number; readonly delayMs: null };

/** Decides when a process that ended is started again. */
export interface RestartPolicy {
  /** @returns the delay until the next start, or null when it has died too often. */
  ended(livedMs: number): RestartDecision;
  reset(): void;
}

/** Doubles the delay with every quick death; the jitter keeps it between a half and the whole of that. */
export function createRestartPolicy(random: () => number): RestartPolicy {
  let attempt = 0;
  return {
    ended(livedMs) {
      if (livedMs >= WELL_AFTER_MS) attempt = 0;
      attempt += 1;
      if (attempt >= DEATHS_MAX) return { attempt, delayMs: null };
      const full = Math.min(DELAY_MAX_MS, FIRST_DELAY_MS * 2 ** attempt);
      return { attempt, delayMs: Math.round(full * (0.5 + random() / 2)) };
    },
    reset() {
      attempt = 0;
    },
  };
}

/** Counts events within a time window. */
export interface RateLimit {
  /** @returns false when this one is too many. */
  allow(now: number): boolean;
}

export function createRateLimit(max: number, windowMs: number): RateLimit {
  let times: number[] = [];
  return {
    allow(now) {
      times = times.filter((time) => now - time < windowMs);
      if (times.length >= max) return false;
      times.push(now);
      return true;
    },
  };
}
