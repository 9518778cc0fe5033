import type { ServiceLabels } from '../../../shared/models/service-labels';
import { type Arms, type Both, both, type ReadingJob } from './needs';
import { type Feature, valuesOf } from './kept-rows';

/** One row that was answered, and what came true. Of a score: 1 or 0; of a class: whether it was right; of a number: how far off it was. */
export type Judged = { readonly said: number; readonly true: number };
export type ReadLabels = {
  readonly judged: Both<readonly Judged[]>;
  /** Rows that were answered, by an id that is no other's. */
  readonly answered: Both<number>;
  readonly lags: { readonly p50: number; readonly p95: number } | null;
  readonly repeated: number;
  readonly contradicting: number;
  readonly unmatched: number;
  readonly unreadable: number;
};

/** A column that the settings name is not in the dataset. */
export class MissingColumn extends Error {}

const YES = `lower(label) IN ('1', '1.0', 'true')`;
const NO = `lower(label) IN ('0', '0.0', 'false')`;
/** What is asked of a prediction `v` and its `label`, by what it is a prediction of. Null: the label cannot be read as such. */
const FOUND: Readonly<Record<ServiceLabels['task'], readonly [said: string, truth: string]>> = {
  score: ['v::DOUBLE', `CASE WHEN ${YES} THEN 1 WHEN ${NO} THEN 0 END`],
  class: ['1', `CASE WHEN TRY_CAST(v AS DOUBLE) = TRY_CAST(label AS DOUBLE) OR v::VARCHAR = label THEN 1 ELSE 0 END`],
  number: ['v::DOUBLE', `CASE WHEN isfinite(TRY_CAST(label AS DOUBLE)) THEN TRY_CAST(label AS DOUBLE) END`],
};

/**
 * Joins predictions with labels that came behind them, by the id of the request and the row in it. A label that comes again and says the same
 * counts once; rows about which labels contradict one another count not at all, and neither do ids that several requests had.
 */
export async function readLabels(
  job: ReadingJob,
  { settings, feature, arms }: { readonly settings: ServiceLabels; readonly feature: Feature; readonly arms: Arms },
): Promise<ReadLabels> {
  const table = await job.dataset(settings.dataset);
  const column = (name: string) => {
    const at = table.columns.indexOf(name);
    if (at < 0) throw new MissingColumn(name);
    return `c${at}`;
  };
  const at = settings.at === null ? 'NULL' : `epoch_ms(TRY_CAST(${column(settings.at)}::VARCHAR AS TIMESTAMPTZ))`;
  const row = settings.row === null ? '0' : `TRY_CAST(${column(settings.row)} AS BIGINT)`;
  await job.json(`CREATE OR REPLACE TEMP TABLE said AS SELECT * FROM (${valuesOf(feature)})
    WHERE id IN (SELECT id FROM kept GROUP BY id HAVING count(*) = 1)`);
  await job.json(`CREATE OR REPLACE TEMP TABLE told AS
    SELECT id, place, count(*) AS times, count(DISTINCT label) AS kinds, min(label) AS label, min(told) AS told
    FROM (SELECT ${column(settings.key)}::VARCHAR AS id, ${row} AS place, ${column(settings.label)}::VARCHAR AS label, ${at} AS told FROM ${table.from})
    WHERE id IS NOT NULL AND place IS NOT NULL AND label IS NOT NULL GROUP BY 1, 2`);
  const [said, truth] = FOUND[settings.task];
  await job.json(`CREATE OR REPLACE TEMP TABLE joined AS
    SELECT said.id, said.place, said.revision, ${said} AS said, ${truth} AS truth, told.told - said.sent AS lag, told.times, told.kinds
    FROM said JOIN told USING (id, place) WHERE said.v IS NOT NULL`);
  const [[repeated, contradicting, unreadable, p50, p95] = []] = await job.json(`SELECT count(*) FILTER (times > 1 AND kinds = 1), count(*) FILTER (kinds > 1),
    count(*) FILTER (truth IS NULL AND kinds = 1), quantile_cont(lag, 0.5), quantile_cont(lag, 0.95) FROM joined`);
  const [[unmatched] = []] = await job.json('SELECT count(*) FROM told WHERE (id, place) NOT IN (SELECT (id, place) FROM said)');
  const answered = new Map((await job.json('SELECT revision, count(*) FROM said GROUP BY 1')).map(([of, count]) => [Number(of), Number(count)]));
  const rows = await job.json('SELECT revision, said, truth FROM joined WHERE kinds = 1 AND truth IS NOT NULL AND isfinite(said)');
  const judged = both(arms, () => [] as Judged[]);
  for (const [revision, own, came] of rows)
    (Number(revision) === arms.stable ? judged.stable : judged.candidate).push({ said: Number(own), true: Number(came) });
  return {
    judged,
    answered: both(arms, (revision) => answered.get(revision) ?? 0),
    lags: p50 === null || p50 === undefined ? null : { p50: Number(p50), p95: Number(p95) },
    repeated: Number(repeated),
    contradicting: Number(contradicting),
    unmatched: Number(unmatched),
    unreadable: Number(unreadable),
  };
}
