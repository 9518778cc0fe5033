import type { Both, MeasuredColumn } from '../../electron/backend/drift/judge/measured-column';
import { edgesByMass, type Ranked, rankedValues } from '../../shared/drift/edges';
import { measureValues } from '../../shared/drift/value-measures';

/** What a configuration says where it says nothing. */
const BINS = 20;
const OTHER_BELOW = 0.001;

/** A column of numbers as a scan hands it over. @param values in ascending order, all finite @param rows those without a value too */
export function numberColumn(
  name: string,
  values: Both<Float64Array>,
  rows: Both<number> = { reference: values.reference.length, current: values.current.length },
): MeasuredColumn {
  const [one, two] = [rankedValues(values.reference), rankedValues(values.current)];
  const edges = edgesByMass(one, BINS);
  const counts = (side: Ranked) => [...edges.map((edge) => side.below(edge)), side.count].map((below, at, all) => below - (all[at - 1] ?? 0));
  return {
    name,
    type: 'number',
    rows,
    missing: { reference: rows.reference - one.count, current: rows.current - two.count },
    notFinite: { reference: 0, current: 0 },
    fault: null,
    bins: edges.length === 0 ? null : { kind: 'edges', edges },
    counts: edges.length === 0 ? { reference: [], current: [] } : { reference: counts(one), current: counts(two) },
    values: measureValues(values),
    newCategories: null,
    outOfRange: one.count === 0 ? null : { below: two.below(one.at(0)), above: two.count - two.upTo(one.at(one.count - 1)) },
  };
}

/** A column of categories as a scan hands it over, by how often each occurs. @param missing rows without a value */
export function categoryColumn(name: string, counts: Both<ReadonlyMap<string, number>>, missing: Both<number> = { reference: 0, current: 0 }): MeasuredColumn {
  const present = { reference: totalOf(counts.reference), current: totalOf(counts.current) };
  const named = [...counts.reference].filter(([, count]) => count >= OTHER_BELOW * present.reference).toSorted(([, n], [, m]) => m - n);
  const held = (side: ReadonlyMap<string, number>) => {
    const own = named.map(([value]) => side.get(value) ?? 0);
    return [...own, totalOf(side) - own.reduce((sum, count) => sum + count, 0)];
  };
  const often = (times: number) => [...counts.reference.values()].filter((count) => count === times).length;
  return {
    name,
    type: 'category',
    rows: { reference: present.reference + missing.reference, current: present.current + missing.current },
    missing,
    notFinite: { reference: 0, current: 0 },
    fault: null,
    bins: { kind: 'categories', values: named.map(([value]) => value), other: true },
    counts: { reference: held(counts.reference), current: held(counts.current) },
    values: null,
    newCategories: {
      rows: [...counts.current].reduce((sum, [value, count]) => sum + (counts.reference.has(value) ? 0 : count), 0),
      once: often(1),
      twice: often(2),
    },
    outOfRange: null,
  };
}

const totalOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
