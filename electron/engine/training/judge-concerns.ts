import type { MetricValue, RunConcern, RunProgress, RunResources } from '../../../shared/models/run';
import { median } from './progress';

/** Much work has pauses; one in which nothing is computed either is none of those. */
const SILENT_MS = 10 * 60_000;
const SILENT_GAPS = 10;
const IDLE_CORES = 0.02;
/** Short runs are over before anybody looks. */
const BEHIND_AFTER_MS = 60_000;
const BEHIND_FACTOR = 1.5;
/** Fewer earlier runs say little of how long one takes. */
const HISTORY_MIN = 3;
const FORECAST_AT = 0.1;
const PLATEAU_POINTS = 50;
/** Of all points, those since the best. */
const PLATEAU_SHARE = 0.5;
/** What is less is noise. */
const BETTER_BY = 0.001;
const LOWER = /loss|error|rmse|mae\b|mse\b|nll|perplexity|deviance/i;
const HIGHER = /acc|auc|f1|precision|recall|\br2\b|score/i;

type Metric = { readonly value: MetricValue; readonly step: number; readonly at: number };
export type ConcernFacts = {
  readonly now: number;
  readonly startedAt: number;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly progress: RunProgress;
  readonly resources: RunResources | null;
  /** Of the newest line of its log. */
  readonly heardAt: number | null;
  readonly durations: readonly number[];
};
export type Concern = Omit<RunConcern, 'run' | 'name'>;

const about = (concern: Concern['concern'], since: number, more: Partial<Concern> = {}): Concern => ({
  concern,
  since,
  metric: null,
  expectedMs: null,
  likelyMs: null,
  ...more,
});

type Course = { best: number; points: number; sinceBest: number; bestAt: number; step: number };

/** Watches one run. What it remembers is of the metrics that it was shown, and begins anew with the engine. */
export class ConcernJudge {
  readonly #courses = new Map<string, Course>();
  #gaps: number[] = [];
  #heardAt: number | null = null;
  #forecastMs: number | null = null;

  judge(facts: ConcernFacts): Concern[] {
    this.#listen(facts);
    return [...this.#silent(facts), ...notFinite(facts), ...this.#plateaus(facts), ...this.#behind(facts)];
  }

  #listen({ metrics, heardAt, startedAt }: ConcernFacts): void {
    const newest = Math.max(startedAt, heardAt ?? startedAt, ...[...metrics.values()].map(({ at }) => at));
    if (this.#heardAt !== null && newest > this.#heardAt) this.#gaps = [...this.#gaps, newest - this.#heardAt].slice(-100);
    this.#heardAt = newest;
  }

  #silent({ now, resources }: ConcernFacts): Concern[] {
    const since = this.#heardAt;
    if (since === null || !resources || resources.cpu > IDLE_CORES) return [];
    const patience = Math.max(SILENT_MS, SILENT_GAPS * (median(this.#gaps) ?? 0));
    return now - since > patience ? [about('silent', since)] : [];
  }

  #plateaus({ metrics }: ConcernFacts): Concern[] {
    const found: Concern[] = [];
    for (const [metric, { value, step, at }] of metrics) {
      const sign = LOWER.test(metric) ? -1 : HIGHER.test(metric) ? 1 : 0;
      if (sign === 0 || typeof value !== 'number') continue;
      const course = this.#courses.get(metric) ?? { best: Number.NEGATIVE_INFINITY, points: 0, sinceBest: 0, bestAt: at, step: Number.NEGATIVE_INFINITY };
      this.#courses.set(metric, course);
      if (step > course.step) follow(course, sign * value, step, at);
      if (course.sinceBest >= Math.max(PLATEAU_POINTS, PLATEAU_SHARE * course.points)) found.push(about('plateau', course.bestAt, { metric }));
    }
    return found;
  }

  #behind({ now, startedAt, progress, durations }: ConcernFacts): Concern[] {
    const elapsed = now - startedAt;
    const known = progress.source !== 'history' && progress.source !== 'unknown' && progress.remainingMs !== null;
    const likelyMs = elapsed + (known ? (progress.remainingMs ?? 0) : 0);
    if (known && this.#forecastMs === null && (progress.done ?? 0) >= FORECAST_AT) this.#forecastMs = likelyMs;
    const expectedMs = durations.length >= HISTORY_MIN ? median(durations) : this.#forecastMs;
    if (expectedMs === null || elapsed < BEHIND_AFTER_MS || likelyMs <= BEHIND_FACTOR * expectedMs) return [];
    return [about('behind', startedAt + expectedMs * BEHIND_FACTOR, { expectedMs, likelyMs })];
  }
}

/** Steps that were not shown count as well: the newest value stands for them. */
function follow(course: Course, good: number, step: number, at: number): void {
  const steps = Number.isFinite(course.step) ? step - course.step : 1;
  course.step = step;
  course.points += steps;
  if (good > course.best + Math.abs(course.best) * BETTER_BY || !Number.isFinite(course.best)) {
    course.best = good;
    course.bestAt = at;
    course.sinceBest = 0;
  } else course.sinceBest += steps;
}

function notFinite({ metrics }: ConcernFacts): Concern[] {
  return [...metrics].flatMap(([metric, { value, at }]) => (typeof value === 'number' ? [] : [about('not-finite', at, { metric })]));
}
