import type { Distribution } from '../../../../../shared/models/drift-report';

/** A bin as it is drawn: what it holds, and the shares of both sides in it. Bins next to each other are put together where there are many. */
export type DrawnBin = { readonly bin: BinName; readonly reference: number; readonly current: number };
export type BinName =
  | { readonly kind: 'below'; readonly edge: number }
  | { readonly kind: 'between'; readonly low: number; readonly high: number }
  | { readonly kind: 'above'; readonly edge: number }
  | { readonly kind: 'category'; readonly value: string }
  | { readonly kind: 'other' };

/** At most about `most` bins; empty where a side holds nothing, for then it has no shares. */
export function drawnBins(distribution: Distribution, most: number): DrawnBin[] {
  const { bins } = distribution;
  const [n, m] = [total(distribution.reference), total(distribution.current)];
  if (n === 0 || m === 0) return [];
  const share = (from: number, to: number) => ({
    reference: total(distribution.reference.slice(from, to)) / n,
    current: total(distribution.current.slice(from, to)) / m,
  });
  return bins.kind === 'edges' ? numbers(bins.edges, most, share) : categories(bins, distribution, most, share);
}

type Share = (from: number, to: number) => { readonly reference: number; readonly current: number };
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function numbers(edges: readonly number[], most: number, share: Share): DrawnBin[] {
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) return [];
  const below: DrawnBin = { bin: { kind: 'below', edge: first }, ...share(0, 1) };
  const above: DrawnBin = { bin: { kind: 'above', edge: last }, ...share(edges.length, edges.length + 1) };
  const inner = edges.length - 1;
  const together = Math.max(1, Math.ceil(inner / most));
  const between = Array.from({ length: Math.ceil(inner / together) }, (_, at): DrawnBin => {
    const [from, to] = [at * together, Math.min((at + 1) * together, inner)];
    return { bin: { kind: 'between', low: edges[from] ?? first, high: edges[to] ?? last }, ...share(from + 1, to + 1) };
  });
  const outside = (end: DrawnBin) => (end.reference > 0 || end.current > 0 ? [end] : []);
  return [...outside(below), ...between, ...outside(above)];
}

function categories(bins: Distribution['bins'] & { kind: 'categories' }, { reference, current }: Distribution, most: number, share: Share): DrawnBin[] {
  const all = bins.values.map((value, at): DrawnBin => ({ bin: { kind: 'category', value }, ...share(at, at + 1) }));
  const size = ({ reference: r, current: c }: DrawnBin) => Math.max(r, c);
  const shown = all.length <= most ? all : all.toSorted((a, b) => size(b) - size(a)).slice(0, most);
  const told = shown.reduce((sum, { reference: r, current: c }) => ({ r: sum.r + r, c: sum.c + c }), { r: 0, c: 0 });
  const places = Math.max(reference.length, current.length);
  if (shown.length === all.length && places === all.length) return shown;
  const rest: DrawnBin = { bin: { kind: 'other' }, reference: Math.max(0, 1 - told.r), current: Math.max(0, 1 - told.c) };
  return [...shown, rest];
}
