import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftSlice, MonitorProgress, MonitorSettings } from '../../../../shared/models/drift-monitor';
import { AppError, type Failure, failure, failureOf } from '../../../../shared/models/failure';
import { CountsStore } from '../counts/counts-store';
import type { FrozenBins } from '../counts/frozen-bins';
import type { Tables } from '../judge-drift';
import { META } from '../payloads/feature-columns';
import { type Basis, basisOf, guardSlice } from './basis';
import { writeRows } from './rows-of';
import { type ListedSource, listSource, type SourceNeeds, type SourcePart } from './source-parts';

export type LookNeeds = {
  readonly sources: SourceNeeds;
  /** Of this monitor alone. */
  readonly folder: string;
  readonly now: () => number;
  readonly signal: AbortSignalLike;
  readonly heard: (doing: MonitorProgress['doing'], done: number | null) => void;
};
export type Looked = {
  readonly basis: Basis;
  readonly counts: CountsStore;
  readonly isNew: boolean;
  /** The first part that could not be counted, and why; the others were. */
  readonly failure: Failure | null;
};

/** Slices of one monitor that stay counted. */
const SLICES_MAX = 30;
const BASIS = /^[0-9a-f]{32}(\.json)?$/;

export const countsOf = (folder: string, basis: string): CountsStore => new CountsStore(join(folder, basis, 'counts'));

/** Counts what is new of a source in the bins of its reference. What was counted before it was broken off stays. Null: nothing can be judged yet. @throws AppError */
export async function look(id: string, settings: MonitorSettings, needs: LookNeeds): Promise<Looked | null> {
  const { folder, signal, heard } = needs;
  heard('listing', null);
  const source = await listSource(settings.source, needs.sources, signal);
  heard('freezing', null);
  const basis = await basisOf(settings, source, needs);
  if (!basis) return null;
  const counts = countsOf(folder, basis.key);
  const counted = await countParts({ id, settings, source, bins: basis.bins, columns: basis.columns.map(({ name }) => name), counts, slice: null }, needs);
  return { basis, counts, ...counted };
}

type Asked = {
  readonly id: string;
  readonly settings: MonitorSettings;
  readonly source: ListedSource;
  readonly bins: FrozenBins;
  readonly columns: readonly string[];
  readonly counts: CountsStore;
  readonly slice: DriftSlice | null;
};

/** What is wrong with the data itself, not with who may read it or where it is. */
const OF_ONE_PART = new Set(['invalid', 'local', 'stale', 'not-found']);

/** `isNew`: something was counted, or let go of. */
async function countParts(asked: Asked, { sources, signal, heard }: LookNeeds): Promise<Pick<Looked, 'isNew' | 'failure'>> {
  const { id, settings, source, bins, columns, counts, slice } = asked;
  const known = counts.parts();
  const fresh = source.parts.filter(({ key, stamp }) => known.get(key)?.stamp !== stamp);
  const listed = new Set(source.parts.map(({ key }) => key));
  const gone = source.keepsGone ? [] : [...known.keys()].filter((key) => !listed.has(key));
  for (const key of gone) counts.remove(key);
  const bytes = fresh.reduce((sum, part) => sum + part.bytes, 0);
  let done = 0;
  let first: Failure | null = null;
  for (const part of fresh) {
    if (signal.aborted) throw new AppError(failure('cancelled'));
    heard('counting', bytes === 0 ? null : done / bytes);
    const wanted = [
      ...columns,
      ...(source.time === null ? [] : [source.time]),
      ...(source.revision === null ? [] : [META.revision]),
      ...(slice ? [slice.column] : []),
    ];
    try {
      const file = await part.table(signal, wanted);
      const rows = file === null ? null : await sliced(file, source, slice, part, sources, signal);
      if (rows) {
        const windows = { size: settings.window === 'hour' ? 'hour' : 'day', time: source.time, at: part.at } as const;
        await counts.count(part, { monitor: id, source: rows, bins, windows }, { signal, temporary: sources.temporary });
      }
    } catch (error) {
      const why = failureOf(error);
      if (signal.aborted || !OF_ONE_PART.has(why.code)) throw error;
      // A log is cleared while it is read; anything else that is wrong with a part is said, and the others are counted.
      if (!source.keepsGone || why.detail.reason !== 'data-gone') first ??= why;
    }
    done += part.bytes;
  }
  await sources.features.bound();
  return { isNew: fresh.length + gone.length > 0, failure: first };
}

