import { basename, join } from 'node:path';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { MonitorSource } from '../../../../shared/models/drift-monitor';
import { AppError, failure } from '../../../../shared/models/failure';
import { identityOf } from '../../../../shared/models/object-store';
import { matchesGlob } from '../../tables/glob';
import { type DataFormat, listFiles, type SourceFile } from '../../tables/source-files';
import { duckFailure } from '../../tables/duck-failure';
import type { FeatureCache } from '../payloads/feature-cache';
import { META } from '../payloads/feature-columns';
import { readKServe } from '../payloads/kserve-payloads';
import { readLocal } from '../payloads/local-payloads';
import type { PayloadFile, ReadPayloads } from '../payloads/payload-files';
import { withJob } from '../payloads/reading-job';
import { readSageMaker } from '../payloads/sagemaker-payloads';

/** What of a workspace that is open a source needs. */
export interface WorkspacePlace {
  /** Real path. */
  readonly folder: string;
  /** Of a version, else of what the source of the dataset holds now; relative to the folder. @throws AppError */
  dataset(name: string, version: string | null, signal: AbortSignalLike): Promise<{ readonly format: DataFormat; readonly files: readonly SourceFile[] }>;
}
/** What of an object store. */
export interface ObjectsPlace {
  list(
    bucket: string,
    prefix: string,
    signal: AbortSignalLike,
  ): Promise<readonly { readonly key: string; readonly size: number; readonly etag: string; readonly modifiedAt: number }[]>;
  /** A file of this computer that holds it, for as long as the look takes. @throws AppError */
  fetch(bucket: string, key: string, etag: string, signal: AbortSignalLike, columns?: readonly string[] | null): Promise<string>;
}
/** Where monitors read from; each throws AppError where that is not open. */
export interface MonitorPlaces {
  workspace(connection: string): WorkspacePlace;
  objects(connection: string): ObjectsPlace;
}

/** A piece of a source that is counted by itself, and again only when its `stamp` is another. */
export type SourcePart = {
  readonly key: string;
  readonly stamp: string;
  /** When it was written: of rows that say no time of their own. */
  readonly at: number;
  readonly bytes: number;
  /** Of a Parquet file in a store, which may lie here in part: which bytes it is, in the store's own words. */
  readonly identity: string | null;
  /** A file to read its rows from; null: it has none. Of `columns`, where they are named, and nothing else may be read of it. @throws AppError */
  table(signal: AbortSignalLike, columns?: readonly string[] | null): Promise<string | null>;
};
export type ListedSource = {
  readonly name: string;
  readonly parts: readonly SourcePart[];
  readonly format: DataFormat;
  /** The column that says when; null: `at` of its part does. */
  readonly time: string | null;
  /** Only rows of it count; null: all. */
  readonly revision: string | null;
  /** Payload logs are cleared by age: what was counted of a part that is gone stays. */
  readonly keepsGone: boolean;
  /** Its tables say which columns are predictions. */
  readonly ofPayloads: boolean;
};
export type SourceNeeds = { readonly places: MonitorPlaces; readonly features: FeatureCache; readonly temporary: string };

const PAYLOADS = '.pilothouse/payloads';
const HOUR_MS = 3_600_000;

/** What a source holds now. @throws AppError */
export async function listSource(source: MonitorSource, needs: SourceNeeds, signal: AbortSignalLike): Promise<ListedSource> {
  switch (source.kind) {
    case 'files': {
      const { folder } = needs.places.workspace(source.connection);
      const { path, format, time } = source;
      if (format === 'kserve' || format === 'sagemaker') {
        const files = await filesOfPayloads(folder, path, signal);
        return payloads(path, format, files, needs);
      }
      return plain(path, format, time, folder, await listFiles(folder, { path, format }, signal));
    }
    case 'dataset': {
      const place = needs.places.workspace(source.connection);
      const { format, files } = await place.dataset(source.dataset, source.version, signal);
      return plain(source.dataset, format, source.time, place.folder, files);
    }
    case 'payloads': {
      const { folder } = needs.places.workspace(source.connection);
      const path = `${PAYLOADS}/${source.service}`;
      const files = await listFiles(folder, { path: `${path}/*/*.parquet`, format: 'parquet' }, signal).catch((error: unknown) => noneYet(error));
      const own = files.map((file) => fileOf(folder, file));
      const listed = payloads(source.service, 'local', own, needs);
      return { ...listed, revision: source.revision === null ? null : String(source.revision) };
    }
    case 'objects':
      return objects(source, needs, signal);
  }
}

/** A log that nothing was written to yet is empty, not broken. */
function noneYet(error: unknown): readonly SourceFile[] {
  if (error instanceof AppError && ['data-gone', 'data-none'].includes(error.failure.detail.reason ?? '')) return [];
  throw error;
}

async function filesOfPayloads(folder: string, path: string, signal: AbortSignalLike): Promise<Listed[]> {
  const found = await Promise.all(
    (['parquet', 'csv', 'jsonl'] as const).map((format) => listFiles(folder, { path, format }, signal).catch((error: unknown) => noneYet(error))),
  );
  const files = new Map(found.flat().map((file) => [file.path, fileOf(folder, file)]));
  if (files.size === 0) throw new AppError(failure('invalid', { reason: 'data-none', values: { file: path } }));
  return [...files.values()];
}

