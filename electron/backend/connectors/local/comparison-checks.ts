import type { Check } from '../../../../shared/models/action';
import { type ArmComparison, type ComparisonPoint, MARGINS, POINT_CHECKS, type PointOf } from '../../../../shared/models/arm-comparison';
import { failureOf } from '../../../../shared/models/failure';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';

/** A candidate that fails may go on by whoever says why: that, and these numbers, stay in the ledger. What is open is not known, and asks as well. */
const OUTCOMES = { pass: 'pass', fail: 'warn', inconclusive: 'unknown' } as const;

/** How the candidate does beside the stable revision, by what is known now. Where that cannot be asked, nothing is known. */
export async function comparisonChecks(session: WorkspaceSession, connection: string, service: string, signal: AbortSignal): Promise<Check[]> {
  try {
    const { comparison } = await session.link().request('services.compare', { connection, service }, signal);
    return comparison ? checksOf(comparison) : [];
  } catch (error) {
    if (signal.aborted) throw error;
    const why = failureOf(error); // whoever stops a candidate, or goes on with it, is not held up by what only tells about it
    return Object.values(POINT_CHECKS).map((id) => check(id, 'unknown', {}, why));
  }
}

/** Pure. */
export const checksOf = ({ points }: Pick<ArmComparison, 'points'>): Check[] =>
  points.map((point) => check(POINT_CHECKS[point.id], OUTCOMES[point.verdict], { ...(point.reason !== null && { open: point.reason }), ...valuesOf(point) }));

const DIGITS = 3;
const figure = (value: number): string => String(Number(value.toPrecision(DIGITS)));
const share = ({ part, total }: { readonly part: number; readonly total: number }): string => `${part}/${total}`;
type Found = { readonly value: number; readonly low: number; readonly high: number } | null;
const interval = (name: string, found: Found): Check['values'] =>
  found ? { [name]: `${figure(found.value)} [${figure(found.low)}, ${figure(found.high)}]` } : {};

/** The numbers that it rests on. */
function valuesOf(point: ComparisonPoint): Check['values'] {
  switch (point.id) {
    case 'enough':
      return { stable: String(point.requests.stable), candidate: String(point.requests.candidate), needed: String(point.needed ?? 0) };
    case 'inputs':
    case 'predictions': {
      const [worst] = point.features.toSorted((a, b) => (b.psi?.value ?? 0) - (a.psi?.value ?? 0));
      return worst ? { feature: worst.name, ...interval('psi', worst.psi), limit: String(MARGINS.psi) } : {};
    }
    case 'errors': {
      const { arms, difference } = point;
      return { stable: share(arms.stable), candidate: share(arms.candidate), ...interval('difference', difference), margin: String(MARGINS.errors) };
    }
    case 'answers': {
      const { empty, refused, emptyMore, refusedMore } = point;
      const without = empty ? { empty: share(empty.candidate), ...interval('emptyMore', emptyMore) } : {};
      return { refused: share(refused.candidate), ...interval('refusedMore', refusedMore), ...without, margin: String(MARGINS.answers) };
    }
    case 'latency':
      return { ...interval('p95', point.quantiles.find(({ quantile }) => quantile === 'p95')?.ratio ?? null), limit: String(MARGINS.latency) };
    case 'quality': {
      const { metric, arms, difference, margin, labelled, slice } = point;
      if (metric === null) return {};
      const both = { ...interval('stable', arms.stable), ...interval('candidate', arms.candidate), ...interval('difference', difference) };
      return { metric, ...both, ...(margin !== null && { margin: figure(margin) }), labels: share(labelled.candidate), ...sliceOf(slice) };
    }
  }
}

const sliceOf = (slice: PointOf<'quality'>['slice']): Check['values'] =>
  slice ? { slice: `${slice.feature} = ${slice.value}`, slices: String(slice.of), ...interval('sliceDifference', slice.difference) } : {};
