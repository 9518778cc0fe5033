import { z } from 'zod';
import { Failure } from './failure';
import { WorkspacePath } from './workspace';

export const DatasetName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}/@]+$/u);
/** The first 12 hex digits of the SHA-256 over the content. */
export const DatasetVersionId = z.string().regex(/^[a-f0-9]{12}$/);
const text = z.string();
const count = z.number().int().nonnegative();

export const DATA_FORMATS = ['parquet', 'csv', 'jsonl'] as const;
/** A file, a folder or a glob inside the workspace. */
export const DataSource = z.object({ path: WorkspacePath, format: z.enum(DATA_FORMATS) });

/** Sensitivity and where data may be: words of the operator's own, shown wherever the data is. */
export const DatasetLabels = z.object({
  owner: z.string().max(200),
  sensitivity: z.string().max(60),
  region: z.string().max(60),
  description: z.string().max(4_000),
});

const column = z.string().min(1).max(300);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** A rule that each new version must keep. */
export const DataCheck = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('not-null'), column }),
  z.object({ rule: z.literal('range'), column, min: z.number().nullable(), max: z.number().nullable() }),
  z.object({ rule: z.literal('set'), column, values: z.array(scalar).min(1).max(1_000) }),
  /** RE2, as DuckDB reads it; the whole value must match. */
  z.object({ rule: z.literal('pattern'), column, pattern: z.string().max(500) }),
  z.object({ rule: z.literal('unique'), columns: z.array(column).min(1).max(20) }),
  z.object({ rule: z.literal('row-count'), min: count.nullable(), max: count.nullable() }),
  /** The newest value of a time column is not older than so many hours at arrival. */
  z.object({ rule: z.literal('freshness'), column, hours: z.number().positive() }),
  z.object({ rule: z.literal('foreign-key'), column, dataset: DatasetName, references: column }),
]);
export type DataCheck = z.infer<typeof DataCheck>;

export const NamedCheck = z.object({ name: z.string().min(1).max(200), check: DataCheck });
export type NamedCheck = z.infer<typeof NamedCheck>;

export const CheckResult = NamedCheck.extend({
  /** `unknown`: it could not be asked (`failure` says why), which blocks like a failure. */
  outcome: z.enum(['passed', 'failed', 'unknown']),
  failing: count.nullable(),
  failure: Failure.nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const ColumnProfile = z.object({
  name: text,
  type: text,
  nulls: count,
  /** Counted where it is cheap, else an estimate. */
  distinct: count,
  distinctExact: z.boolean(),
  min: scalar.nullable(),
  max: scalar.nullable(),
  mean: z.number().nullable(),
  deviation: z.number().nullable(),
  /** At 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99; of numbers and times alone. */
  quantiles: z.array(z.number().nullable()),
  top: z.array(z.object({ value: scalar.nullable(), rows: count })),
  /** Edges are one more than rows; of times, epoch milliseconds. A bin holds its lower edge. The outermost may be wider than the others. */
  histogram: z.object({ edges: z.array(z.number()), rows: z.array(count) }).nullable(),
  /** NaN and infinite values: counted here, and left out of mean, quantiles and histogram. */
  notFinite: count.optional(),
  /** What is not counted but estimated. `top`: the values were found in a sample; how often each occurs is counted. */
  estimated: z.array(z.enum(['distinct', 'quantiles', 'top'])).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const DATASET_STATES = ['ready', 'quarantined', 'profiling', 'failed', 'tampered'] as const;
/** One line of the table of datasets. */
export const DatasetRow = z.object({
  name: text,
  versions: count,
  latest: DatasetVersionId.nullable(),
  state: z.enum(DATASET_STATES),
  rows: count.nullable(),
  bytes: count.nullable(),
  at: z.number().nullable(),
  source: DataSource,
  watched: z.boolean(),
  labels: DatasetLabels,
  checks: count,
  failedChecks: count,
  failure: Failure.nullable(),
});
export type DatasetRow = z.infer<typeof DatasetRow>;

export const DatasetVersionRow = z.object({
  id: DatasetVersionId,
  /** SHA-256 over the files in order of their paths. */
  digest: text,
  number: count,
  state: z.enum(DATASET_STATES),
  at: z.number(),
  rows: count.nullable(),
  bytes: count,
  files: count,
  failedChecks: count,
  /** The run that wrote it. */
  producedBy: text.nullable(),
});
export type DatasetVersionRow = z.infer<typeof DatasetVersionRow>;

export const DatasetVersion = DatasetVersionRow.extend({
  schema: z.array(z.object({ name: text, type: text, nullable: z.boolean() })),
  columns: z.array(ColumnProfile),
  /** As they were asked last. */
  checks: z.array(CheckResult),
  /** Every time that they were asked, newest first: the last is of its arrival. */
  checkRuns: z.array(z.object({ at: z.number(), checks: z.array(CheckResult) })).optional(),
  paths: z.array(z.object({ path: text, bytes: count, digest: text })),
  readBy: z.array(z.object({ run: text, name: text })),
  /** `data-version-gone`: its files hold something else by now, so that its rows cannot be shown. What is known of it stays. */
  failure: Failure.nullable(),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

export const Dataset = DatasetRow.extend({ history: z.array(DatasetVersionRow), rules: z.array(NamedCheck) });
export type Dataset = z.infer<typeof Dataset>;

/** Rows as text and numbers, for a table: what cannot be JSON is said in words. */
export const DataRows = z.object({
  columns: z.array(text),
  rows: z.array(z.array(scalar.nullable())),
  total: count,
  /** Of each row: which one of the version it is, from 1. */
  numbers: z.array(count).optional(),
});
export type DataRows = z.infer<typeof DataRows>;

export const DatasetDiff = z.object({
  from: DatasetVersionId,
  to: DatasetVersionId,
  rows: z.tuple([count, count]),
  added: z.array(z.object({ name: text, type: text })),
  removed: z.array(z.object({ name: text, type: text })),
  retyped: z.array(z.object({ name: text, from: text, to: text })),
  columns: z.array(
    z.object({
      name: text,
      before: ColumnProfile,
      after: ColumnProfile,
      /** Half the sum of absolute differences of shares over the same bins: 0 the same, 1 apart. Null where bins do not compare. */
      totalVariation: z.number().nullable(),
      bins: z.array(z.object({ label: text, before: z.number(), after: z.number() })),
    }),
  ),
});
export type DatasetDiff = z.infer<typeof DatasetDiff>;

/** A profile under way. */
export const DataProgress = z.object({
  name: text,
  doing: z.enum(['reading', 'hashing', 'profiling', 'checking']),
  done: z.number().min(0).max(1).nullable(),
  since: z.number(),
});
export type DataProgress = z.infer<typeof DataProgress>;
