import { FEW_VALUES } from '../../../../shared/drift/category-bins';
import { edgesByMass, type Ranked, rankedValues } from '../../../../shared/drift/edges';
import { measureValues } from '../../../../shared/drift/value-measures';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { Both, MeasuredColumn } from '../judge/measured-column';
import type { ColumnPlan } from './column-plan';
import type { NumberColumn } from './read-numbers';

/** A column of numbers from the sorted values of both sides. */
export function measureNumbers(plan: ColumnPlan, config: DriftConfig, reference: NumberColumn, current: NumberColumn): MeasuredColumn {
  const [one, two] = [rankedValues(reference.sorted), rankedValues(current.sorted)];
  const few = plan.type === 'integer' && isPlain(plan) ? fewValues(one) : null;
  const [least, greatest] = [reference.sorted[0], reference.sorted.at(-1)];
  const known = {
    name: plan.name,
    type: plan.type,
    rows: { reference: reference.rows, current: current.rows },
    missing: { reference: reference.nulls + reference.notFinite, current: current.nulls + current.notFinite },
    notFinite: { reference: reference.notFinite, current: current.notFinite },
    fault: null,
    values: measureValues({ reference: reference.sorted, current: current.sorted }),
    outOfRange: least === undefined || greatest === undefined ? null : { below: two.below(least), above: two.count - two.upTo(greatest) },
  };
  if (few) return { ...known, ...asCategories(few, config, { reference: one, current: two }, reference.base) };
  const edges = plan.config.edges ?? fixedEdges(one, plan.config.bins ?? config.bins, reference.base);
  const base = Number(reference.base);
  // Edges that were set are in the values' own terms.
  const places = plan.config.edges ? edges.map((edge) => edge - base) : edges;
  return {
    ...known,
    bins: edges.length === 0 ? null : { kind: 'edges', edges: plan.config.edges ? [...edges] : edges.map((edge) => edge + base) },
    counts: edges.length === 0 ? { reference: [], current: [] } : { reference: countBetween(one, places), current: countBetween(two, places) },
    newCategories: null,
  };
}

/** Of whole numbers that are told by their distance from a base, the last edge is one above the greatest: the next double above the distance would be lost beside the base. */
function fixedEdges(reference: Ranked, bins: number, base: bigint): readonly number[] {
  const edges = edgesByMass(reference, bins);
  return base === 0n || edges.length === 0 ? edges : [...edges.slice(0, -1), reference.at(reference.count - 1) + 1];
}

const isPlain = ({ config }: ColumnPlan): boolean => config.as === undefined && config.edges === undefined && config.bins === undefined;

/** Rows below the first edge, in each bin, and from the last edge on. */
export function countBetween(ranked: Ranked, edges: readonly number[]): number[] {
  const places = edges.map((edge) => ranked.below(edge));
  return [...places, ranked.count].map((place, at) => place - (places[at - 1] ?? 0));
}

/** Distinct values, where they are few and there are any. */
function fewValues(ranked: Ranked): number[] | null {
  const values: number[] = [];
  for (let place = 0; place < ranked.count; ) {
    if (values.length === FEW_VALUES) return null;
    const value = ranked.at(place);
    values.push(value);
    place = ranked.upTo(value);
  }
  return values.length === 0 ? null : values;
}

function asCategories(few: readonly number[], { otherBelow }: DriftConfig, { reference, current }: Both<Ranked>, base: bigint) {
  const countOf = (ranked: Ranked, value: number) => ranked.upTo(value) - ranked.below(value);
  const counted = few.map((value) => ({ value, reference: countOf(reference, value), current: countOf(current, value) }));
  const named = counted.filter((each) => each.reference >= otherBelow * reference.count);
  const rest = (side: keyof Both<Ranked>, all: number) => all - named.reduce((sum, each) => sum + each[side], 0);
  const others = [rest('reference', reference.count), rest('current', current.count)] as const;
  const other = others.some((rows) => rows > 0);
  return {
    bins: { kind: 'categories' as const, values: named.map(({ value }) => String(BigInt(value) + base)), other },
    counts: {
      reference: [...named.map((each) => each.reference), ...(other ? [others[0]] : [])],
      current: [...named.map((each) => each.current), ...(other ? [others[1]] : [])],
    },
    newCategories: {
      rows: current.count - counted.reduce((sum, each) => sum + each.current, 0),
      once: counted.filter((each) => each.reference === 1).length,
      twice: counted.filter((each) => each.reference === 2).length,
    },
  };
}
