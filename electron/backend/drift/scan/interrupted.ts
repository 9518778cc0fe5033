import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';
import { duckFailure } from '../../tables/duck-failure';

/** Work that a signal stops in the midst of a statement. Throws AppError: `cancelled`, or what DuckDB said in our words. */
export async function interrupted<T>(connection: DuckDBConnection, signal: AbortSignalLike | undefined, source: string, work: () => Promise<T>): Promise<T> {
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted ? new AppError(failure('cancelled'), { cause: error }) : duckFailure(error, { source });
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
