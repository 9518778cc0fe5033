import { z } from 'zod';
import { DATA_FORMATS, DatasetName, DatasetVersionId } from './dataset';
import { driftConfigSchema, driftMeasureSchema } from './drift-config';
import { driftVerdictSchema } from './drift-report';
import { ConnectionId, type Entity, EntityKey } from './entity';
import { Failure } from './failure';
import { ServiceName } from './service';
import { ServiceLabels } from './service-labels';
import { WorkspacePath } from './workspace';

const at = z.number().int();
const count = z.number().int().nonnegative();
const column = z.string().min(1).max(300);

export const MonitorId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** What payloads of other systems are written as: their bodies are made rows of features and predictions before they are counted. */
export const PAYLOAD_FORMATS = ['kserve', 'sagemaker'] as const;
const rowFormat = z.enum([...DATA_FORMATS, ...PAYLOAD_FORMATS]);

/** Where rows come from. `time`: the column that says when a row was predicted, or is of; null: when its file was written, and of payloads when they were answered. */
export const MonitorSource = z.discriminatedUnion('kind', [
  /** A file, a folder or a glob of the workspace. */
  z.object({ kind: z.literal('files'), connection: ConnectionId, path: WorkspacePath, format: rowFormat, time: column.nullable() }),
  /** All versions of a dataset as they come (`version` null), or one of them. */
  z.object({ kind: z.literal('dataset'), connection: ConnectionId, dataset: DatasetName, version: DatasetVersionId.nullable(), time: column.nullable() }),
  /** The payload log of a service of the workspace; `revision` null: whichever answered. Shadows are left out. */
  z.object({ kind: z.literal('payloads'), connection: ConnectionId, service: ServiceName, revision: z.number().int().positive().nullable() }),
  /** Objects of a bucket: those below a prefix that fit the glob. */
  z.object({
    kind: z.literal('objects'),
    connection: ConnectionId,
    bucket: z.string().min(1).max(255),
    prefix: z.string().max(1_024),
    glob: z.string().max(1_024).nullable(),
    format: rowFormat,
    time: column.nullable(),
  }),
]);
export type MonitorSource = z.infer<typeof MonitorSource>;

/** What the source is held against. It is read once, its edges are frozen, and it is not read again until it is another. */
export const MonitorReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('source'), source: MonitorSource }),
  /** A part of the source itself, from one moment to before another. */
  z.object({ kind: z.literal('window'), from: at, to: at }),
  /** What another revision was asked and answered, of a payload log. */
  z.object({ kind: z.literal('revision'), revision: z.number().int().positive() }),
]);
export type MonitorReference = z.infer<typeof MonitorReference>;

/** By prediction time, in UTC; a week begins on Monday. */
export const MONITOR_WINDOWS = ['hour', 'day', 'week', 'month'] as const;
export const MonitorWindowSize = z.enum(MONITOR_WINDOWS);
export type MonitorWindowSize = z.infer<typeof MonitorWindowSize>;

/** All that is configured; each change is a version, and the older ones are kept. */
export const MonitorSettings = z.object({
  name: z.string().trim().min(1).max(120),
  /** The model or service that it speaks of. */
  of: EntityKey.nullable(),
  source: MonitorSource,
  reference: MonitorReference,
  /** Columns that are predictions, beside those that a payload names as such; shown apart from the inputs. */
  predictions: z.array(column).max(1_000).default([]),
  config: driftConfigSchema,
  window: MonitorWindowSize,
  /** How often it looks while Pilothouse runs; null: when it is asked to. */
  everyMinutes: z.number().int().min(1).max(10_080).nullable(),
  /** Where it is found out what came true. Of payloads that carry an id alone. */
  labels: ServiceLabels.nullable().default(null),
});
export type MonitorSettings = z.infer<typeof MonitorSettings>;

export const MonitorVersion = z.object({ version: z.number().int().positive(), at, digest: z.string(), settings: MonitorSettings });
export type MonitorVersion = z.infer<typeof MonitorVersion>;

/** The column that is furthest beyond its threshold. `ratio`: measure ÷ threshold; from 1 on it is beyond. `aspect`: which of its verdicts that is of. */
export const WorstColumn = z.object({
  column: z.string(),
  aspect: z.enum(['distribution', 'missing', 'new_categories', 'range']),
  measure: driftMeasureSchema.nullable(),
  value: z.number(),
  threshold: z.number(),
  ratio: z.number(),
});
export type WorstColumn = z.infer<typeof WorstColumn>;

export const MonitorWindow = z.object({
  /** From `start` to before `end`, epoch ms. */
  start: at,
  end: at,
  rows: count,
  verdict: driftVerdictSchema,
  worst: WorstColumn.nullable(),
  drifted: count,
  insufficient: count,
  /** Version of the configuration that it was judged by. */
  version: z.number().int(),
  /** It has not ended, or its rows may still come. */
  open: z.boolean(),
});
export type MonitorWindow = z.infer<typeof MonitorWindow>;

