import type { Delivery } from '../../shared/models/delivery';

export type ShownSplit = {
  /** Per cent of the candidate; null where nobody tells. */
  readonly percent: number | null;
  /** Who tells: the router, or the number of pods, which measures no traffic. */
  readonly source: 'reported' | 'pods' | null;
  /** What the step asks for. */
  readonly desired: number | null;
};

/** The share of the candidate as it is best known; null where nothing is under way. */
export function shownSplit({ split }: Pick<Delivery, 'split'>): ShownSplit | null {
  if (!split) return null;
  const { reported, pods, desired } = split;
  if (reported !== null) return { percent: reported, source: 'reported', desired };
  return { percent: pods, source: pods === null ? null : 'pods', desired };
}

/** Where among its steps it stands, counted from 1; null where it has none or all are behind it. */
export function stepPlace({ step, steps }: Pick<Delivery, 'step' | 'steps'>): { readonly step: number; readonly total: number } | null {
  return step === null || step >= steps.length ? null : { step: step + 1, total: steps.length };
}
