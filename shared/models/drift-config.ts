import { z } from 'zod';

/** What a column is measured as. Whole numbers of few values, and truth values, are categories by their value. */
export const columnTypeSchema = z.enum(['number', 'integer', 'boolean', 'category', 'time', 'list']);
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** Measures of size, of which one decides for a column; a p-value never decides alone. */
export const driftMeasureSchema = z.enum(['ks', 'wasserstein', 'psi', 'js', 'hellinger', 'tvd', 'linf', 'cramers_v']);
export type DriftMeasure = z.infer<typeof driftMeasureSchema>;

/** How a time is read: as a moment, or as the place in a day or a week. */
export const timePartSchema = z.enum(['absolute', 'time-of-day', 'weekday']);

const share = z.number().min(0).max(1);
const edges = z
  .array(z.number())
  .min(2)
  .max(1_001)
  .refine((all) => all.every((edge, at) => at === 0 || edge > (all[at - 1] ?? edge)), 'edges rise');

export const columnConfigSchema = z.strictObject({
  /** Inner edges of the bins, left-closed; what lies outside is counted below and above. */
  edges: edges.optional(),
  bins: z.int().min(2).max(1_000).optional(),
  measure: driftMeasureSchema.optional(),
  threshold: z.number().positive().optional(),
  as: z.enum(['number', 'category']).optional(),
  time: timePartSchema.optional(),
  missing: share.optional(),
  newCategories: share.optional(),
  outOfRange: share.optional(),
});
export type ColumnConfig = z.infer<typeof columnConfigSchema>;

/** What is judged and how (a name that is not known is refused: a misspelt threshold would be none): saved with a monitor, under its version, and by its digest in each report. */
export const driftConfigSchema = z.strictObject({
  schema: z.literal('pilothouse.drift-config/1').default('pilothouse.drift-config/1'),
  /** Those to judge, in this order; all that both sides hold where none are named. */
  columns: z.array(z.string().min(1)).optional(),
  /** Of columns by their name; what is not said here is by the rules for all. */
  of: z.record(z.string(), columnConfigSchema).default({}),
  bins: z.int().min(2).max(1_000).default(20),
  /** Level of the p-values, after Benjamini and Hochberg over the columns of a report. */
  level: z.number().gt(0).lt(1).default(0.05),
  /** Changes of a share (of rows) that are a verdict of their own. */
  missing: share.default(0.05),
  newCategories: share.default(0.01),
  outOfRange: share.default(0.01),
  /** A side with fewer rows is never judged. */
  rowsMin: z.int().min(1).default(500),
  /** Categories with a smaller part of the reference are counted as “other”. */
  otherBelow: share.default(0.001),
});
export type DriftConfig = z.infer<typeof driftConfigSchema>;

/** At which size a measure calls a column drifted, unless it is set: by custom of the field, `docs/drift.md` says where each is from. */
export const DEFAULT_THRESHOLDS: Readonly<Record<DriftMeasure, number>> = {
  ks: 0.1,
  wasserstein: 0.1,
  psi: 0.1,
  js: 0.1,
  hellinger: 0.1,
  tvd: 0.1,
  linf: 0.1,
  cramers_v: 0.1,
};
