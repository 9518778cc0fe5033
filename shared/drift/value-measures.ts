import { type KsDistance, ksOfGap } from './ks';
import { populationSigma } from './population-sigma';
import { gapOf, type ValuePair } from './value-pair';

/** What values say that counts in bins do not: small, so that a thread that holds millions of values hands over this alone. */
export type ValueMeasures = {
  readonly ks: KsDistance;
  /** In the unit of the values; null where it is larger than a number can hold. */
  readonly wasserstein: number | null;
  /** Of the whole reference (divided by n). */
  readonly sigma: number;
};

/** Null where either side holds no value. */
export function measureValues(pair: ValuePair): ValueMeasures | null {
  const gap = gapOf(pair);
  const sigma = 'values' in pair ? populationSigma(pair.values, pair.reference) : populationSigma(pair.reference);
  return gap === null || sigma === null ? null : { ks: ksOfGap(gap), wasserstein: gap.area, sigma };
}
