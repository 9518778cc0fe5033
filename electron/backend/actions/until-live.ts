import type { EntityKey } from '../../../shared/models/entity';
import type { Freshness } from '../../../shared/models/freshness';
import type { ActionParts } from './parts';

/** How long a connection that nobody looked at may take to become live. Whatever takes longer is told as it stands. */
const WITHIN_MS = 10_000;

/** How far the entity's connection can be believed, once that is settled: one that is only idle is woken first. Throws when `signal` aborts. */
export async function untilLive({ connections, inventory }: ActionParts, { connection, kind }: EntityKey, signal: AbortSignal): Promise<Freshness> {
  const release = connections.need(kind);
  const now = () => connections.get(connection).view().freshness;
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    if (settled(now())) return now();
    await new Promise<void>((resolve, reject) => {
      const end = () => resolve();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      timer = setTimeout(end, WITHIN_MS);
      stop = inventory.listen(kind, { onFreshness: (id, freshness) => id === connection && settled(freshness) && end() });
    });
    return now();
  } finally {
    stop?.();
    clearTimeout(timer);
    release();
  }
}

/** One that is being mended may take its time: that is told at once. */
const settled = ({ state }: Freshness): boolean => state !== 'idle' && state !== 'connecting';
