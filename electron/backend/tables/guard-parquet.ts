import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { fileFailure } from './source-files';

/** At both ends of a Parquet file; before the last one stands the length of the footer. */
const MARK_BYTES = 4;
const TAIL_BYTES = 8;
const MARKS = ['PAR1', 'PARE'];

/** Whether a file begins and ends as Parquet does: of many files DuckDB would not say which one does not. Throws AppError `invalid` `data-cut-short`. */
export async function guardParquet(root: string, path: string): Promise<void> {
  let isWhole = false;
  try {
    const file = await open(join(root, path), 'r');
    try {
      const { size } = await file.stat();
      const ends = Buffer.alloc(MARK_BYTES + TAIL_BYTES);
      await file.read(ends, 0, MARK_BYTES, 0);
      await file.read(ends, MARK_BYTES, TAIL_BYTES, Math.max(0, size - TAIL_BYTES));
      const [head, footerBytes, tail] = [ends.toString('latin1', 0, MARK_BYTES), ends.readUInt32LE(MARK_BYTES), ends.toString('latin1', TAIL_BYTES)];
      isWhole = MARKS.includes(head) && head === tail && footerBytes + MARK_BYTES + TAIL_BYTES <= size;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error, path);
  }
  if (!isWhole) throw new AppError(failure('invalid', { reason: 'data-cut-short', values: { file: path, where: path } }));
}
