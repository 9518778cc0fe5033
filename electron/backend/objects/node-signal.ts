import type { AbortSignalLike } from '../../../shared/api/verb';

/** What Node's own parts and the SDK take. */
export function nodeSignal(signal: AbortSignalLike): AbortSignal {
  const abort = new AbortController();
  if (signal.aborted) abort.abort();
  signal.addEventListener('abort', () => abort.abort(), { once: true });
  return abort.signal;
}
