import { join } from 'node:path';
import type { AbortSignalLike } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import type { DataStore, FileRecord, VersionRecord } from './data-store';
import { digestOf, hashFile } from '../../backend/tables/hash-file';
import { fileAt, fileFailure, type DataFormat, type SourceFile } from '../../backend/tables/source-files';

/** A file that was written this short before it was read could be written again without a change of its times. */
const FRESH_MS = 2_000;

export type Content = { readonly digest: string; readonly id: string; readonly bytes: number; readonly files: readonly FileRecord[] };
const ID_DIGITS = 12;

/** Digests of files, read again only where they may have changed. */
export class ContentReader {
  constructor(
    private readonly root: string,
    private readonly store: DataStore,
    private readonly now: () => number,
  ) {}

  /** Throws AppError: `data-encoding`, `local`, `cancelled`. */
  async read(files: readonly SourceFile[], format: DataFormat, signal?: AbortSignalLike, heard?: (part: number) => void): Promise<Content> {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    let done = 0;
    const records: FileRecord[] = [];
    for (const { path, stamp, bytes: size, mtimeMs } of files) {
      const known = this.store.digestOf(path, stamp);
      const isText = format !== 'parquet' && !path.endsWith('.gz');
      const hear = (count: number) => heard?.(Math.min(1, (done += count) / Math.max(1, bytes)));
      const begun = this.now();
      const digest = known ?? (await hashFile(join(this.root, path), { name: path, isText, signal, heard: hear }));
      if (known) hear(size);
      else if (begun - mtimeMs > FRESH_MS) this.store.keepDigest(path, stamp, digest);
      records.push({ path, bytes: size, digest, stamp });
    }
    const digest = digestOf(records.map((record) => record.digest));
    return { digest, id: digest.slice(0, ID_DIGITS), bytes, files: records };
  }

  /** Whether the files of a version still hold what they held. Throws AppError `stale` `data-version-gone` where one does not. */
  async stillThere(name: string, { id }: VersionRecord, format: DataFormat, signal?: AbortSignalLike): Promise<FileRecord[]> {
    const records = this.store.files(name, id);
    for (const record of records) {
      let isSame = false;
      try {
        const file = await fileAt(this.root, record.path);
        const same = file.stamp === record.stamp || (file.bytes === record.bytes && (await this.read([file], format, signal)).digest === record.digest);
        isSame = same;
      } catch (error) {
        const told = fileFailure(error, record.path).failure;
        if (told.detail.reason !== 'data-gone' && told.detail.reason !== 'data-encoding') throw error;
      }
      if (!isSame) throw new AppError(failure('stale', { reason: 'data-version-gone', values: { name, version: id, file: record.path } }));
    }
    return records;
  }
}
