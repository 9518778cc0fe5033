import { widened } from '../../../shared/drift/bonferroni';
import { judge } from '../../../shared/drift/verdict';
import type { PointOf } from '../../../shared/models/arm-comparison';
import type { ServiceLabels } from '../../../shared/models/service-labels';
import { FEW_NUMBERS } from './count-feature';
import { type Feature, type KeptRows, valuesOf } from './kept-rows';
import { type Arms, type Both, both, type ReadingJob } from './needs';
import { measureOf, worsening } from './quality-point';
import type { Judged } from './read-labels';

/** Fewer labels of an arm in a slice say nothing of it. */
const SLICE_MIN = 100;
const SLICES_MAX = 20;
const FEATURES_MAX = 8;

export type Slice = { readonly feature: string; readonly value: string; readonly judged: Both<readonly Judged[]> };
type Worst = NonNullable<PointOf<'quality'>['slice']>;

/** Rows that were judged, by each value of each input that has few: what the table `joined` holds, which is of one answer and one label each. */
export async function readSlices(job: ReadingJob, { features }: Pick<KeptRows, 'features'>, arms: Arms): Promise<Slice[]> {
  const slices: Slice[] = [];
  for (const feature of features.filter(({ side }) => side === 'in').slice(0, FEATURES_MAX)) slices.push(...(await slicesOf(job, feature, arms)));
  return slices;
}

async function slicesOf(job: ReadingJob, feature: Feature, arms: Arms): Promise<Slice[]> {
  await job.json(`CREATE OR REPLACE TEMP TABLE sliced AS SELECT joined.revision, said, truth, own.v::VARCHAR AS value
    FROM joined JOIN (${valuesOf(feature)}) own USING (id, place) WHERE kinds = 1 AND truth IS NOT NULL AND isfinite(said) AND own.v IS NOT NULL`);
  const [[kinds] = []] = await job.json('SELECT count(DISTINCT value) FROM sliced');
  if (feature.type === 'number' && Number(kinds) > FEW_NUMBERS) return [];
  const labels = (revision: number) => `count(*) FILTER (revision = ${revision})`;
  const large = `SELECT value FROM sliced GROUP BY 1 HAVING ${labels(arms.stable)} >= ${SLICE_MIN} AND ${labels(arms.candidate)} >= ${SLICE_MIN}
    ORDER BY count(*) DESC, 1 LIMIT ${SLICES_MAX}`;
  const found = new Map<string, Both<Judged[]>>();
  for (const [value, revision, said, truth] of await job.json(`SELECT value, revision, said, truth FROM sliced WHERE value IN (${large})`)) {
    const judged = found.get(String(value)) ?? both(arms, () => [] as Judged[]);
    found.set(String(value), judged);
    (Number(revision) === arms.stable ? judged.stable : judged.candidate).push({ said: Number(said), true: Number(truth) });
  }
  return [...found].map(([value, judged]) => ({ feature: feature.name, value, judged }));
}

/** The slice that is most surely worse, by intervals that hold for all slices together; null where none can be measured. */
export function worstSlice(task: ServiceLabels['task'], slices: readonly Slice[]): Worst | null {
  const measured = slices.flatMap(({ feature, value, judged }) => {
    const { metric, difference, margin } = measureOf(task, judged);
    return difference ? [{ feature, value, judged, metric, difference, margin }] : [];
  });
  const adjusted = measured.map((slice) => ({ ...slice, difference: widened(slice.difference, measured.length) }));
  const worse = ({ metric, difference }: (typeof adjusted)[number]) => worsening(metric, difference);
  const [worst] = adjusted.toSorted((a, b) => worse(b).low - worse(a).low);
  if (!worst) return null;
  const { feature, value, judged, difference, margin } = worst;
  const rows = { stable: judged.stable.length, candidate: judged.candidate.length };
  return { feature, value, rows, difference, of: measured.length, verdict: judge(worse(worst), margin ?? 0) };
}
