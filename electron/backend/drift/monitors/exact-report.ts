import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftReport } from '../../../../shared/models/drift-report';
import { AppError, failure } from '../../../../shared/models/failure';
import { storeFailure } from '../../lib/store-failure';
import { judgeDrift, type Tables } from '../judge-drift';
import { META } from '../payloads/feature-columns';
import { digestOfEtags } from '../scan/side-files';
import { jsonReport } from '../report/json-report';
import { configFor, guardSlice, revisionOf } from './basis';
import type { Monitors } from './monitors';
import { writeRows } from './rows-of';
import { listSource, type SourceNeeds, type SourcePart } from './source-parts';
import type { Span } from './views';

/** The rows of a span, read again and judged by their values: what the command line says of the same rows. @throws AppError */
export async function exactReport({ id, from, to, slice }: Span, monitors: Monitors, sources: SourceNeeds, signal: AbortSignalLike): Promise<DriftReport> {
  const { settings } = monitors.need(id);
  const basis = monitors.basis(id);
  if (!basis) throw new AppError(failure('not-found', { reason: 'monitor-unread' }));
  if (slice) guardSlice(basis, slice);
  const { temporary } = sources;
  const source = await listSource(settings.source, sources, signal);
  const folder = join(temporary, `report-${randomUUID()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const equal = [...revisionOf(source), ...(slice ? [slice] : [])];
    const judged = basis.columns.map((column) => column.name);
    const needed = [...judged, ...equal.map(({ column }) => column), ...(source.time === null ? [] : [source.time])];
    const files: string[] = [];
    const read: SourcePart[] = [];
    for (const [at, part] of source.parts.entries()) {
      if (source.time === null && (part.at < from || part.at >= to)) continue;
      const file = await part.table(signal, needed);
      if (file === null) continue;
      const path = join(folder, `${at}.parquet`);
      const wanted = { time: source.time === null ? null : { column: source.time, from, to }, equal, columns: judged };
      if ((await writeRows({ files: [file], format: source.format }, wanted, path, { temporary, signal })) === null) continue;
      files.push(path);
      read.push(part);
    }
    if (files.length === 0) throw new AppError(failure('invalid', { reason: 'data-none', values: { file: source.name } }));
    const name = `${source.name} ${new Date(from).toISOString().slice(0, 16)} – ${new Date(to).toISOString().slice(0, 16)}`;
    const reference = await referenceTables(basis, slice, folder, { temporary, signal });
    const report = await judgeDrift(reference, { name, files, format: 'parquet' }, configFor(settings.config, basis.columns), { signal, temporary });
    // Files of ours that are gone again are no inputs: those that they were made of are.
    const identities = read.flatMap(({ identity }) => identity ?? []).toSorted();
    const inputs = identities.length === read.length ? { ...digestOfEtags(identities), files: identities } : { files: read.map(({ key }) => key) };
    return { ...report, reference: { ...report.reference, files: [...basis.reference.files] }, current: { ...report.current, ...inputs } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function referenceTables(
  { reference, tables }: NonNullable<ReturnType<Monitors['basis']>>,
  slice: Span['slice'],
  folder: string,
  options: { readonly temporary: string; readonly signal: AbortSignalLike },
): Promise<Tables> {
  const { files, format, revision, identities } = tables;
  const whole = { name: reference.name, files, format, identities };
  if (!slice) return revision === null ? whole : { ...whole, slice: { column: META.revision, values: [revision] } };
  if (revision === null) return { ...whole, slice: { column: slice.column, values: [slice.value] } };
  const path = join(folder, 'reference.parquet');
  const rows = await writeRows({ files, format }, { time: null, equal: [slice, { column: META.revision, value: revision }] }, path, options);
  if (rows === null) throw new AppError(failure('invalid', { reason: 'data-none', values: { file: reference.name } }));
  return { name: reference.name, files: [path], format: 'parquet' };
}

/** Whole at its place, or not there. @throws AppError `local` */
export async function saveReport(report: DriftReport, format: 'html' | 'json', path: string, locale: 'en' | 'ar'): Promise<number> {
  // All words of all languages come with a page: nobody else here needs them.
  const text = format === 'html' ? (await import('../report/html-report')).htmlReport(report, locale) : jsonReport(report);
  const aside = `${path}.${randomUUID()}.part`;
  try {
    writeFileSync(aside, text);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw new AppError(storeFailure(error, path), { cause: error });
  }
  return Buffer.byteLength(text);
}
