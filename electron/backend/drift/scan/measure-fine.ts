import { bracketOf } from '../../../../shared/drift/bracket';
import { edgesByMass, rankedRuns } from '../../../../shared/drift/edges';
import { ksOfCounts } from '../../../../shared/drift/ks';
import { populationSigma } from '../../../../shared/drift/population-sigma';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { MeasuredColumn } from '../judge/measured-column';
import type { ColumnPlan } from './column-plan';
import type { FineColumn } from './fine-numbers';

/** A column of more rows than can be held. Its bins are made of whole fine ones, so what is measured in them is exact; KS lies within its bracket. */
export function measureFine(plan: ColumnPlan, config: DriftConfig, reference: FineColumn, current: FineColumn): MeasuredColumn {
  const fine = reference.edges;
  // The lower edge stands for a bin; nothing of the reference is below the first.
  const lower = Float64Array.of(fine[0] ?? 0, ...fine);
  const edges = plan.config.edges ?? withLast(edgesByMass(rankedRuns(lower, reference.counts), plan.config.bins ?? config.bins), fine);
  const ks = ksOfCounts([...reference.counts], [...current.counts]);
  const counts = { reference: joined(reference.counts, fine, edges), current: joined(current.counts, fine, edges) };
  const greatest = plan.config.edges ? null : (current.counts.at(-1) ?? 0);
  return {
    name: plan.name,
    type: plan.type,
    rows: { reference: reference.rows, current: current.rows },
    missing: { reference: reference.nulls + reference.notFinite, current: current.nulls + current.notFinite },
    notFinite: { reference: reference.notFinite, current: current.notFinite },
    fault: null,
    bins: edges.length === 0 ? null : { kind: 'edges', edges: [...edges] },
    counts: edges.length === 0 ? { reference: [], current: [] } : counts,
    values: ks && { ks, wasserstein: null, sigma: populationSigma(lower, reference.counts) ?? 0 },
    bracket: bracketOf(reference.counts, current.counts),
    newCategories: null,
    outOfRange: edges.length === 0 || greatest === null ? null : { below: current.counts[0] ?? 0, above: greatest },
  };
}

/** The last edge is just above the greatest value, not above the last bin's lower edge. */
const withLast = (edges: readonly number[], fine: Float64Array): number[] => (edges.length === 0 ? [] : [...edges.slice(0, -1), fine.at(-1) ?? 0]);

function joined(counts: Float64Array, fine: Float64Array, edges: readonly number[]): number[] {
  const found = Array.from({ length: edges.length + 1 }, () => 0);
  let bin = 0;
  counts.forEach((count, at) => {
    const lower = fine[at - 1] ?? Number.NEGATIVE_INFINITY;
    while (bin < edges.length && lower >= (edges[bin] ?? 0)) bin += 1;
    found[bin] = (found[bin] ?? 0) + count;
  });
  return found;
}