/** One condition is for the reader; rows with two are written aside first. */
async function sliced(
  file: string,
  source: ListedSource,
  slice: DriftSlice | null,
  { key, stamp, identity }: Pick<SourcePart, 'key' | 'stamp' | 'identity'>,
  { features, temporary }: SourceNeeds,
  signal: AbortSignalLike,
): Promise<Tables | null> {
  const { name, format, revision } = source;
  const whole = { name, files: [file], format, ...(identity !== null && { identities: { [file]: identity } }) };
  if (revision === null) return slice ? { ...whole, slice: { column: slice.column, values: [slice.value] } } : whole;
  if (!slice) return { ...whole, slice: { column: META.revision, values: [revision] } };
  const equal = [slice, { column: META.revision, value: revision }];
  const path = await features.of(['slice', key, stamp, JSON.stringify(equal)], (to) => writeRows(whole, { time: null, equal }, to, { temporary, signal }));
  return path === null ? null : { name, files: [path], format: 'parquet' };
}

/** The same of the rows with one value of a column alone: on both sides, in the same bins. Kept beside; counted when somebody asks. @throws AppError */
export async function lookSliced(id: string, settings: MonitorSettings, basis: Basis, slice: DriftSlice, needs: LookNeeds): Promise<Looked> {
  const { folder, signal, sources } = needs;
  guardSlice(basis, slice);
  const source = await listSource(settings.source, sources, signal);
  const slices = join(folder, basis.key, 'slices');
  const place = join(slices, hash('sha256', JSON.stringify([slice.column, slice.value])).slice(0, 32));
  boundSlices(slices, place);
  const own = new CountsStore(join(place, 'reference'));
  const { files, format, revision, identities } = basis.tables;
  const tables: Tables = { name: basis.reference.name, files, format, identities, slice: { column: slice.column, values: [slice.value] } };
  if (!own.parts().has('reference')) {
    const rows = revision === null ? tables : await twice(tables, slice, revision, basis, sources, signal);
    if (rows)
      await own.count(
        { key: 'reference', stamp: basis.key },
        { monitor: id, source: rows, bins: basis.bins, windows: { size: 'day', time: null, at: 0 } },
        { signal },
      );
  }
  const found = await own.windows({ by: 'all' }, { signal });
  const columns = basis.bins.columns.map((column) => {
    const of = found.find((window) => window.column === column.name);
    const counts = column.reference.counts.map((_, bin) => of?.counts[bin] ?? 0);
    const rows = counts.reduce((sum, count) => sum + count, (of?.nulls ?? 0) + (of?.notFinite ?? 0));
    const often = (times: number) => counts.filter((count) => count === times).length;
    return {
      ...column,
      reference: { ...column.reference, rows, nulls: of?.nulls ?? 0, notFinite: of?.notFinite ?? 0, counts, once: often(1), twice: often(2) },
    };
  });
  const bins = { ...basis.bins, columns };
  const counts = new CountsStore(join(place, 'counts'));
  const names = basis.columns.map(({ name }) => name);
  const counted = await countParts({ id, settings, source, bins, columns: names, counts, slice }, needs);
  const rows = Math.max(0, ...columns.map(({ reference }) => reference.rows));
  return { basis: { ...basis, bins, reference: { ...basis.reference, rows } }, counts, ...counted };
}

async function twice(
  tables: Tables,
  slice: DriftSlice,
  revision: string,
  basis: Basis,
  { features, temporary }: SourceNeeds,
  signal: AbortSignalLike,
): Promise<Tables | null> {
  const equal = [slice, { column: META.revision, value: revision }];
  const rows = { files: tables.files, format: tables.format ?? 'parquet' };
  const path = await features.of(['reference', basis.key, JSON.stringify(equal)], (to) => writeRows(rows, { time: null, equal }, to, { temporary, signal }));
  return path === null ? null : { name: tables.name, files: [path], format: 'parquet' };
}

/** Those that nobody asked for longest go. */
function boundSlices(slices: string, kept: string): void {
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const now = new Date();
  utimesSync(kept, now, now);
  const all = readdirSync(slices).map((name) => ({ path: join(slices, name), at: statSync(join(slices, name)).mtimeMs }));
  for (const { path } of all.toSorted((a, b) => b.at - a.at).slice(SLICES_MAX)) rmSync(path, { recursive: true, force: true });
}

/** Lets go of what was counted in bins of other versions: their windows are kept as they were judged. */
export function keepOnly(folder: string, basis: string): void {
  for (const name of readdirSync(folder)) {
    const isOther = BASIS.test(name) && !name.startsWith(basis);
    if (isOther) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
