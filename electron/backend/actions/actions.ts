import { Executor } from './execute';
import type { RunTiming } from './open-run';
import type { ActionParts } from './parts';
import { Plans } from './plan';
import { PlanShelf } from './plan-shelf';
import { ActionRuns } from './runs';

export type Actions = { readonly plans: Plans; readonly executor: Executor; readonly runs: ActionRuns };

/** The way of every change: plan, execute, run. */
export function createActions(parts: ActionParts, timing: Partial<RunTiming> = {}): Actions {
  const shelf = new PlanShelf(parts.now);
  const runs = new ActionRuns(parts, timing);
  return { plans: new Plans(parts, shelf, (key) => runs.underWay(key)), executor: new Executor(parts, shelf, runs), runs };
}
