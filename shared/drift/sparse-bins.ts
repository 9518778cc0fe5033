/** What χ² wants to be expected in a bin: W. G. Cochran (1954). */
const EXPECTED_MIN = 5;
/** So many standard deviations above the share that a bin of its own takes, chance plays no part any more in whether a category has one. */
const BEYOND_CHANCE = 4;

type Bin = { readonly r: number; readonly c: number };
type Counts = { readonly reference: number[]; readonly current: number[] };

/**
 * Neighbouring bins put together until each is expected to hold five rows on the smaller side. Which ones depends on both sides together,
 * never on how they differ, so a test of what is left keeps its level.
 */
export function joinNeighbours(reference: readonly number[], current: readonly number[]): Counts {
  const { bins, least } = bothSides(reference, current);
  const joined: Bin[] = [];
  let open = NONE;
  for (const bin of bins) {
    open = plus(open, bin);
    if (open.r + open.c < least) continue;
    joined.push(open);
    open = NONE;
  }
  const last = joined.pop();
  return apart([...joined, ...(last || open !== NONE ? [plus(last ?? NONE, open)] : [])]);
}

/**
 * Rare categories put together with “other”, whatever order they are in. A category has a bin of its own because the reference holds many of
 * it, by chance too: of those about as rare as that takes, the reference holds too many and the rest too few, and a test of them would find
 * a change where there is none. By both sides together, and well above that share, chance has no part in it.
 * @param other whether the last bin is that of all others
 * @param ownFrom the share of the reference from which on a category has a bin of its own
 */
export function joinRare(reference: readonly number[], current: readonly number[], { other, ownFrom }: { other: boolean; ownFrom: number }): Counts {
  const { bins, least, rows } = bothSides(reference, current);
  const share = ownFrom + BEYOND_CHANCE * Math.sqrt(ownFrom / Math.max(1, rows.r));
  const own = Math.max(least, other ? share * (rows.r + rows.c) : 0);
  const others = other ? { r: reference.at(-1) ?? 0, c: current.at(-1) ?? 0 } : NONE;
  const named = bins.filter(({ isLast }) => !(other && isLast));
  const large = named.filter(({ r, c }) => r + c >= own);
  const small = named.filter(({ r, c }) => r + c < own).reduce<Bin>(plus, others);
  if (small.r + small.c === 0) return apart(large);
  if (small.r + small.c >= least || large.length === 0) return apart([...large, small]);
  const size = Math.min(...large.map(({ r, c }) => r + c));
  const place = large.findIndex(({ r, c }) => r + c === size);
  return apart(large.map((bin, at) => (at === place ? plus(bin, small) : bin)));
}

const plus = (one: Bin, added: Bin): Bin => ({ r: one.r + added.r, c: one.c + added.c });
const NONE: Bin = { r: 0, c: 0 };
const apart = (bins: readonly Bin[]): Counts => ({ reference: bins.map(({ r }) => r), current: bins.map(({ c }) => c) });

function bothSides(reference: readonly number[], current: readonly number[]) {
  const all = reference.map((r, bin) => ({ r, c: current[bin] ?? 0, isLast: bin === reference.length - 1 }));
  const bins = all.filter(({ r, c }) => r + c > 0);
  const rows = bins.reduce<Bin>(plus, NONE);
  return { bins, rows, least: (EXPECTED_MIN * (rows.r + rows.c)) / Math.max(1, Math.min(rows.r, rows.c)) };
}
