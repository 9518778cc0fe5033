import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError, failure } from '../../../shared/models/failure';
import type { Datasets } from '../contract';
import type { Environments, Program } from './environments';
import { type IsOutput, isPattern } from './outputs';
import type { FoundProject, Projects } from './projects';
import type { NamedPlace, RunPlan } from './run-plan';
import { extraArguments, readValues, type Values } from './run-values';
import { fillCommand } from './split-command';

export type ResolvedRun = {
  readonly project: FoundProject;
  readonly program: Program;
  /** The command's own first word, for the record. */
  readonly word: string;
  readonly args: readonly string[];
  readonly values: Values;
};

/**
 * What a plan comes to on this machine, now. Values and environments are of the project's folder; `codeFolder` is where its code is.
 * @throws AppError with the reason why it cannot be started
 */
export async function resolveRun(
  plan: Pick<RunPlan, 'entryPoint' | 'params' | 'environment'>,
  project: FoundProject,
  environments: Environments,
  root: string,
  codeFolder = project.folder,
): Promise<ResolvedRun> {
  const entry = project.parsed.entryPoints.find(({ name }) => name === plan.entryPoint);
  if (!entry) throw new AppError(failure('not-found', { reason: 'entry-point-unknown', values: { name: plan.entryPoint } }));
  if (entry.failure || !entry.template) throw new AppError(entry.failure ?? failure('bug'));
  const values = readValues(entry.parameters, plan.params, project.folder, root);
  const [word = '', ...args] = fillCommand(entry.template, values.filled);
  const program = environments.resolve(word, codeFolder, project.environments, plan.environment);
  return { project, program, word, args: [...args, ...extraArguments(entry.parameters, values.given)], values };
}

/**
 * Of what lies at the places of a run: what was refused and mended since is taken in again first. Where nothing lies any more nothing is read,
 * and what a transformation wrote it may write again, whatever its checks said of it.
 * @throws AppError with the name of the rule that a quarantined dataset breaks
 */
export async function refuseQuarantined(values: Values, datasets: Datasets, isOutput: IsOutput, signal?: AbortSignal): Promise<void> {
  for (const { parameter, inWorkspace, absolute } of values.paths) {
    if (inWorkspace === null || datasets.readableAt(inWorkspace).ok || isNothing(absolute) || isOutput({ parameter, path: inWorkspace })) continue;
    await datasets.versionAt(inWorkspace, signal);
    const readable = datasets.readableAt(inWorkspace);
    if (!readable.ok) throw new AppError(readable.failure);
  }
}

/** A pattern is for the run to expand: it may match what has no file of its own. */
const isNothing = (path: string): boolean => !isPattern(path) && !existsSync(path);

/** Larger files have a digest only where they are registered as a dataset. */
const DIGEST_MAX_BYTES = 256 * 1024 * 1024;

/** What is at the places that a run is told, before it begins. */
export async function readPlaces(paths: Values['paths'], isOutput: IsOutput): Promise<NamedPlace[]> {
  return await Promise.all(
    paths.flatMap(({ parameter, absolute, inWorkspace }) =>
      inWorkspace === null
        ? []
        : [
            (async () => {
              const found = await stat(absolute).catch(() => null);
              const digest = found?.isFile() && found.size <= DIGEST_MAX_BYTES ? await digestOf(absolute) : null;
              return { parameter, path: inWorkspace, modifiedMs: found?.mtimeMs ?? null, digest, output: isOutput({ parameter, path: inWorkspace }) };
            })(),
          ],
    ),
  );
}

async function digestOf(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
    return hash.digest('hex');
  } catch {
    return null; // gone or not readable: the run will say so
  }
}

/** The project as it is now, or as it is in code that was restored; its environments are those of the folder as it is now. */
export async function readProject(projects: Projects, path: string, restored: string | null): Promise<FoundProject> {
  const now = await projects.read(path);
  return restored === null ? now : await projects.readIn(restored, now);
}
