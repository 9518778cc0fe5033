import type { dataApi } from '../../../shared/api/data';
import type { Call, Handlers } from '../../../shared/api/verb';
import type { DatasetRow, DatasetVersionRow } from '../../../shared/models/dataset';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { offenceOf } from './checks';
import type { DatasetRecord, VersionRecord } from './data-store';
import type { DataRoom } from './datasets';
import { diffVersions } from './diff';
import type { DuckJob } from '../../backend/tables/duck';
import { duckFailure } from '../../backend/tables/duck-failure';
import { guardHead } from '../../backend/tables/hash-file';
import { readOffending, readRows } from './read-rows';
import { guessFormat, listFiles } from '../../backend/tables/source-files';
import { openTable, type Table } from '../../backend/tables/table';

/** Rows that a source shows before it is registered. */
const PEEK_ROWS = 50;
/** Files whose columns are looked at for that. */
const PEEK_FILES = 20;

export type DataReaders = {
  readonly data: DataRoom;
  /** Runs that read a version. */
  readonly readersOf: (name: string, version: string) => readonly { readonly run: string; readonly name: string }[];
};

export function dataHandlers({ data, readersOf }: DataReaders): Handlers<typeof dataApi> {
  const { store, board, duck, root, content } = data;

  /** One page out of a version that is still on disk. */
  const reading = async <T>(
    name: string,
    id: string,
    { signal }: Call,
    read: (job: DuckJob, table: Table, version: VersionRecord) => Promise<T>,
  ): Promise<T> => {
    const dataset = store.get(name);
    const version = store.version(name, id);
    try {
      return await duck.job('light', async (job) => read(job, await data.table(job, dataset, version, signal), version), { signal });
    } catch (error) {
      throw duckFailure(error, { root, source: dataset.path });
    }
  };
  const rowOf = (dataset: DatasetRecord): DatasetRow => {
    const { name, path, format, labels, rules, watched, failure: reason } = dataset;
    const version = store.latest(dataset);
    return {
      name,
      versions: store.versions(name).length,
      latest: version?.id ?? null,
      state: board.has(name) ? 'profiling' : reason || !version ? 'failed' : stateOf(version),
      rows: version?.rows ?? null,
      bytes: version?.bytes ?? null,
      at: version?.at ?? null,
      source: { path, format },
      watched,
      labels,
      checks: rules.length,
      failedChecks: version?.failed ?? 0,
      failure: reason,
    };
  };

  return {
    'data.list': () => ({ datasets: store.datasets().map(rowOf) }),
    'data.get': ({ name }) => {
      const dataset = store.get(name);
      return { ...rowOf(dataset), history: store.versions(name).map(versionRow), rules: dataset.rules };
    },
    'data.version': async ({ name, version: id }, { signal }) => {
      const version = store.version(name, id);
      const [newest, ...older] = store.checkRuns(name, id);
      return {
        ...versionRow(version),
        ...store.profile(name, id),
        checks: newest?.results ?? [],
        checkRuns: [newest, ...older].flatMap((run) => (run ? [{ at: run.at, checks: run.results }] : [])),
        paths: store.files(name, id).map(({ path, bytes, digest }) => ({ path, bytes, digest })),
        readBy: readersOf(name, id).map(({ run, name: title }) => ({ run, name: title })),
        failure: await content.stillThere(name, version, store.get(name).format, signal).then(() => null, failureOf),
      };
    },
    'data.peek': async ({ source: asked }, { signal }) => {
      const path = asked.path;
      const format = asked.format ?? (await guessFormat(root, path));
      if (!format) throw new AppError(failure('invalid', { reason: 'data-format-unknown', values: { file: path } }));
      const source = { path, format };
      const files = await listFiles(root, source, signal);
      try {
        if (format !== 'parquet') await guardHead(root, files[0]?.path ?? path);
        return await duck.job(
          'light',
          async (job) => {
            const table = await openTable(job, { root, format, paths: files.slice(0, PEEK_FILES).map((file) => file.path), everyRow: false });
            const rows = await readRows(job, table, { offset: 0, limit: PEEK_ROWS }, 0);
            const schema = table.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
            const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
            return { source, files: files.length, bytes, rows: { ...rows, total: rows.rows.length }, schema };
          },
          { signal },
        );
      } catch (error) {
        throw duckFailure(error, { root, source: files[0]?.path ?? path });
      }
    },
    'data.register': async ({ name, source, labels, checks, watched }, { signal }) => {
      data.register({ name, source, labels, checks, watched });
      try {
        const { id } = await data.take(name, { signal });
        return { name, version: id };
      } catch (error) {
        // It is registered all the same, and says why it has no version: what is wrong is mended in the files, not here.
        if (error instanceof AppError) return { name, version: null };
        throw error;
      }
    },
    'data.take': async ({ name }, { signal }) => {
      const { id, isNew } = await data.take(name, { signal });
      return { version: id, isNew };
    },
    'data.change': ({ name, labels, checks, watched }) => {
      data.change(name, { ...(labels && { labels }), ...(checks && { rules: checks }), ...(watched !== undefined && { watched }) });
      return {};
    },
    'data.forget': ({ name }) => {
      data.forget(name);
      return {};
    },
    'data.recheck': async ({ name, version }, { signal }) => ({ checks: await data.recheck(name, version, signal) }),
    'data.rows': ({ name, version: id, offset, limit }, call) =>
      reading(name, id, call, (job, table, version) => readRows(job, table, { offset, limit }, version.rows)),
    'data.offending': ({ name, version: id, check, offset, limit }, call) => {
      const found = store.checkRuns(name, id)[0]?.results.find((result) => result.name === check);
      if (!found) throw new AppError(failure('not-found', { reason: 'check-unknown', values: { check } }));
      if (found.failure) throw new AppError(found.failure);
      return reading(name, id, call, async (job, table) => {
        const offence = await offenceOf(job, table, found.check, { reference: (other, dataset) => data.reference(other, dataset) });
        return offence ? readOffending(job, table, offence, { offset, limit }, found.failing ?? 0) : { columns: [], rows: [], total: 0 };
      });
    },
    'data.diff': ({ name, from, to }) => {
      const side = (id: string) => ({ id, rows: store.version(name, id).rows, columns: store.profile(name, id).columns });
      return diffVersions(side(from), side(to));
    },
    'data.progress': (_, feed) => board.watch(feed),
  };
}

const stateOf = ({ failed }: VersionRecord): DatasetVersionRow['state'] => (failed > 0 ? 'quarantined' : 'ready');
const versionRow = (version: VersionRecord): DatasetVersionRow => ({
  id: version.id,
  digest: version.digest,
  number: version.number,
  state: stateOf(version),
  at: version.at,
  rows: version.rows,
  bytes: version.bytes,
  files: version.files,
  failedChecks: version.failed,
  producedBy: version.produced_by,
});
