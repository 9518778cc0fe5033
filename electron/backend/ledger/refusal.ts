import { AppError, failure, type FailureReason } from '../../../shared/models/failure';
import { storeFailure } from '../lib/store-failure';

export const LEDGER_FILE = 'ledger.db';

export const refusal = (reason: FailureReason, text: string): AppError => new AppError(failure('local', { reason, text, values: { file: LEDGER_FILE } }));

/** What the disk or SQLite said, in our words; anything else is left as it is. */
export const ledgerError = (error: unknown): unknown =>
  error instanceof AppError || !(error instanceof Error && 'code' in error) ? error : new AppError(storeFailure(error, LEDGER_FILE), { cause: error });
