import type { AttentionItem } from '../../../shared/models/attention';
import type { Delivery } from '../../../shared/models/delivery';

/** A delivery that moves for this long without any news of it is looked at by nobody, or stuck. */
export const STUCK_AFTER_MS = 15 * 60_000;
/** A controller takes up a change within seconds; after this long it is probably not running. */
export const UNOBSERVED_AFTER_MS = 2 * 60_000;

export type Judged = Pick<AttentionItem, 'cause' | 'urgency'>;

/** What of a delivery waits for a person at this moment, and when that may change by the clock alone (epoch ms). Pure. */
export function judgeDelivery(delivery: Delivery, now: number): { judged: Judged | null; again: number | null } {
  const wait = (cause: AttentionItem['cause'], urgency: AttentionItem['urgency']) => ({ judged: { cause, urgency } as const, again: null });
  const { state, pause, since } = delivery;
  if (state === 'degraded') return wait('delivery-degraded', 'now');
  if (state === 'aborted') return wait('delivery-aborted', 'now');
  if (state === 'paused') {
    if (pause?.by === 'inconclusive') return wait('delivery-inconclusive', 'now');
    if (pause && pause.until !== null) return { judged: null, again: null }; // it goes on by itself
    return wait('delivery-paused', pause?.by === 'user' ? 'soon' : 'now');
  }
  const patience = state === 'unknown' && delivery.reason === 'not-observed' ? UNOBSERVED_AFTER_MS : isMoving(state) ? STUCK_AFTER_MS : null;
  if (patience === null || since === null) return { judged: null, again: null };
  return now >= since + patience ? wait('delivery-stuck', 'now') : { judged: null, again: since + patience };
}

const isMoving = (state: Delivery['state']): boolean => state === 'progressing' || state === 'starting' || state === 'promoting' || state === 'rolling-back';
