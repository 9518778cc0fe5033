import { windowOf } from '../../../../shared/lib/window-times';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { MonitorSettings, MonitorWindowSize, QualityOverTime } from '../../../../shared/models/drift-monitor';
import type { ServiceLabels } from '../../../../shared/models/service-labels';
import { AppError, failure, failureOf } from '../../../../shared/models/failure';
import { duckFailure } from '../../tables/duck-failure';
import { identifier, listLiteral, literal, pathLiteral } from '../../tables/sql';
import { META } from '../payloads/feature-columns';
import { type ReadingJob, withJob } from '../payloads/reading-job';
import type { DataFormat, SourceFile } from '../../tables/source-files';
import { listSource, type SourceNeeds } from './source-parts';
import type { WindowRange } from './window-range';

/** Fewer labels in a window prove nothing. */
export const LABELS_MIN = 200;
const METRICS = { score: 'auc', class: 'accuracy', number: 'mean-absolute-error' } as const;

/**
 * How good predictions were, window by window of when they were made. Labels are joined by request id and row, however late they come. Null: no
 * labels are set, or nothing was predicted yet. @throws AppError
 */
export async function qualityOf(
  settings: MonitorSettings,
  range: WindowRange,
  { sources, signal }: { readonly sources: SourceNeeds; readonly signal: AbortSignalLike },
): Promise<QualityOverTime | null> {
  const { labels, window } = settings;
  if (!labels) return null;
  const source = await listSource(settings.source, sources, signal);
  if (!source.ofPayloads) throw new AppError(failure('unsupported', { reason: 'labels-need-payloads' }));
  const predicted: string[] = [];
  for (const part of source.parts) {
    const file = await part.table(signal);
    if (file !== null) predicted.push(file);
  }
  if (predicted.length === 0) return null;
  const place = sources.places.workspace(settings.source.connection);
  const { format, files } = await place.dataset(labels.dataset, null, signal).catch((error: unknown) => noneYet(error));
  if (files.length === 0) return null;
  const told = { format, files: files.map(({ path }) => `${place.folder}/${path}`) };
  try {
    return await withJob({ files: [...predicted, ...told.files], folders: [], temporary: sources.temporary, signal }, async (job) => {
      await join(job, labels, { predicted, told, revision: source.revision, size: window });
      return measure(job, labels, window, range);
    });
  } catch (error) {
    throw duckFailure(error, { source: labels.dataset });
  }
}

/** Labels that are not registered yet have not come yet. */
function noneYet(error: unknown): { readonly format: DataFormat; readonly files: readonly SourceFile[] } {
  if (failureOf(error).detail.reason === 'data-unknown') return { format: 'csv', files: [] };
  throw error;
}

type Joined = {
  readonly predicted: readonly string[];
  readonly told: { readonly format: DataFormat; readonly files: readonly string[] };
  readonly revision: string | null;
  readonly size: MonitorWindowSize;
};

const list = (files: readonly string[]) => listLiteral(files.map(pathLiteral));
const columnsIn = async (job: ReadingJob, from: string): Promise<string[]> => (await job.json(`DESCRIBE SELECT * FROM ${from}`)).map(([name]) => String(name));

/** Makes a table `judged`: a row for each that was predicted, with what came true where that is known. */
async function join(job: ReadingJob, labels: ServiceLabels, { predicted, told, revision, size }: Joined): Promise<void> {
  const features = `read_parquet(${list(predicted)}, union_by_name = true, hive_partitioning = false)`;
  const names = await columnsIn(job, features);
  const { output, position } = labels;
  const column = [output, `out.${output}`, `${output}[${position}]`, `out.${output}[${position}]`].find((name) => names.includes(name));
  if (column === undefined) throw missing(output);
  const rows =
    told.format === 'parquet'
      ? `read_parquet(${list(told.files)}, union_by_name = true)`
      : told.format === 'csv'
        ? `read_csv(${list(told.files)}, header = true, union_by_name = true)`
        : `read_json(${list(told.files)}, format = 'newline_delimited', union_by_name = true)`;
  const given = await columnsIn(job, rows);
  const of = (name: string) => {
    if (!given.includes(name)) throw missing(name);
    return identifier(name);
  };
  const [request, row, time] = [identifier(META.request), identifier(META.row), identifier(META.time)];
  const only = revision === null ? '' : `WHERE ${identifier(META.revision)} = ${literal(revision)}`;
  // An id that several requests had names none of them.
  await job.rows(`CREATE TEMP TABLE said AS SELECT ${request} AS id, ${row} AS place, any_value(epoch_ms(${time})) AS sent, any_value(${identifier(column)}) AS v,
    any_value(date_trunc(${literal(size)}, ${time})) AS w, count(*) AS times FROM ${features} ${only} GROUP BY 1, 2`);
  const at = labels.at === null ? 'NULL' : `epoch_ms(TRY_CAST(${of(labels.at)}::VARCHAR AS TIMESTAMPTZ))`;
  const number = labels.row === null ? '0' : `TRY_CAST(${of(labels.row)} AS INTEGER)`;
  await job.rows(`CREATE TEMP TABLE told AS SELECT id, place, count(*) AS times, count(DISTINCT label) AS kinds, min(label) AS label, min(known) AS known
    FROM (SELECT ${of(labels.key)}::VARCHAR AS id, ${number} AS place, ${of(labels.label)}::VARCHAR AS label, ${at} AS known FROM ${rows})
    WHERE id IS NOT NULL AND place IS NOT NULL AND label IS NOT NULL GROUP BY 1, 2`);
  await job.rows(`CREATE TEMP TABLE judged AS SELECT said.w, said.v, said.times AS asked, told.times, told.kinds, told.known - said.sent AS lag,
    CASE WHEN told.kinds = 1 AND said.times = 1 THEN ${TRUTH[labels.task]} END AS truth FROM said LEFT JOIN told USING (id, place)`);
}

