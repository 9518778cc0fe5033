import type { Distribution } from '../../../../shared/models/drift-report';

/** One bin of both sides, in shares of the rows of its side. */
export type DistributionBar = {
  /** `below` and `above` lie outside what the reference spans; `other` are all categories too small to be told apart. */
  readonly kind: 'in' | 'below' | 'above' | 'category' | 'other';
  /** Of a category. */
  readonly name: string | null;
  /** Of numbers and times. */
  readonly from: number | null;
  readonly to: number | null;
  readonly reference: number;
  readonly current: number;
  /** How much more of the current rows: from −1 to 1. */
  readonly difference: number;
};

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Both sides on the bins that the reference fixed. Bins beyond its ends are left out where nothing is in them. */
export function distributionBars({ bins, reference, current }: Distribution): readonly DistributionBar[] {
  const [all, now] = [total(reference), total(current)];
  const sides = (index: number) => {
    const [was, is] = [all > 0 ? (reference[index] ?? 0) / all : 0, now > 0 ? (current[index] ?? 0) / now : 0];
    return { reference: was, current: is, difference: is - was };
  };
  if (bins.kind === 'categories') {
    const none = { from: null, to: null };
    const named = bins.values.map((name, index): DistributionBar => ({ kind: 'category', name, ...none, ...sides(index) }));
    // Beyond those that have a name there is one count more, of all others.
    return bins.other ? [...named, { kind: 'other', name: null, ...none, ...sides(named.length) }] : named;
  }
  const { edges } = bins;
  const last = edges.length;
  return Array.from({ length: last + 1 }, (_, index): DistributionBar => {
    const kind = index === 0 ? 'below' : index === last ? 'above' : 'in';
    return { kind, name: null, from: edges[index - 1] ?? null, to: edges[index] ?? null, ...sides(index) };
  }).filter(({ kind, reference: was, current: is }) => kind === 'in' || was > 0 || is > 0);
}

/** Categories by how much they changed, so that what changed is in sight; all others come last. */
export function byChange(bars: readonly DistributionBar[], shown: number): readonly DistributionBar[] {
  const named = bars
    .filter(({ kind }) => kind === 'category')
    .toSorted((one, other) => Math.abs(other.difference) - Math.abs(one.difference) || other.reference - one.reference);
  const kept = named.slice(0, shown);
  const rest = [...named.slice(shown), ...bars.filter(({ kind }) => kind === 'other')];
  if (rest.length === 0) return kept;
  const sum = (of: (bar: DistributionBar) => number) => rest.reduce((all, bar) => all + of(bar), 0);
  return [
    ...kept,
    {
      kind: 'other',
      name: null,
      from: null,
      to: null,
      reference: sum((bar) => bar.reference),
      current: sum((bar) => bar.current),
      difference: sum((bar) => bar.difference),
    },
  ];
}
