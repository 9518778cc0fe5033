import { benjaminiHochberg } from '../../../shared/drift/benjamini-hochberg';
import { joinSparse } from '../../../shared/drift/bins';
import { chiSquare } from '../../../shared/drift/chi-square';
import { newcombeDifference } from '../../../shared/drift/newcombe-difference';
import { psiByChance, psiInterval } from '../../../shared/drift/psi';
import { judge, together, type Verdict } from '../../../shared/drift/verdict';
import { type Distribution, type FeatureComparison, MARGINS, ROWS_MIN, type Undecided } from '../../../shared/models/arm-comparison';
import type { FeatureCounts } from './count-feature';
import type { Both } from './needs';

/** Of tests that find something where nothing is. */
const FALSE_ALARMS = 0.05;

/** Features of both arms, each with its verdict: drifted where the index reaches its margin and the test says that it is not chance, over all of them. */
export function compareFeatures(all: readonly FeatureCounts[]): FeatureComparison[] {
  const measured = all.map(measure);
  const adjusted = benjaminiHochberg(measured.map(({ p }) => p ?? 1));
  return measured.map(({ counts: { feature, bins, counts, rows, missing, beyond }, psi, byChance, inBins, p }, at) => {
    const told = p === null ? null : (adjusted[at] ?? 1);
    const few = Math.min(rows.stable, rows.candidate) < ROWS_MIN;
    const spread = judge(psi, MARGINS.psi);
    const byTest: Verdict = spread === 'fail' && (told ?? 1) >= FALSE_ALARMS ? 'inconclusive' : spread;
    const less = newcombeDifference({ part: missing.candidate, total: rows.candidate }, { part: missing.stable, total: rows.stable });
    const verdict = few ? 'inconclusive' : together([byTest, judge(less, MARGINS.missing)]);
    const reason: Undecided | null = verdict !== 'inconclusive' ? null : few ? 'few-requests' : 'undecided';
    return {
      name: feature.name,
      rows,
      verdict,
      reason,
      psi,
      byChance,
      bins: inBins,
      p: told,
      missing: { stable: { part: missing.stable, total: rows.stable }, candidate: { part: missing.candidate, total: rows.candidate } },
      beyond: { part: beyond, total: rows.candidate },
      distribution: bins && distributionOf(bins, counts),
    };
  });
}

function measure(counts: FeatureCounts) {
  const joined = joinSparse(counts.counts.stable, counts.counts.candidate);
  const of = [joined.reference, joined.current] as const;
  return {
    counts,
    psi: psiInterval(...of),
    byChance: psiByChance(...of),
    inBins: joined.reference.length,
    p: chiSquare(...of)?.p ?? (of[0].length === 1 ? 1 : null),
  };
}

function distributionOf(bins: NonNullable<FeatureCounts['bins']>, counts: Both<readonly number[]>): Distribution {
  const shares = { stable: sharesOf(counts.stable), candidate: sharesOf(counts.candidate) };
  return bins.kind === 'numbers' ? { kind: 'numbers', low: bins.low, high: bins.high, shares } : { kind: 'categories', names: [...bins.values], shares };
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