export const MonitorProgress = z.object({
  doing: z.enum(['waiting', 'listing', 'freezing', 'counting', 'judging']),
  done: z.number().min(0).max(1).nullable(),
  since: at,
});
export type MonitorProgress = z.infer<typeof MonitorProgress>;

/** The first window of the drift that goes on, and its worst column since: said once, not with each window. */
export const OngoingDrift = z.object({ first: at, windows: count, worst: WorstColumn });
export type OngoingDrift = z.infer<typeof OngoingDrift>;

const standing = {
  name: z.string(),
  of: EntityKey.nullable(),
  source: z.enum(['files', 'dataset', 'payloads', 'objects']),
  window: MonitorWindowSize,
  version: z.number().int(),
  everyMinutes: z.number().int().nullable(),
  /** Of the newest window that is over; where there is none, of the one that is open. Null: it has not looked yet. */
  verdict: driftVerdictSchema.nullable(),
  drift: OngoingDrift.nullable(),
  /** Of the newest window. */
  rows: count.nullable(),
  lastRunAt: at.nullable(),
  nextRunAt: at.nullable(),
  progress: MonitorProgress.nullable(),
  /** Why the last look came to nothing: what was found before stands. */
  failure: Failure.nullable(),
};

/** A monitor as the inventory holds it, and as a line of the list. Its connection is the one that its source is read from. */
export const MonitorEntity = EntityKey.extend({ kind: z.literal('monitor'), namespace: z.literal(''), ...standing });
export type MonitorEntity = z.infer<typeof MonitorEntity>;

export const isMonitor = (entity: Entity): entity is Entity & MonitorEntity => entity.kind === 'monitor';

export const MonitorColumn = z.object({ name: z.string(), type: z.string(), role: z.enum(['input', 'prediction']) });
export type MonitorColumn = z.infer<typeof MonitorColumn>;

/** What the page of a monitor opens with. */
export const DriftMonitor = z.object({
  id: MonitorId,
  key: EntityKey,
  settings: MonitorSettings,
  version: z.number().int(),
  versions: z.array(MonitorVersion),
  standing: z.object(standing),
  /** Null: it has not been read yet. */
  reference: z.object({ rows: count, digest: z.string(), name: z.string(), at, columns: z.array(MonitorColumn) }).nullable(),
  /** The oldest first. */
  windows: z.array(MonitorWindow),
});
export type DriftMonitor = z.infer<typeof DriftMonitor>;

/** Of a part of the rows alone: those where a column has this value. */
export const DriftSlice = z.object({ column, value: z.string().max(1_000) });
export type DriftSlice = z.infer<typeof DriftSlice>;

/** What stands beside a series in time. */
export const DriftMark = z.object({
  at,
  kind: z.enum(['delivery', 'version', 'configuration', 'reference']),
  label: z.string(),
  entity: EntityKey.nullable(),
});
export type DriftMark = z.infer<typeof DriftMark>;

/** `low` and `high`: where counts in bins cannot say it exactly, it lies between them. */
export const SeriesPoint = z.object({
  start: at,
  end: at,
  rows: count,
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  verdict: driftVerdictSchema.nullable(),
});
export type SeriesPoint = z.infer<typeof SeriesPoint>;

/** Of every column and window measure ÷ threshold, null where it cannot be said; `verdicts` in the same places. */
export const HeatMap = z.object({
  windows: z.array(z.object({ start: at, end: at, verdict: driftVerdictSchema })),
  columns: z.array(
    z.object({
      name: z.string(),
      role: z.enum(['input', 'prediction']),
      worst: z.number().nullable(),
      ratios: z.array(z.number().nullable()),
      verdicts: z.array(driftVerdictSchema.nullable()),
    }),
  ),
  /** The window that it opens on: the one with the highest ratio that is drifted; the newest where none is. */
  focus: at.nullable(),
});
export type HeatMap = z.infer<typeof HeatMap>;

/** How good predictions were in a window. Realised: by labels that came. Estimated: by what the scores say of themselves, as long as they are calibrated. */
export const QualityPoint = z.object({
  start: at,
  end: at,
  /** Rows that were predicted, and those of them whose label came. */
  rows: count,
  labelled: count,
  realised: z.number().nullable(),
  estimated: z.number().nullable(),
  /** How long labels took, ms. */
  lagP50: z.number().nullable(),
  lagP95: z.number().nullable(),
});
export const QualityOverTime = z.object({
  metric: z.enum(['auc', 'accuracy', 'mean-absolute-error']),
  points: z.array(QualityPoint),
  /** Labels that came more than once and said the same; that contradict one another; that are of no row here; that cannot be read. */
  repeated: count,
  contradicting: count,
  unmatched: count,
  unreadable: count,
});
export type QualityOverTime = z.infer<typeof QualityOverTime>;
