import type { AbortSignalLike } from '../../../shared/api/verb';

/** Waits, or until the signal says that nobody does. */
export function pause(ms: number, signal?: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** One signal for several. To be released, since the longest-lived of them holds on to it. */
export function linkSignals(...signals: readonly (AbortSignalLike | undefined)[]): { readonly signal: AbortSignal; release(): void } {
  const linked = new AbortController();
  const abort = () => linked.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  }
  return { signal: linked.signal, release: () => signals.forEach((signal) => signal?.removeEventListener('abort', abort)) };
}
