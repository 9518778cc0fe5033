import { type Bins, BINS, binsBetween } from '../../../shared/drift/bins';
import { type Arms, type Both, both, type ReadingJob } from './needs';
import { type Feature, valuesOf } from './kept-rows';
import { double, literal } from './sql';

/** Bins are fixed by so many values of the stable revision, its first: what comes later on either side cannot move them. */
const FROZEN_BY = 2_000;
/** Numbers that are so few are categories. */
export const FEW_NUMBERS = 12;
const CATEGORIES_MAX = 20;

export type FeatureCounts = {
  readonly feature: Feature;
  /** Null: the stable revision has nothing that bins could be made of. */
  readonly bins: Bins | null;
  /** In the order of the bins; numbers have one below and one above besides, categories one for all others. */
  readonly counts: Both<readonly number[]>;
  readonly rows: Both<number>;
  /** No number, or nothing at all. */
  readonly missing: Both<number>;
  /** Of the candidate: outside of everything that the stable revision had. */
  readonly beyond: number;
};

const MISSING = -1;

/** Counts a feature of both arms in bins that the stable revision fixed. */
export async function countFeature(job: ReadingJob, feature: Feature, arms: Arms): Promise<FeatureCounts> {
  await job.json(
    `CREATE OR REPLACE TEMP TABLE one AS SELECT revision, sent, ${feature.type === 'number' ? 'v::DOUBLE' : 'v::VARCHAR'} AS v FROM (${valuesOf(feature)})`,
  );
  const isValue = feature.type === 'number' ? 'v IS NOT NULL AND isfinite(v)' : 'v IS NOT NULL';
  const bins = feature.type === 'number' ? await numberBins(job, arms, isValue) : await categoryBins(job, arms, isValue);
  const bin = bins === null ? '0' : bins.kind === 'numbers' ? numberBin(bins) : categoryBin(bins.values);
  const rows = await job.json(`SELECT revision, CASE WHEN NOT (${isValue}) THEN ${MISSING} ELSE ${bin} END AS bin, count(*) FROM one GROUP BY 1, 2`);
  const size = bins === null ? 1 : bins.kind === 'numbers' ? bins.count + 2 : bins.values.length + 1;
  const counted = (revision: number) => {
    const counts = Array.from({ length: size }, () => 0);
    let missing = 0;
    for (const [of, at, count] of rows) {
      if (Number(of) !== revision) continue;
      if (Number(at) === MISSING) missing += Number(count);
      else counts[Number(at)] = Number(count);
    }
    return { counts, missing, rows: counts.reduce((sum, count) => sum + count, missing) };
  };
  const found = both(arms, counted);
  return {
    feature,
    bins,
    counts: { stable: found.stable.counts, candidate: found.candidate.counts },
    rows: { stable: found.stable.rows, candidate: found.candidate.rows },
    missing: { stable: found.stable.missing, candidate: found.candidate.missing },
    beyond: await beyondOf(job, arms, isValue, bins),
  };
}

const firstOf = ({ stable }: Arms, isValue: string) => `(SELECT v FROM one WHERE revision = ${stable} AND ${isValue} ORDER BY sent LIMIT ${FROZEN_BY})`;

async function numberBins(job: ReadingJob, arms: Arms, isValue: string): Promise<Bins | null> {
  const sql = `SELECT count(*), count(DISTINCT v), min(v), max(v), quantile_cont(v, 0.01), quantile_cont(v, 0.99) FROM ${firstOf(arms, isValue)}`;
  const [row = []] = await job.json(sql);
  const [count = 0, kinds = 0, least = 0, most = 0, low = 0, high = 0] = row.map(Number);
  if (count === 0) return null;
  if (kinds <= FEW_NUMBERS) return categoryBins(job, arms, isValue);
  if (least >= 0 && most <= 1) return binsBetween(0, 1); // a probability: everybody reads it so
  return high > low && Number.isFinite(high - low) ? binsBetween(low, high) : binsBetween(least, most);
}

async function categoryBins(job: ReadingJob, arms: Arms, isValue: string): Promise<Bins | null> {
  const found = await job.json(`SELECT v::VARCHAR FROM ${firstOf(arms, isValue)} GROUP BY v ORDER BY count(*) DESC, 1 LIMIT ${CATEGORIES_MAX}`);
  return found.length === 0 ? null : { kind: 'categories', values: found.map(([value]) => String(value)) };
}

/** A bin holds its lower edge; the last holds its upper one too. */
const numberBin = ({ low, high, count }: Extract<Bins, { kind: 'numbers' }>) =>
  `CASE WHEN v < ${double(low)} THEN 0 WHEN v > ${double(high)} THEN ${count + 1}
   ELSE least(${count}, 1 + floor((v - ${double(low)}) / ${double((high - low) / BINS)}))::INTEGER END`;
const categoryBin = (values: readonly string[]) =>
  `CASE v::VARCHAR ${values.map((value, at) => `WHEN ${literal(value)} THEN ${at}`).join(' ')} ELSE ${values.length} END`;

async function beyondOf(job: ReadingJob, { stable, candidate }: Arms, isValue: string, bins: Bins | null): Promise<number> {
  if (bins === null) return 0;
  const own = `FROM one WHERE revision = ${stable} AND ${isValue}`;
  const isBeyond = bins.kind === 'numbers' ? `(v < (SELECT min(v) ${own}) OR v > (SELECT max(v) ${own}))` : `v NOT IN (SELECT DISTINCT v ${own})`;
  const [[count] = []] = await job.json(`SELECT count(*) FROM one WHERE revision = ${candidate} AND ${isValue} AND ${isBeyond}`);
  return Number(count);
}
