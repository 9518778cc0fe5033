import type { Finding } from '../../../shared/models/stage';
import { figure, finding } from './findings';
import type { Effort, Turn } from './measure';

type Sides = { readonly candidate: Turn; readonly champion: Turn | null };

/**
 * Whether a server goes on growing while it is asked. Only the second half is looked at: what it takes to answer at all, it has by then. What the
 * champion grew by in the same turns is let pass.
 */
export function growthFinding(turns: readonly Sides[], { requests, together }: Effort, limit: number): Finding {
  const late = turns.slice(Math.floor(turns.length / 2));
  const own = grownIn(late.map(({ candidate }) => candidate));
  const other = Math.max(0, grownIn(late.flatMap(({ champion }) => champion ?? [])) ?? 0);
  const outcome = own === null ? 'inconclusive' : own - other > limit ? 'fail' : 'pass';
  const asked = Math.max(0, late.length - 1) * (requests + together);
  return finding('growth', outcome, { grown: figure(Math.max(0, own ?? Number.NaN)), champion: figure(other), limit: String(limit), requests: String(asked) });
}

function grownIn(turns: readonly Turn[]): number | null {
  const [first, last] = [turns[0]?.megabytes, turns.at(-1)?.megabytes];
  return first === null || first === undefined || last === null || last === undefined || turns.length < 2 ? null : last - first;
}
