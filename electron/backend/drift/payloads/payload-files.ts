import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { ReadingJob } from './reading-job';

/** A file of payloads as it lies there. `stamp` differs whenever its content may. */
export type PayloadFile = { readonly path: string; readonly stamp: string; readonly mtimeMs: number };

export type PayloadsAsked = {
  /** All that may be needed to read the requests. */
  readonly files: readonly PayloadFile[];
  /** Those of them whose requests are taken. */
  readonly requests: readonly PayloadFile[];
  /** Where the table of features goes. It is not there where there is not one row. */
  readonly path: string;
  readonly signal?: AbortSignalLike | undefined;
};
/** What came of it. Of requests: without an answer, with a body that cannot be read, and that came more than once under one id. */
export type PayloadsTold = { readonly rows: number; readonly unanswered: number; readonly unreadable: number; readonly repeated: number };

/** Makes a table of features of payloads: request id, row, time and revision, then a column for each input and prediction. @throws whatever DuckDB says */
export type ReadPayloads = (job: ReadingJob, asked: PayloadsAsked) => Promise<PayloadsTold>;
