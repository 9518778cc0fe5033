import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError, failure, type Failure, failureOf } from '../../../shared/models/failure';
import type { BeginNeeds } from './begin-run';
import { readEnvironment } from './kept-environment';
import { readPlaces, resolveRun } from './resolve-run';
import { whyNotRestorable } from './restore-code';
import type { RunPlan, RunStart } from './run-plan';

/** The plan that does it again, or all that is not to be had for it any more. @throws AppError where the run is not ours */
export async function planRepeat(needs: BeginNeeds, run: string): Promise<{ readonly plan: RunPlan } | { readonly missing: Failure[] }> {
  const { store, projects, artifacts } = needs;
  const stored = store.find(run);
  if (!stored) throw new AppError(failure('unsupported', { reason: 'run-not-ours', values: { run } }));
  const { plan, start } = stored;
  if (!start) return { missing: [failure('not-found', { reason: 'code-not-kept' })] }; // it never began
  const missing: Failure[] = [];
  const note = async (check: () => Promise<Failure | null>) => {
    const why = await check().catch(failureOf);
    if (why) missing.push(why);
  };
  const project = await projects.read(plan.project).catch((error: unknown) => void missing.push(failureOf(error)));
  if (!project) return { missing };
  const { code, environment } = start;
  await note(async () => (code ? await whyNotRestorable(code, project.folder, artifacts) : failure('not-found', { reason: 'code-not-kept' })));
  for (const place of start.places) await note(async () => await whyOtherData(needs, run, place));
  await note(async () => await whyOtherEnvironment(needs, plan, start));
  if (missing.length > 0 || !code) return { missing };
  return { plan: { ...plan, environment: environment.id, repeats: { run, code, environment } } };
}

/** Data by digest: of the dataset's version where it is registered, else of the file. */
async function whyOtherData(needs: BeginNeeds, run: string, place: RunStart['places'][number]): Promise<Failure | null> {
  if (place.modifiedMs === null || place.output) return null; // the run was to write it
  const changed = failure('conflict', { reason: 'data-changed', values: { name: place.path } });
  const input = needs.records.inputsOf(run).find(({ context, sourceType }) => context === place.parameter && sourceType === 'local');
  if (input?.version) return (await needs.datasets.versionAt(place.path))?.digest === input.digest ? null : changed;
  if (place.digest === null) return failure('not-found', { reason: 'data-changed', values: { name: place.path } });
  const [now] = await readPlaces([{ parameter: place.parameter, absolute: join(needs.places.root, place.path), inWorkspace: place.path }], () => false);
  return now?.digest === place.digest ? null : changed;
}

async function whyOtherEnvironment(needs: BeginNeeds, plan: RunPlan, { environment }: RunStart): Promise<Failure | null> {
  const { projects, environments, places } = needs;
  const project = await projects.read(plan.project);
  const resolved = await resolveRun({ ...plan, environment: environment.id }, project, environments, places.root);
  const now = await readEnvironment(resolved.program, resolved.word, project.folder, environments);
  const packages = now.packages === null ? null : createHash('sha256').update(now.packages).digest('hex');
  const differs = (what: string) => failure('conflict', { reason: 'environment-changed', values: { what } });
  if (now.program !== environment.program) return differs(`${environment.program} → ${now.program}`);
  if (now.version !== environment.version) return differs(`${environment.version ?? '?'} → ${now.version ?? '?'}`);
  return packages === environment.packages ? null : differs('packages');
}
