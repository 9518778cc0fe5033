import { AppError, failure, type Failure, type FailureReason } from '../../../shared/models/failure';

const REASONS: Readonly<Record<string, FailureReason>> = {
  SQLITE_BUSY: 'store-locked',
  SQLITE_LOCKED: 'store-locked',
  SQLITE_CORRUPT: 'store-corrupt',
  SQLITE_NOTADB: 'store-corrupt',
  SQLITE_FULL: 'disk-full',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

/** What went wrong with a store, or another file of ours, in our words; SQLite's or the system's own below them. */
export function storeFailure(error: unknown, file = 'pilothouse.db'): Failure {
  if (error instanceof AppError) return error.failure;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return failure('local', {
    reason: REASONS[code] ?? 'store-unwritable',
    text: error instanceof Error ? error.message : String(error),
    values: { file },
  });
}
