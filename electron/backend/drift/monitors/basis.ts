import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import { type DriftSlice, MonitorColumn, type MonitorSettings } from '../../../../shared/models/drift-monitor';
import { driftReasonSchema, type DriftReason, reportSideSchema } from '../../../../shared/models/drift-report';
import { AppError, failure, failureOf } from '../../../../shared/models/failure';
import { freezeReference } from '../counts/counts-store';
import { frozenBinsSchema } from '../counts/frozen-bins';
import type { Tables } from '../judge-drift';
import { withDuck } from '../scan/open-duck';
import { kindOf } from '../../tables/column-kind';
import { literal } from '../../tables/sql';
import { isMeta, META } from '../payloads/feature-columns';
import { columnsOf, writeRows } from './rows-of';
import { type ListedSource, listSource, type SourceNeeds } from './source-parts';

/** What a reference fixed, and everything that windows are judged with beside their counts. */
export const Basis = z.object({
  key: z.string(),
  /** What the source is called. */
  source: z.string(),
  bins: frozenBinsSchema,
  reference: reportSideSchema,
  at: z.number().int(),
  columns: z.array(MonitorColumn),
  /** Columns of the reference that cannot be measured. */
  faults: z.array(z.object({ column: z.string(), reason: driftReasonSchema })),
  /** Where its rows were, for whoever judges exactly: they may be gone. */
  tables: z.object({
    files: z.array(z.string()),
    identities: z.record(z.string(), z.string()).default({}),
    format: z.enum(['parquet', 'csv', 'jsonl']),
    revision: z.string().nullable(),
  }),
});
export type Basis = z.infer<typeof Basis>;

export type BasisNeeds = {
  readonly sources: SourceNeeds;
  /** Of this monitor alone. */
  readonly folder: string;
  readonly now: () => number;
  readonly signal: AbortSignalLike;
};

/** The configuration for columns that both sides hold. */
export const configFor = (config: DriftConfig, columns: readonly Pick<MonitorColumn, 'name'>[]): DriftConfig => ({
  ...config,
  columns: columns.map(({ name }) => name),
});

/**
 * Made anew only where another reference, other rows of it, or other bins are asked for: thresholds do not touch what was counted. Null: the
 * source has no row yet, or too few have come of a reference that is a part of it.
 */
export async function basisOf(settings: MonitorSettings, source: ListedSource, needs: BasisNeeds): Promise<Basis | null> {
  const { config } = settings;
  const reference = await referenceOf(settings, source, needs);
  const binning = Object.entries(config.of).flatMap(([name, { edges, bins, as, time }]) =>
    (edges ?? bins ?? as ?? time) ? [[name, edges, bins, as, time]] : [],
  );
  const asked = [settings.source, settings.reference, settings.predictions, config.columns, config.bins, binning, reference.stamps];
  const key = hash('sha256', JSON.stringify(asked)).slice(0, 32);
  const kept = readBasis(needs.folder, key);
  if (kept) return kept;
  const tables = await reference.tables();
  const columns = tables && (await sharedColumns(settings, source, tables, needs));
  if (!tables || !columns) return null;
  // Every category by its name: what is new can then be told from what is rare, also from counts. The rare ones are put together when they are judged.
  const frozen = await freezeReference(
    tables,
    { ...configFor(config, columns), otherBelow: 0 },
    {
      signal: needs.signal,
      temporary: needs.sources.temporary,
      cache: join(needs.folder, 'frozen'),
    },
  );
  if (reference.stillComes && frozen.reference.rows < config.rowsMin) return null;
  const measured = new Set(frozen.bins.columns.map(({ name }) => name));
  const basis: Basis = {
    key,
    source: source.name,
    bins: frozen.bins,
    reference: frozen.reference,
    at: needs.now(),
    columns,
    faults: columns.flatMap(({ name, type }) => (measured.has(name) ? [] : [{ column: name, reason: faultOf(type) }])),
    tables: { files: [...tables.files], identities: { ...tables.identities }, format: tables.format ?? 'parquet', revision: tables.slice?.values[0] ?? null },
  };
  writeBasis(needs.folder, basis);
  return basis;
}

/** Of objects only the columns that are judged lie here, so no other can say which rows count. @throws AppError `invalid` */
export function guardSlice({ columns, tables }: Basis, { column }: Pick<DriftSlice, 'column'>): void {
  if (Object.keys(tables.identities).length === 0 || columns.some(({ name }) => name === column)) return;
  throw new AppError(failure('invalid', { reason: 'column-unknown', values: { column } }));
}

/** Why the reference fixed no bins for a column. */
const faultOf = (type: string): DriftReason => {
  if (type === '') return { id: 'column-absent', values: { side: 'reference' } };
  return kindOf(type) === 'other' && !type.endsWith(']') ? { id: 'type-unsupported', values: { type } } : { id: 'all-missing', values: { side: 'reference' } };
};

const fileOf = (folder: string, key: string) => join(folder, `${key}.json`);

export function readBasis(folder: string, key: string): Basis | null {
  const path = fileOf(folder, key);
  if (!existsSync(path)) return null;
  const read = Basis.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return read.success ? read.data : null; // of another Pilothouse: it is made again
}

