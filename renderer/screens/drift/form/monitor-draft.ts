import { DatasetName } from '../../../../shared/models/dataset';
import { type ColumnConfig, DEFAULT_THRESHOLDS, type DriftConfig, driftConfigSchema, type DriftMeasure } from '../../../../shared/models/drift-config';
import type { MonitorReference, MonitorSettings, MonitorSource, MonitorWindowSize } from '../../../../shared/models/drift-monitor';
import type { EntityKey } from '../../../../shared/models/entity';
import { ServiceName } from '../../../../shared/models/service';
import { WorkspacePath } from '../../../../shared/models/workspace';

export type SourceKind = MonitorSource['kind'];
export type Format = Extract<MonitorSource, { kind: 'files' }>['format'];
/** `given`: a source that is named whole, as it came from elsewhere. */
export type ReferenceKind = 'window' | 'files' | 'dataset' | 'revision' | 'given';

/** What is typed of one column; texts, as they are typed. */
export type ColumnDraft = { readonly judged: boolean; readonly measure: DriftMeasure | ''; readonly threshold: string; readonly bins: string };

/** What is typed, before it is settings. */
export type MonitorDraft = {
  readonly name: string;
  /** The delivery that it speaks of; null: the service whose log it reads, or none. */
  readonly of: EntityKey | null;
  readonly kind: SourceKind;
  readonly connection: string;
  readonly path: string;
  readonly format: Format;
  readonly dataset: string;
  /** One version of it alone; empty: all, as they come. */
  readonly version: string;
  readonly service: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly glob: string;
  /** Empty: when a file was written. */
  readonly time: string;
  readonly against: ReferenceKind;
  readonly from: string;
  readonly to: string;
  readonly referencePath: string;
  readonly referenceDataset: string;
  readonly given: MonitorSource | null;
  readonly revision: string;
  readonly predictions: readonly string[];
  readonly window: MonitorWindowSize;
  /** Minutes; empty: when it is asked to. */
  readonly every: string;
  readonly rows: string;
  readonly bins: string;
  readonly missing: string;
  readonly newCategories: string;
  readonly outOfRange: string;
  readonly columns: Readonly<Record<string, ColumnDraft>>;
};

export const EMPTY_COLUMN: ColumnDraft = { judged: true, measure: '', threshold: '', bins: '' };
export const EMPTY_DRAFT: MonitorDraft = {
  name: '',
  of: null,
  kind: 'files',
  connection: '',
  path: '',
  format: 'parquet',
  dataset: '',
  version: '',
  service: '',
  bucket: '',
  prefix: '',
  glob: '',
  time: '',
  against: 'window',
  from: '',
  to: '',
  referencePath: '',
  referenceDataset: '',
  given: null,
  revision: '',
  predictions: [],
  window: 'day',
  every: '60',
  rows: '500',
  bins: '20',
  missing: '5',
  newCategories: '1',
  outOfRange: '1',
  columns: {},
};

