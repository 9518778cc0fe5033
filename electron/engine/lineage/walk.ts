// Walks over ties: pure, over a function that gives the ties of one step.
import { type LineageKey, lineageRef } from '../../../shared/models/lineage';
import { grouped } from '../../../shared/lib/grouped';
import type { Tie, Way } from './fact-store';

/** The ties one step from some things. */
export type Step = (keys: readonly LineageKey[], way: Way) => readonly Tie[];
export type Reached = ReadonlyMap<string, { readonly key: LineageKey; readonly steps: number }>;

const ahead = ({ from, to }: Tie, way: Way): LineageKey => (way === 'up' ? from : to);

/** Everything within `depth` steps of the starts, nearest first, at most `limit` of them; the starts are at 0. */
export function reach(starts: readonly LineageKey[], way: Way, step: Step, depth = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY): Reached {
  const reached = new Map(starts.map((key) => [lineageRef(key), { key, steps: 0 }]));
  let edge = [...starts];
  for (let steps = 1; steps <= depth && edge.length > 0; steps += 1) {
    const next: LineageKey[] = [];
    for (const tie of step(edge, way)) {
      const key = ahead(tie, way);
      const ref = lineageRef(key);
      if (reached.has(ref)) continue;
      if (reached.size >= limit) return reached;
      reached.set(ref, { key, steps });
      next.push(key);
    }
    edge = next;
  }
  return reached;
}

/** How many things hang together with the starts: all above them and all below them. */
export const countTogether = (starts: readonly LineageKey[], step: Step): number =>
  new Set([...reach(starts, 'up', step).keys(), ...reach(starts, 'down', step).keys()]).size;

/** The ties of all shortest ways from one thing down to another; none where there is no way. */
export function shortestWays(from: LineageKey, to: LineageKey, step: Step): readonly Tie[] {
  const goal = lineageRef(to);
  const steps = new Map([[lineageRef(from), 0]]);
  const into = new Map<string, Tie[]>();
  let edge: LineageKey[] = [from];
  for (let at = 1; edge.length > 0 && !steps.has(goal); at += 1) {
    const next: LineageKey[] = [];
    for (const tie of step(edge, 'down')) {
      const ref = lineageRef(tie.to);
      if (!steps.has(ref)) {
        steps.set(ref, at);
        next.push(tie.to);
      }
      if (steps.get(ref) === at) into.set(ref, [...(into.get(ref) ?? []), tie]);
    }
    edge = next;
  }
  const ways: Tie[] = [];
  const back = new Set([goal]);
  for (const ref of back) {
    for (const tie of into.get(ref) ?? []) {
      ways.push(tie);
      back.add(lineageRef(tie.from));
    }
  }
  return ways;
}

/** Ties between things that are shown, where what lies between them may be hidden: `a → (hidden) → b` becomes `a → b`. */
export function contract(ties: readonly Tie[], shown: (key: LineageKey) => boolean): Tie[] {
  const out = grouped(ties, ({ from }) => lineageRef(from));
  const made = new Map<string, Tie>();
  for (const tie of ties) {
    if (!shown(tie.from)) continue;
    const seen = new Set<string>();
    const open = [tie];
    for (const { to, relation } of open) {
      const ref = lineageRef(to);
      if (seen.has(ref)) continue;
      seen.add(ref);
      if (shown(to)) made.set(`${lineageRef(tie.from)} ${ref} ${relation}`, { from: tie.from, to, relation });
      else open.push(...(out.get(ref) ?? []));
    }
  }
  return [...made.values()];
}
