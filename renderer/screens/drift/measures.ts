import { type DriftMeasure, driftMeasureSchema } from '../../../shared/models/drift-config';
import type { ColumnReport } from '../../../shared/models/drift-report';

export const DRIFT_MEASURES: readonly DriftMeasure[] = driftMeasureSchema.options;
export const isDriftMeasure = (text: string): text is DriftMeasure => driftMeasureSchema.safeParse(text).success;

/** How large a measure is that can decide. Wasserstein's as a multiple of the reference's spread, as its threshold is. */
export function sizeOf({ measures }: Pick<ColumnReport, 'measures'>, measure: DriftMeasure): number | null {
  if (measure === 'ks') return measures.ks?.d ?? null;
  if (measure === 'wasserstein') return measures.wasserstein?.normalised ?? null;
  return measures[measure];
}

/** Its p-value, where it has one: after Benjamini and Hochberg where it was adjusted. */
export function pOf({ measures }: Pick<ColumnReport, 'measures'>, measure: DriftMeasure): { readonly p: number; readonly adjusted: boolean } | null {
  const { ks, chi2 } = measures;
  const tested = measure === 'ks' || measure === 'wasserstein' ? ks : chi2;
  if (!tested) return null;
  if (tested.p_adjusted !== null) return { p: tested.p_adjusted, adjusted: true };
  return tested.p === null ? null : { p: tested.p, adjusted: false };
}