/** Where it is read, as far as it is typed; null where something is missing. */
export function draftSource(draft: MonitorDraft, connection: string): MonitorSource | null {
  const time = draft.time === '' ? null : draft.time;
  switch (draft.kind) {
    case 'files': {
      const path = WorkspacePath.safeParse(draft.path.trim()).data;
      return path === undefined ? null : { kind: 'files', connection, path, format: draft.format, time };
    }
    case 'dataset': {
      const dataset = DatasetName.safeParse(draft.dataset).data;
      return dataset === undefined ? null : { kind: 'dataset', connection, dataset, version: draft.version === '' ? null : draft.version, time };
    }
    case 'payloads': {
      const service = ServiceName.safeParse(draft.service).data;
      return service === undefined ? null : { kind: 'payloads', connection, service, revision: null };
    }
    case 'objects':
      return draft.bucket.trim() === '' || draft.connection === ''
        ? null
        : {
            kind: 'objects',
            connection: draft.connection,
            bucket: draft.bucket.trim(),
            prefix: draft.prefix.trim(),
            glob: draft.glob.trim() || null,
            format: draft.format,
            time,
          };
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The beginning of a day in UTC; null where it is no day. */
export function momentOf(text: string): number | null {
  const at = DAY.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : Number.NaN;
  // A parser may take the 31st of February for a day of March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.trim() ? null : at;
}
export const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);

function draftReference(draft: MonitorDraft, connection: string): MonitorReference | null {
  const time = draft.time === '' ? null : draft.time;
  switch (draft.against) {
    case 'window': {
      const [from, to] = [momentOf(draft.from), momentOf(draft.to)];
      return from === null || to === null || from >= to ? null : { kind: 'window', from, to };
    }
    case 'files': {
      const path = WorkspacePath.safeParse(draft.referencePath.trim()).data;
      const format = draft.kind === 'files' ? draft.format : 'parquet';
      return path === undefined ? null : { kind: 'source', source: { kind: 'files', connection, path, format, time } };
    }
    case 'dataset': {
      const dataset = DatasetName.safeParse(draft.referenceDataset).data;
      return dataset === undefined ? null : { kind: 'source', source: { kind: 'dataset', connection, dataset, version: null, time } };
    }
    case 'given': {
      const { given } = draft;
      return given && { kind: 'source', source: 'time' in given && given.time === null ? { ...given, time } : given };
    }
    case 'revision': {
      const revision = whole(draft.revision, 1, Number.MAX_SAFE_INTEGER);
      return revision === null ? null : { kind: 'revision', revision };
    }
  }
}

/** A number as it is typed, with a point or a comma. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));
export function whole(text: string, least: number, most: number): number | null {
  const value = numberOf(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}
export const isBins = (text: string): boolean => whole(text, 2, 1_000) !== null;
export const isAboveZero = (text: string): boolean => numberOf(text) > 0 && Number.isFinite(numberOf(text));
const BINS = { least: 2, most: 1_000 };
/** Per cent, as a share. */
export function shareOf(text: string): number | null {
  const value = numberOf(text);
  return value >= 0 && value <= 100 ? value / 100 : null;
}

const isPlain = ({ measure, threshold, bins }: ColumnDraft) => measure === '' && threshold.trim() === '' && bins.trim() === '';
const isRight = ({ threshold, bins }: ColumnDraft) => (threshold.trim() === '' || isAboveZero(threshold)) && (bins.trim() === '' || isBins(bins));

function columnConfig({ measure, threshold, bins }: ColumnDraft, before: ColumnConfig = {}): ColumnConfig {
  const { measure: _measure, threshold: _threshold, bins: _bins, ...kept } = before;
  return {
    ...kept,
    ...(measure !== '' && { measure }),
    ...(threshold.trim() !== '' && { threshold: numberOf(threshold) }),
    ...(bins.trim() !== '' && { bins: numberOf(bins) }),
  };
}

/** The rules for all columns and for each; what the form does not ask stays as it was. */
function draftConfig(draft: MonitorDraft, before: Partial<DriftConfig>): DriftConfig | null {
  const [rowsMin, bins] = [whole(draft.rows, 1, Number.MAX_SAFE_INTEGER), whole(draft.bins, BINS.least, BINS.most)];
  const [missing, newCategories, outOfRange] = [shareOf(draft.missing), shareOf(draft.newCategories), shareOf(draft.outOfRange)];
  const columns = Object.entries(draft.columns);
  const judged = columns.filter(([, column]) => column.judged).map(([name]) => name);
  if (rowsMin === null || bins === null || missing === null || newCategories === null || outOfRange === null) return null;
  if (columns.some(([, column]) => !isRight(column)) || (columns.length > 0 && judged.length === 0)) return null;
  const set = columns.filter(([name, column]) => !isPlain(column) || Object.keys(columnConfig(column, before.of?.[name])).length > 0);
  const { columns: _columns, of: _of, ...kept } = before;
  const of = Object.fromEntries(set.map(([name, column]) => [name, columnConfig(column, before.of?.[name])]));
  const config = driftConfigSchema.safeParse({
    ...kept,
    ...(judged.length < columns.length && { columns: judged }),
    of,
    bins,
    missing,
    newCategories,
    outOfRange,
    rowsMin,
  });
  return config.data ?? null;
}

/** What is typed as settings; null where something is missing or wrong. `before`: what is changed, and keeps what the form does not ask. `labels`: of the service. */
export function draftSettings(
  draft: MonitorDraft,
  connection: string,
  before: MonitorSettings | null,
  labels: MonitorSettings['labels'] = null,
): MonitorSettings | null {
  const source = draftSource(draft, connection);
  const reference = draftReference(draft, connection);
  const config = draftConfig(draft, before?.config ?? {});
  const name = draft.name.trim();
  const every = draft.every === '' ? null : whole(draft.every, 1, 10_080);
  if (!source || !reference || !config || name === '' || (draft.every !== '' && every === null)) return null;
  return {
    of: draft.of ?? (source.kind === 'payloads' ? { connection, kind: 'delivery', id: `local/${source.service}` } : null),
    labels: labels ?? before?.labels ?? null,
    name,
    source,
    reference,
    predictions: [...draft.predictions],
    config,
    window: draft.window,
    everyMinutes: every,
  };
}

const percent = (share: number): string => String(Number((share * 100).toPrecision(6)));

/** Settings as they would have been typed. */
export function draftOf({ name, of, source, reference, predictions, config, window, everyMinutes }: MonitorSettings, columns: readonly string[]): MonitorDraft {
  return {
    ...EMPTY_DRAFT,
    ...sourceDraft(source),
    ...referenceDraft(reference),
    name,
    of,
    predictions,
    window,
    every: everyMinutes === null ? '' : String(everyMinutes),
    rows: String(config.rowsMin),
    bins: String(config.bins),
    missing: percent(config.missing),
    newCategories: percent(config.newCategories),
    outOfRange: percent(config.outOfRange),
    columns: columnDrafts(columns, config),
  };
}

export function sourceDraft(source: MonitorSource): Partial<MonitorDraft> {
  const { kind, connection } = source;
  const time = 'time' in source ? (source.time ?? '') : '';
  switch (kind) {
    case 'files':
      return { kind, connection, path: source.path, format: source.format, time };
    case 'dataset':
      return { kind, connection, dataset: source.dataset, version: source.version ?? '', time };
    case 'payloads':
      return { kind, connection, service: source.service };
    case 'objects':
      return { kind, connection, bucket: source.bucket, prefix: source.prefix, glob: source.glob ?? '', format: source.format, time };
  }
}

/** What cannot be typed is kept whole. */
function referenceDraft(reference: MonitorReference): Partial<MonitorDraft> {
  if (reference.kind === 'window') return { against: 'window', from: dayText(reference.from), to: dayText(reference.to) };
  if (reference.kind === 'revision') return { against: 'revision', revision: String(reference.revision) };
  const { source } = reference;
  if (source.kind === 'files') return { against: 'files', referencePath: source.path };
  if (source.kind === 'dataset' && source.version === null) return { against: 'dataset', referenceDataset: source.dataset };
  return { against: 'given', given: source };
}

/** Every column as it is judged now. */
export function columnDrafts(columns: readonly string[], config: Pick<DriftConfig, 'columns' | 'of'> = { of: {} }): MonitorDraft['columns'] {
  return Object.fromEntries(
    columns.map((name): [string, ColumnDraft] => {
      const { measure, threshold, bins } = config.of[name] ?? {};
      return [
        name,
        {
          judged: config.columns?.includes(name) ?? true,
          measure: measure ?? '',
          threshold: threshold === undefined ? '' : String(threshold),
          bins: bins === undefined ? '' : String(bins),
        },
      ];
    }),
  );
}

/** At which size a column would be called drifted where nothing is typed. */
export const customThreshold = (measure: DriftMeasure | ''): number => DEFAULT_THRESHOLDS[measure === '' ? 'psi' : measure];