function writeBasis(folder: string, basis: Basis): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = fileOf(folder, basis.key);
  writeFileSync(`${path}.part`, JSON.stringify(basis), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

type Reference = {
  readonly stamps: readonly string[];
  /** Null: there is not one row of it yet. */
  readonly tables: () => Promise<Tables | null>;
  /** More of its rows may come: so few fix nothing for good. */
  readonly stillComes: boolean;
};

async function referenceOf({ source: own, reference, config: { columns } }: MonitorSettings, source: ListedSource, needs: BasisNeeds): Promise<Reference> {
  const { sources, signal } = needs;
  if (reference.kind === 'window') return windowReference(source, reference, needs);
  const listed = reference.kind === 'source' ? await listSource(reference.source, sources, signal) : source;
  const revision = reference.kind === 'revision' ? String(reference.revision) : listed.revision;
  // Of the log itself, what another revision answered later is no other reference: it is read once.
  const stamps = reference.kind === 'source' ? listed.parts.map(({ key, stamp }) => `${key}|${stamp}`) : [];
  const name = reference.kind === 'source' ? listed.name : `${own.kind === 'payloads' ? own.service : listed.name} · ${reference.revision}`;
  const wanted = columns && [...columns, ...(revision === null ? [] : [META.revision])];
  return {
    stamps,
    stillComes: reference.kind === 'revision',
    async tables() {
      const files: string[] = [];
      const identities: Record<string, string> = {};
      for (const part of listed.parts) {
        const file = await part.table(signal, wanted);
        if (file !== null) files.push(file);
        if (file !== null && part.identity !== null) identities[file] = part.identity;
      }
      if (files.length === 0 && reference.kind === 'revision') return null;
      if (files.length === 0) throw nothing(name);
      return { name, files, identities, format: listed.format, slice: revision === null ? undefined : { column: META.revision, values: [revision] } };
    },
  };
}

/** A part of the source itself is written aside: it stays what it was when logs are cleared, or later rows come. */
function windowReference(source: ListedSource, { from, to }: { readonly from: number; readonly to: number }, needs: BasisNeeds): Reference {
  const { sources, signal, folder } = needs;
  const name = `${source.name} ${new Date(from).toISOString().slice(0, 16)} – ${new Date(to).toISOString().slice(0, 16)}`;
  return {
    stamps: [],
    stillComes: to > needs.now(),
    async tables() {
      const files: string[] = [];
      mkdirSync(join(folder, 'reference'), { recursive: true, mode: 0o700 });
      for (const part of source.parts) {
        const file = await part.table(signal);
        if (file === null || (source.time === null && (part.at < from || part.at >= to))) continue;
        const wanted = { time: source.time === null ? null : { column: source.time, from, to }, equal: revisionOf(source) };
        const path = join(folder, 'reference', `${hash('sha256', JSON.stringify([part.key, part.stamp, wanted]))}.parquet`);
        const rows = existsSync(path) ? 1 : await writeRows({ files: [file], format: source.format }, wanted, path, { temporary: sources.temporary, signal });
        if (rows !== null) files.push(path);
      }
      if (files.length === 0 && to > needs.now()) return null;
      if (files.length === 0) throw nothing(name);
      return { name, files, format: 'parquet' };
    },
  };
}

export const revisionOf = ({ revision }: Pick<ListedSource, 'revision'>) => (revision === null ? [] : [{ column: META.revision, value: revision }]);
const nothing = (name: string) => new AppError(failure('invalid', { reason: 'data-none', values: { file: name } }));

/** Those that are named; else those that both sides hold, but for what says when a row is of, and whose request it is. */
async function sharedColumns(
  { config, predictions }: MonitorSettings,
  source: ListedSource,
  reference: Tables,
  needs: BasisNeeds,
): Promise<MonitorColumn[] | null> {
  const options = { temporary: needs.sources.temporary, signal: needs.signal };
  const own = await columnsOf({ files: reference.files, format: reference.format ?? 'parquet' }, options);
  const newest = await newestColumns(source, options);
  if (!newest) return null;
  const other = newest.columns;
  const named = source.ofPayloads ? await predictionsOf(newest.file, options) : [];
  const isPrediction = (name: string) => predictions.includes(name) || named.includes(name);
  const both =
    config.columns ?? own.map(({ name }) => name).filter((name) => !isMeta(name) && name !== source.time && other.some((column) => column.name === name));
  return both.map((name) => ({ name, type: own.find((column) => column.name === name)?.type ?? '', role: isPrediction(name) ? 'prediction' : 'input' }));
}

const NONE: readonly string[] = [];

/** Of the newest part that can be read: what is wrong with one is said when it is counted. */
async function newestColumns({ parts, format }: ListedSource, options: { readonly temporary: string; readonly signal: AbortSignalLike }) {
  for (const part of parts.toReversed()) {
    try {
      const file = await part.table(options.signal, NONE); // which there are, it says without its rows
      if (file !== null) return { file, columns: await columnsOf({ files: [file], format }, options) };
    } catch (error) {
      if (options.signal.aborted || failureOf(error).code !== 'invalid') throw error;
    }
  }
  return null;
}

const Names = z.array(z.string());
/** Tables that are made of payloads say it themselves. */
export async function predictionsOf(file: string, { temporary }: { readonly temporary: string }): Promise<string[]> {
  return withDuck({ files: [file], temporary }, async (connection) => {
    const read = await connection.runAndReadAll(`SELECT decode(value) FROM parquet_kv_metadata(${literal(file)}) WHERE decode(key) = 'predictions'`);
    const text = read.getRowsJson()[0]?.[0];
    return typeof text === 'string' ? Names.parse(JSON.parse(text)) : [];
  });
}
