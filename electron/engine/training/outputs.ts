import type { TrainingNeeds } from './needs';
import type { NamedPlace, RunPlan } from './run-plan';
import type { RunStore } from './run-store';

/** Whether what lies at a place is for the run to write anew, and not to read. */
export type IsOutput = (place: Pick<NamedPlace, 'parameter' | 'path'>) => boolean;

/** For the run to expand: what it stands for cannot be told from here. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path);

/**
 * What an entry point is known to write, by what its good runs did: one that read a version of another dataset, while nothing lay at the place
 * that the parameter named, made what lies there now out of that. One that read no dataset may have fetched what it then trained on, so that
 * what it left there is input for the next.
 */
export function outputsOf(
  { store, records }: Pick<TrainingNeeds, 'records'> & { readonly store: RunStore },
  { project, entryPoint }: Pick<RunPlan, 'project' | 'entryPoint'>,
): IsOutput {
  return ({ parameter, path }) =>
    !isPattern(path) &&
    store
      .goodStarts(project, entryPoint)
      .some(
        ({ run, start }) =>
          start.places.some((place) => place.parameter === parameter && place.path === path && (place.modifiedMs === null || place.output)) &&
          records.inputsOf(run).some(({ version, context }) => version !== null && context !== parameter),
      );
}
