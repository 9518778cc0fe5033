import type { Delivery, Split } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { WordId } from '../../../shared/words/words';

export type SplitSource = {
  readonly id: 'desired' | 'reported' | 'pods' | 'measured';
  readonly word: WordId;
  readonly share: number | null;
  readonly by: string | null;
};

/** Each number of a split with whoever says it. Measured traffic is never taken from anything else. */
export function splitSources(split: Split | null, traffic: DeliveryDetail['traffic'] | undefined, engine?: Delivery['engine']): readonly SplitSource[] {
  const router = traffic?.router ?? null;
  const share = (percent: number | null | undefined) => (percent === null || percent === undefined ? null : percent / 100);
  // A gateway of our own chooses by these very numbers, has no pods, and counts what came of it.
  if (engine === 'local')
    return [
      { id: 'desired', word: 'delivery.split.desired', share: share(split?.desired), by: null },
      { id: 'reported', word: 'delivery.split.exact', share: share(split?.reported), by: router },
    ];
  return [
    { id: 'desired', word: 'delivery.split.desired', share: share(split?.desired), by: null },
    { id: 'reported', word: 'delivery.split.reported', share: share(split?.reported), by: router },
    { id: 'pods', word: 'delivery.split.pods', share: share(split?.pods), by: null },
    { id: 'measured', word: 'delivery.split.measured', share: null, by: null },
  ];
}

/** The share that the bar draws: what the router reports, else what the pods come to; and the wanted one where it is another. */
export function drawnSplit(delivery: Pick<Delivery, 'split'>): {
  readonly share: number | null;
  readonly desired: number | null;
  readonly by: 'reported' | 'pods' | null;
} {
  const split = delivery.split;
  if (!split) return { share: null, desired: null, by: null };
  const drawn = split.reported ?? split.pods;
  const by = split.reported !== null ? 'reported' : split.pods !== null ? 'pods' : null;
  const differs = split.desired !== null && drawn !== null && Math.abs(split.desired - drawn) >= 1;
  return { share: drawn === null ? null : drawn / 100, desired: differs && split.desired !== null ? split.desired / 100 : null, by };
}
