export type Histogram = { readonly edges: readonly number[]; readonly rows: readonly number[] };

const BINS_MAX = 48;
/** What lies far out is put into one bin at each end, so that a single value does not press all others into one. */
const CORE_SHARE = 0.5;
const CORE_MARGIN = 0.25;
/** Significant bits of a double. */
const BITS = 52;
/** Beyond it the next multiple is no double of its own. */
const STEPS_MAX = 2 ** BITS;

/**
 * Edges for values between two bounds: multiples of a power of two, so that histograms of two versions share edges, whatever their
 * bounds. `core`: where most values lie (the 1st and 99th percentile). Null where there is no such width.
 */
export function chooseEdges(min: number, max: number, core: readonly [number, number] | null): number[] | null {
  if (!Number.isFinite(max - min)) return null;
  const [low, high] = core ? widened(core, min, max) : [min, max];
  const isWhole = high - low >= (max - min) * CORE_SHARE;
  const [from, to] = isWhole ? [min, max] : [low, high];
  const width = widthFor(from, to);
  const edges: number[] = [];
  const below = Math.floor(from / width);
  const first = below * width > from ? below - 1 : below; // a quotient too small for a double is 0
  const last = Math.floor(to / width) + 1;
  for (let at = first; at <= last; at++) edges.push(at * width);
  if (!isWhole && min < (edges[0] ?? min)) edges.unshift(Math.abs(min / width) < STEPS_MAX ? Math.min(min, Math.floor(min / width) * width) : min);
  if (!isWhole && max >= (edges.at(-1) ?? max)) edges.push(Math.abs(max / width) < STEPS_MAX ? (Math.floor(max / width) + 1) * width : -doubleBefore(-max));
  return edges.every(Number.isFinite) && new Set(edges).size === edges.length ? edges : null;
}

function widened([low, high]: readonly [number, number], min: number, max: number): [number, number] {
  const margin = (high - low) * CORE_MARGIN;
  return [Math.max(min, low - margin), Math.min(max, high + margin)];
}

function widthFor(from: number, to: number): number {
  if (to === from) return Math.max(1, smallestStep(from, to));
  const width = Math.max(2 ** Math.ceil(Math.log2((to - from) / BINS_MAX)), smallestStep(from, to));
  return (to - from) / width > BINS_MAX ? 2 * width : width; // among the smallest doubles a quotient is rounded by up to a half
}

const smallestStep = (from: number, to: number): number =>
  Math.max(Number.MIN_VALUE, 2 ** (Math.floor(Math.log2(Math.max(Math.abs(from), Math.abs(to), Number.MIN_VALUE))) - BITS));

/** The double before: bins hold their lower edge and not their upper, while DuckDB's hold their upper. */
export function doubleBefore(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}

/** Shares of two histograms over bins that both know. Null where no edge of the one means anything to the other. */
export function sideBySide(before: Histogram, after: Histogram): { edges: number[]; before: number[]; after: number[] } | null {
  const isCut = ({ edges }: Histogram, at: number) => edges.includes(at) || at <= (edges[0] ?? at) || at >= (edges.at(-1) ?? at);
  const edges = [...new Set([...before.edges, ...after.edges])].filter((at) => isCut(before, at) && isCut(after, at)).toSorted((a, b) => a - b);
  if (edges.length < 3) return null;
  return { edges, before: shares(before, edges), after: shares(after, edges) };
}

function shares({ edges, rows }: Histogram, cuts: readonly number[]): number[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const found = Array.from({ length: cuts.length - 1 }, () => 0);
  let bin = 0;
  for (const [at, count] of rows.entries()) {
    while (bin < found.length - 1 && (edges[at] ?? 0) >= (cuts[bin + 1] ?? 0)) bin += 1;
    found[bin] = (found[bin] ?? 0) + (total === 0 ? 0 : count / total);
  }
  return found;
}

/** Half the sum of absolute differences: 0 the same, 1 apart. */
export const totalVariation = (before: readonly number[], after: readonly number[]): number =>
  Math.min(1, before.reduce((sum, share, at) => sum + Math.abs(share - (after[at] ?? 0)), 0) / 2);
