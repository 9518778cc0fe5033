import type { AbortSignalLike } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';
import { withDuck } from '../scan/open-duck';

/** A database for one piece of work, as readers of payloads and of labels ask it. */
export interface ReadingJob {
  /** Rows with values of JSON: what is beyond a double comes as text. @throws whatever DuckDB says */
  json(sql: string): Promise<unknown[][]>;
  rows(sql: string): Promise<unknown>;
}

type Reached = {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly temporary: string;
  readonly signal?: AbortSignalLike | undefined;
};

/** @throws AppError `cancelled`, or whatever DuckDB says, to be read by `duckFailure` */
export function withJob<T>({ signal, ...needs }: Reached, work: (job: ReadingJob) => Promise<T>): Promise<T> {
  return withDuck(needs, async (connection) => {
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    const ask = async (sql: string) => {
      if (signal?.aborted) throw new AppError(failure('cancelled'));
      return connection.runAndReadAll(sql);
    };
    try {
      return await work({ json: async (sql) => (await ask(sql)).getRowsJson(), rows: ask });
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  });
}
