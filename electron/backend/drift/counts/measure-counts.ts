import { totalOf } from '../../../../shared/drift/shares';
import type { MeasuredColumn } from '../judge/measured-column';
import type { WindowCounts } from './counts-file';
import type { FrozenColumn } from './frozen-bins';

type Column = Pick<WindowCounts, 'nulls' | 'notFinite' | 'counts'>;

/** A column of a window as its judge wants it, from counts alone: what takes the values themselves is left out, and KS is taken at the edges. */
export function measureCounts(frozen: FrozenColumn, current: Column): MeasuredColumn {
  const { name, type, bins, reference } = frozen;
  const counts = { reference: reference.counts, current: reference.counts.map((_, bin) => current.counts[bin] ?? 0) };
  const known = {
    name,
    type,
    rows: { reference: reference.rows, current: totalOf(counts.current) + current.nulls + current.notFinite },
    missing: { reference: reference.nulls + reference.notFinite, current: current.nulls + current.notFinite },
    notFinite: { reference: reference.notFinite, current: current.notFinite },
    fault: null,
  };
  if (bins.kind === 'edges') {
    const [below = 0, above = 0] = [counts.current[0], counts.current.at(-1)];
    const isClosed = (reference.counts[0] ?? 0) === 0 && (reference.counts.at(-1) ?? 0) === 0;
    return {
      ...known,
      bins: { kind: 'edges', edges: bins.edges },
      counts,
      values: null,
      newCategories: null,
      // Where the edges end with the reference, what lies beyond them is what it does not have.
      outOfRange: isClosed ? { below, above } : null,
    };
  }
  const others = { reference: counts.reference.at(-1) ?? 0, current: counts.current.at(-1) ?? 0 };
  const other = others.reference > 0 || others.current > 0;
  const kept = (side: readonly number[]) => (other ? side : side.slice(0, -1));
  return {
    ...known,
    bins: { kind: 'categories', values: bins.values, other },
    counts: { reference: kept(counts.reference), current: kept(counts.current) },
    values: null,
    // What is new is known where the reference has no others that it could be.
    newCategories: others.reference > 0 ? null : { rows: others.current, once: reference.once, twice: reference.twice },
    outOfRange: null,
  };
}