/** What a label says of `v`; null where it cannot be read so. */
const TRUTH: Readonly<Record<ServiceLabels['task'], string>> = {
  score: `CASE WHEN lower(label) IN ('1', '1.0', 'true') THEN 1 WHEN lower(label) IN ('0', '0.0', 'false') THEN 0 END`,
  class: `CASE WHEN v IS NULL THEN NULL WHEN TRY_CAST(v AS DOUBLE) = TRY_CAST(label AS DOUBLE) OR v::VARCHAR = label THEN 1 ELSE 0 END`,
  number: `CASE WHEN isfinite(TRY_CAST(label AS DOUBLE)) AND isfinite(TRY_CAST(v AS DOUBLE)) THEN abs(TRY_CAST(label AS DOUBLE) - TRY_CAST(v AS DOUBLE)) END`,
};

/** The area under the curve as the chance that a yes scores above a no, ties half; `yes` and `no` are how much of either a row is. */
const auc = (rows: string) => `SELECT w, sum(yes * (below + no / 2)) / nullif(sum(yes) * sum(no), 0) AS value FROM (
  SELECT *, coalesce(sum(no) OVER (PARTITION BY w ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below
  FROM (SELECT w, v, sum(yes) AS yes, sum(no) AS no FROM (${rows}) GROUP BY w, v)) GROUP BY w`;

async function measure(job: ReadingJob, { task }: ServiceLabels, size: MonitorWindowSize, { last, before = null }: WindowRange): Promise<QualityOverTime> {
  const scored = 'v IS NOT NULL AND isfinite(v::DOUBLE)';
  const realised =
    task === 'score'
      ? auc(`SELECT w, v::DOUBLE AS v, truth::DOUBLE AS yes, 1.0 - truth AS no FROM judged WHERE truth IS NOT NULL AND ${scored}`)
      : 'SELECT w, avg(truth) AS value FROM judged WHERE truth IS NOT NULL GROUP BY w';
  // A score that is calibrated says itself how much of a yes its row is.
  const estimated =
    task === 'score'
      ? auc(`SELECT w, v::DOUBLE AS v, v::DOUBLE AS yes, 1.0 - v::DOUBLE AS no FROM judged WHERE ${scored} AND v BETWEEN 0 AND 1`)
      : 'SELECT NULL::TIMESTAMP AS w, NULL::DOUBLE AS value WHERE false';
  const rows = await job.json(`SELECT epoch_ms(a.w), a.rows, a.labelled, r.value, e.value, a.p50, a.p95 FROM (
      SELECT w, count(*) AS rows, count(truth) AS labelled, quantile_cont(lag, 0.5) FILTER (truth IS NOT NULL) AS p50, quantile_cont(lag, 0.95) FILTER (truth IS NOT NULL) AS p95 FROM judged GROUP BY w) a
    LEFT JOIN (${realised}) r USING (w) LEFT JOIN (${estimated}) e USING (w) ${before === null ? '' : `WHERE epoch_ms(a.w) < ${before}`} ORDER BY a.w DESC LIMIT ${last}`);
  const [counts = []] =
    await job.json(`SELECT count(*) FILTER (times > 1 AND kinds = 1), count(*) FILTER (kinds > 1), count(*) FILTER (kinds = 1 AND asked = 1 AND truth IS NULL),
    (SELECT count(*) FROM told WHERE (id, place) NOT IN (SELECT (id, place) FROM said)) FROM judged`);
  const [repeated = 0, contradicting = 0, unreadable = 0, unmatched = 0] = counts.map(Number);
  const nullable = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  const points = rows.toReversed().map(([start, total, labelled, value, guess, p50, p95]) => ({
    ...windowOf(Number(start), size),
    rows: Number(total),
    labelled: Number(labelled),
    realised: Number(labelled) < LABELS_MIN ? null : nullable(value),
    estimated: nullable(guess),
    lagP50: nullable(p50),
    lagP95: nullable(p95),
  }));
  return { metric: METRICS[task], points, repeated, contradicting, unmatched, unreadable };
}

const missing = (column: string) => new AppError(failure('invalid', { reason: 'column-unknown', values: { column } }));