type Listed = PayloadFile & {
  readonly key: string;
  readonly bytes: number;
  readonly fetch?: ((signal: AbortSignalLike, columns?: readonly string[] | null) => Promise<string>) | undefined;
};
const fileOf = (folder: string, { path, stamp, mtimeMs, bytes }: SourceFile): Listed => ({ path: join(folder, path), key: path, stamp, mtimeMs, bytes });

function plain(name: string, format: DataFormat, time: string | null, folder: string, files: readonly SourceFile[]): ListedSource {
  const parts = files.map(({ path, stamp, mtimeMs, bytes }): SourcePart => {
    // Rows that say no time are of when their file was written: another state of it is other rows, and those before stay counted.
    const key = time === null ? `${path}@${stamp}` : path;
    return { key, stamp, at: mtimeMs, bytes, identity: null, table: () => Promise.resolve(join(folder, path)) };
  });
  return { name, parts, format, time, revision: null, keepsGone: time === null, ofPayloads: false };
}

const READERS: Readonly<Record<'local' | 'kserve' | 'sagemaker', ReadPayloads>> = { local: readLocal, kserve: readKServe, sagemaker: readSageMaker };

/** Each file of a log is a part. Halves of KServe lie apart, so all that was written within an hour is one, read with the hours around it. */
function payloads(name: string, format: keyof typeof READERS, files: readonly Listed[], { features, temporary }: SourceNeeds): ListedSource {
  const table = (requests: readonly Listed[], around: readonly Listed[]) => async (signal: AbortSignalLike) => {
    const made = [format, ...around.map(({ path, stamp }) => `${path}|${stamp}`), ...requests.map(({ path }) => path)];
    return features.of(made, async (path) => {
      const local = async (list: readonly Listed[]) =>
        Promise.all(list.map(async (file) => ({ ...file, path: file.fetch ? await file.fetch(signal) : file.path })));
      const [asked, all] = [await local(requests), await local(around)];
      const reached = { files: all.map((file) => file.path), folders: [features.folder], temporary, signal };
      try {
        await withJob(reached, (job) => READERS[format](job, { files: all, requests: asked, path, signal }));
      } catch (error) {
        throw duckFailure(error, { source: requests[0]?.key ?? name });
      }
      if (signal.aborted) throw new AppError(failure('cancelled'));
    });
  };
  const parts = format === 'kserve' ? byHour(files, table) : files.map((file) => partOf(file.key, [file], [file], table));
  return { name, parts, format: 'parquet', time: META.time, revision: null, keepsGone: true, ofPayloads: true };
}

type TableOf = (requests: readonly Listed[], around: readonly Listed[]) => SourcePart['table'];

function partOf(key: string, requests: readonly Listed[], around: readonly Listed[], table: TableOf): SourcePart {
  const bytes = requests.reduce((sum, file) => sum + file.bytes, 0);
  const stamp = around.map((file) => `${basename(file.path)}|${file.stamp}`).join('\n');
  return { key, stamp, at: Math.min(...requests.map(({ mtimeMs }) => mtimeMs)), bytes, identity: null, table: table(requests, around) };
}

function byHour(files: readonly Listed[], table: TableOf): SourcePart[] {
  const hours = new Map<number, Listed[]>();
  for (const file of files) {
    const hour = Math.floor(file.mtimeMs / HOUR_MS);
    hours.set(hour, [...(hours.get(hour) ?? []), file]);
  }
  return [...hours]
    .toSorted(([a], [b]) => a - b)
    .map(([hour, own]) => {
      const around = [...(hours.get(hour - 1) ?? []), ...own, ...(hours.get(hour + 1) ?? [])];
      return partOf(new Date(hour * HOUR_MS).toISOString(), own, around, table);
    });
}

async function objects(source: Extract<MonitorSource, { kind: 'objects' }>, needs: SourceNeeds, signal: AbortSignalLike): Promise<ListedSource> {
  const { connection, bucket, prefix, glob, format, time } = source;
  const place = needs.places.objects(connection);
  const found = (await place.list(bucket, prefix, signal)).filter(
    ({ key, size }) => size > 0 && (glob === null || matchesGlob(glob, key.slice(prefix.length))),
  );
  if (found.length === 0) throw new AppError(failure('invalid', { reason: 'data-none', values: { file: `${bucket}/${prefix}` } }, connection));
  const listed = found.map(
    ({ key, size, etag, modifiedAt }): Listed => ({
      path: key,
      key,
      stamp: etag,
      mtimeMs: modifiedAt,
      bytes: size,
      fetch: (cancel, columns = null) => place.fetch(bucket, key, etag, cancel, columns),
    }),
  );
  const name = `${bucket}/${prefix}`;
  if (format === 'kserve' || format === 'sagemaker') return payloads(name, format, listed, needs);
  const parts = listed.map(
    ({ key, stamp, mtimeMs, bytes, fetch }): SourcePart => ({
      key,
      stamp,
      at: mtimeMs,
      bytes,
      identity: format === 'parquet' ? identityOf({ bucket, key, version: null }, stamp) : null,
      table: (cancel, columns) => fetch?.(cancel, format === 'parquet' ? columns : null) ?? Promise.resolve(null),
    }),
  );
  return { name, parts, format, time, revision: null, keepsGone: true, ofPayloads: false };
}
