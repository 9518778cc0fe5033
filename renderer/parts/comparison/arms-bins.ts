import type { Distribution } from '../../../shared/models/drift-report';

/** Categories that are drawn; all others are one. */
const DRAWN = 12;

export type ArmsBins = {
  readonly kind: 'numbers' | 'categories';
  readonly stable: readonly number[];
  readonly candidate: readonly number[];
  /** Of numbers the edges that are told, from low to high, and whether there is something beyond them. Of categories their names; null is all others. */
  readonly edges: readonly number[];
  readonly beyond: { readonly below: boolean; readonly above: boolean };
  readonly names: readonly (string | null)[];
};

const shares = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
};

/** Both sides of a column as shares of its bins. Ends that hold nothing are left out; of many categories those that differ most are drawn. */
export function armsBins({ bins, reference, current }: Distribution): ArmsBins {
  const [stable, candidate] = [shares(reference), shares(current)];
  if (bins.kind === 'edges') {
    const holds = (at: number) => (stable[at] ?? 0) > 0 || (candidate[at] ?? 0) > 0;
    const [below, above] = [holds(0), holds(stable.length - 1)];
    const within = (all: readonly number[]) => all.slice(below ? 0 : 1, above ? undefined : -1);
    const { edges } = bins;
    const told = [edges[0], edges[Math.floor(edges.length / 2)], edges.at(-1)].flatMap((edge) => edge ?? []);
    return { kind: 'numbers', stable: within(stable), candidate: within(candidate), edges: [...new Set(told)], beyond: { below, above }, names: [] };
  }
  const all = stable.map((share, at) => ({ name: bins.values[at] ?? null, stable: share, candidate: candidate[at] ?? 0 }));
  const named = all.filter(({ name }) => name !== null);
  const drawn = named.toSorted((a, b) => Math.abs(b.candidate - b.stable) - Math.abs(a.candidate - a.stable)).slice(0, DRAWN);
  const rest = all.filter((each) => !drawn.includes(each));
  const sum = (of: 'stable' | 'candidate') => rest.reduce((total, each) => total + each[of], 0);
  const shown = rest.length === 0 ? drawn : [...drawn, { name: null, stable: sum('stable'), candidate: sum('candidate') }];
  return {
    kind: 'categories',
    stable: shown.map((each) => each.stable),
    candidate: shown.map((each) => each.candidate),
    edges: [],
    beyond: { below: false, above: false },
    names: shown.map(({ name }) => name),
  };
}
