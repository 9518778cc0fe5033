import { AppError, failure } from '../../../shared/models/failure';
import type { RunLive, RunProgress, RunResources } from '../../../shared/models/run';
import type { Records } from '../contract';
import type { ConcernFacts } from './judge-concerns';
import { Progress, UNKNOWN } from './progress';
import type { RunStore } from './run-store';

/** Where MLflow keeps a run's name. */
const NAME_TAG = 'mlflow.runName';

/** What is seen of a run whose processes are there. */
type Seen = { readonly resources: RunResources | null; readonly recentLines: readonly string[] };
type Look = (seen: Seen | undefined) => Omit<RunLive, 'metrics'>;

/** How runs are now, and how far. The pace of one of ours is remembered for all who look at it. */
export class RunLooks {
  readonly #progress = new Map<string, Progress>();

  constructor(
    private readonly records: Pick<Records, 'stateOf' | 'tagsOf' | 'paramsOf' | 'lastMetrics'>,
    private readonly store: RunStore,
    private readonly now: () => number,
  ) {}

  /** For one reader. What it returns throws AppError `not-found` for a run that is not there. */
  begin(run: string): Look {
    const own = new Progress();
    return (seen) => {
      const state = this.records.stateOf(run);
      if (state === null) throw new AppError(failure('not-found', { reason: 'run-unknown', values: { run } }));
      const progress = state === 'running' ? this.#lookAt(run, own, seen) : UNKNOWN;
      return { state, progress, resources: seen?.resources ?? null, exit: this.store.find(run)?.exit ?? null };
    };
  }

  forget(run: string): void {
    this.#progress.delete(run);
  }

  /** What is to be judged of one of ours that trains. */
  facts(run: string, seen: Seen & { readonly heardAt: number | null }): (ConcernFacts & { readonly name: string }) | null {
    const stored = this.store.find(run);
    if (!stored || stored.startedAt === null) return null;
    return {
      name: this.records.tagsOf(run)[NAME_TAG] ?? run,
      now: this.now(),
      startedAt: stored.startedAt,
      metrics: this.records.lastMetrics(run),
      progress: this.#lookAt(run, new Progress(), seen),
      resources: seen.resources,
      heardAt: seen.heardAt,
      durations: this.store.durations(stored.plan.project, stored.plan.entryPoint),
    };
  }

  #lookAt(run: string, own: Progress, seen: Seen | undefined): RunProgress {
    const stored = this.store.find(run);
    const progress = this.#progress.get(run) ?? own;
    if (stored) this.#progress.set(run, progress);
    return progress.look({
      now: this.now(),
      startedAt: stored?.startedAt ?? null,
      tags: this.records.tagsOf(run),
      params: this.records.paramsOf(run),
      metrics: this.records.lastMetrics(run),
      lines: seen?.recentLines ?? [],
      durations: stored ? this.store.durations(stored.plan.project, stored.plan.entryPoint) : [],
    });
  }
}
