import type { Delivery } from '../../../shared/models/delivery';
import type { Revision } from '../../../shared/models/delivery-detail';
import type { WordId } from '../../../shared/words/words';

/** Why a roll-back to a revision makes no sense; null where it does. What stands in the way of every change is told apart. */
export function notBackTo(revision: Pick<Revision, 'key' | 'role'>, delivery: Pick<Delivery, 'offers'>): WordId | null {
  if (revision.key === null) return 'delivery.history.no-key';
  if (revision.role === 'candidate' || revision.role === 'both') return 'delivery.history.written';
  if (!delivery.offers.includes('roll-back')) return 'delivery.history.not-offered';
  return null;
}

/** The revision that another is compared with: the stable one; for the stable one itself the one before it. */
export function comparedWith(revision: Revision, revisions: readonly Revision[]): Revision | null {
  const stable = revisions.find(({ role }) => role === 'stable' || role === 'both');
  if (stable && stable !== revision) return stable;
  const at = revisions.indexOf(revision);
  return revisions[at + 1] ?? null;
}
