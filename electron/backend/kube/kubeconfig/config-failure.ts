import { AppError, type FailureReason, failure } from '../../../../shared/models/failure';

/** What the operator's configuration gets wrong. `text` never holds a value of it: those may be secrets. */
export function configError(reason: FailureReason, values: Readonly<Record<string, string>>, text?: string): AppError {
  return new AppError(failure('invalid', { reason, values, ...(text !== undefined && { text }) }));
}
