import type { Run } from '../../../shared/models/run';
import { phasesOf } from './run-phases';
import type { StoredRun } from './run-store';

/** What of a run only those know who start it. */
export type RunMore = Pick<Run, 'code' | 'exit' | 'timeLimitMs' | 'queuePosition' | 'repeats' | 'phases'>;

/** @param stored null for a run that is not ours */
export function runMore(stored: StoredRun | null, queuePosition: number | null): RunMore {
  if (!stored) return { code: null, exit: null, timeLimitMs: null, queuePosition: null, repeats: null, phases: [] };
  const { plan, exit } = stored;
  return { code: codeOf(stored), exit, timeLimitMs: plan.timeLimitMs, queuePosition, repeats: plan.repeats?.run ?? null, phases: phasesOf(stored) };
}

function codeOf({ plan, start }: StoredRun): RunMore['code'] {
  const { commit = null, branch = null, dirty = null, patch = null, patchBytes = null } = start?.code ?? {};
  const environment = start ? [start.environment.id, start.environment.version].filter(Boolean).join(' ') : plan.environment;
  return { project: plan.project, argv: start?.argv ?? [], environment, commit, branch, dirty, patch, patchBytes };
}
