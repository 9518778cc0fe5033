import type { ArmComparison } from '../../../shared/models/arm-comparison';
import { type Failure, failure } from '../../../shared/models/failure';

/** What speaks against a candidate, by the first point that fails; null where none does. What is open is no reason. */
export function worseOf(comparison: Pick<ArmComparison, 'candidate' | 'points'> | null): Failure | null {
  const failed = comparison?.points.find(({ verdict }) => verdict === 'fail');
  return comparison && failed ? failure('conflict', { reason: 'candidate-worse', values: { revision: String(comparison.candidate), point: failed.id } }) : null;
}
