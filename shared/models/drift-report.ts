import { z } from 'zod';
import { columnTypeSchema, driftConfigSchema, driftMeasureSchema } from './drift-config';

/** Names as they are published (snake case): one report for window, command line, HTML and JSON. */
export const driftVerdictSchema = z.enum(['drifted', 'not-drifted', 'insufficient']);
export type DriftVerdict = z.infer<typeof driftVerdictSchema>;

const tested = z.object({ d: z.number(), p: z.number().nullable(), p_adjusted: z.number().nullable(), method: z.enum(['exact', 'asymptotic']) });
const measuresSchema = z.object({
  ks: tested.nullable(),
  wasserstein: z.object({ raw: z.number(), normalised: z.number().nullable() }).nullable(),
  psi: z.number().nullable(),
  js: z.number().nullable(),
  hellinger: z.number().nullable(),
  tvd: z.number().nullable(),
  linf: z.number().nullable(),
  chi2: z.object({ statistic: z.number(), df: z.int(), p: z.number(), p_adjusted: z.number().nullable() }).nullable(),
  cramers_v: z.number().nullable(),
  new_category_share: z.number().nullable(),
  out_of_range_share: z.number().nullable(),
});
export type DriftMeasures = z.infer<typeof measuresSchema>;

/** Why a measure is absent, or what led to a verdict: an id that has words in the catalogue (`drift.reason.<id>`), and their values. */
export const driftReasonSchema = z.object({ id: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])).default({}) });
export type DriftReason = z.infer<typeof driftReasonSchema>;

/** Both sides in the same bins. Of numbers and times there are two more counts than bins between edges: the first below, the last above. */
export const distributionSchema = z.object({
  bins: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('edges'), edges: z.array(z.number()) }),
    /** Where `other` is true there is one count more than values: the last, of all others. */
    z.object({ kind: z.literal('categories'), values: z.array(z.string()), other: z.boolean() }),
  ]),
  reference: z.array(z.number()),
  current: z.array(z.number()),
});
export type Distribution = z.infer<typeof distributionSchema>;

export const columnReportSchema = z.object({
  name: z.string(),
  type: columnTypeSchema.nullable(),
  n_reference: z.int(),
  n_current: z.int(),
  null_rate_reference: z.number().nullable(),
  null_rate_current: z.number().nullable(),
  measures: measuresSchema,
  /** Of each measure that is null, why. */
  absent: z.record(z.string(), driftReasonSchema),
  /** The measure that decides, and at which size. */
  decided_by: z.object({ measure: driftMeasureSchema, value: z.number().nullable(), threshold: z.number() }).nullable(),
  /** Verdicts of their own; the column's is the worst of them. */
  aspects: z.object({ distribution: driftVerdictSchema, missing: driftVerdictSchema, new_categories: driftVerdictSchema, range: driftVerdictSchema }),
  /** How often, in the worst case, a column that did not change is called drifted. */
  false_alarm_rate: z.number().nullable(),
  verdict: driftVerdictSchema,
  reasons: z.array(driftReasonSchema),
  distribution: distributionSchema.nullable(),
});
export type ColumnReport = z.infer<typeof columnReportSchema>;

/** A side of a report: what was read, told so that anyone can find it again and see that it is the same. */
export const reportSideSchema = z.object({
  name: z.string(),
  /** SHA-256. */
  digest: z.string(),
  /** Of what the files hold; or, of objects of a store that were read in part, of their names and ETags: the lines of `files`. */
  digest_of: z.enum(['content', 'etags']).optional(),
  rows: z.int(),
  files: z.array(z.string()),
});
export type ReportSide = z.infer<typeof reportSideSchema>;

export const driftReportSchema = z.object({
  schema: z.literal('pilothouse.drift-report/1'),
  reference: reportSideSchema,
  current: reportSideSchema,
  config: driftConfigSchema,
  config_digest: z.string(),
  /** One, of all columns together: drifted where any is; else insufficient where any is; else not drifted. */
  verdict: driftVerdictSchema,
  columns: z.array(columnReportSchema),
});
export type DriftReport = z.infer<typeof driftReportSchema>;
