import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { AppError } from '../../../shared/models/failure';
import { storeFailure } from '../../backend/lib/store-failure';
import { makeBelow } from '../lib/make-below';
import type { ProcessId } from '../lib/processes/process-table';
import { childEnvironment } from './child-environment';
import { KEPT_FOLDER, readCode } from './code-state';
import type { Environments } from './environments';
import { machine, readEnvironment } from './kept-environment';
import { type Ended, launch } from './launch';
import type { TrainingNeeds } from './needs';
import { type IsOutput, outputsOf } from './outputs';
import type { Projects } from './projects';
import { type ResolvedRun, readPlaces, readProject, refuseQuarantined, resolveRun } from './resolve-run';
import { restoreCode } from './restore-code';
import { placesOf, type RunPlaces } from './run-places';
import { KeptCode, type KeptEnvironment, type RunPlan, type RunStart } from './run-plan';
import type { RunStore } from './run-store';

export type BeginNeeds = TrainingNeeds & { readonly projects: Projects; readonly environments: Environments; readonly store: RunStore };

export type BeginListener = {
  /** False where it was cancelled meanwhile, or nothing can be put on record any more. */
  readonly isWanted: () => boolean;
  readonly isOpen: () => boolean;
  /** Aborted when it is cancelled. */
  readonly signal: AbortSignal;
  /** Right before its first process; whatever this throws keeps it from starting. */
  readonly onReady: (token: string) => void;
  readonly onExit: (ended: Ended) => void;
};

/**
 * Brings a run from its plan to its first process. What it reads and what it is made of is on record before that one starts.
 * @returns null where it was not wanted any more; nothing runs then
 * @throws AppError with the reason why it does not start; nothing runs then
 */
export async function beginRun(
  needs: BeginNeeds,
  run: string,
  plan: RunPlan,
  { isWanted, isOpen, signal, onReady, onExit }: BeginListener,
): Promise<{ readonly root: ProcessId; readonly startedAt: number } | null> {
  const { places, projects, environments, records, artifacts, tokens, store, registry } = needs;
  needs.admit(0);
  const files = placesOf(places, run);
  const present = await projects.read(plan.project);
  const restored = plan.repeats ? await restoreCode(plan.repeats.code, present.folder, artifacts, files.code) : null;
  const project = await readProject(projects, plan.project, restored);
  const resolved = await resolveRun(plan, { ...project, folder: present.folder }, environments, places.root, restored ?? present.folder);
  if (!isWanted()) return null;
  const start = await keepStart(needs, run, plan, resolved, isWanted);
  if (!start) return null;
  await recordInputs(needs, run, resolved, start, isWanted, signal);
  if (!isWanted()) return null; // cancelled while it was prepared

  const token = tokens.mint(run);
  writeToken(places.hidden, files, token);
  const tracking = { uri: needs.trackingUri(), token, run, experimentId: needs.experimentOf(run), experiment: experimentName(resolved) };
  const env = childEnvironment(needs.env, resolved.program.environment, tracking, needs.serving());
  onReady(token);
  const startedAt = needs.now();
  registry.write(() => {
    store.setStarting(run, start, startedAt);
    records.setState(run, 'running', startedAt);
  });
  const cwd = restored ?? present.folder;
  const root = await launch({ start: resolved.program.start, args: resolved.args, cwd, env, stdout: files.stdout, stderr: files.stderr }, onExit);
  if (isOpen()) store.setRunning(run, root);
  return { root, startedAt };
}

/** @throws AppError `local`: the disk is full, or the workspace is not where it was */
function writeToken(hidden: string, files: RunPlaces, token: string): void {
  try {
    makeBelow(hidden, files.folder);
    writeFileSync(files.token, token, { mode: 0o600 });
  } catch (error) {
    throw new AppError(storeFailure(error, 'runs'), { cause: error });
  }
}

/** Runs of one project are one experiment. */
export const experimentName = ({ project }: Pick<ResolvedRun, 'project'>): string => project.parsed.name ?? project.path;

async function keepStart(needs: BeginNeeds, run: string, plan: RunPlan, resolved: ResolvedRun, isWanted: () => boolean): Promise<RunStart | null> {
  const { artifacts, records, registry, environments, log } = needs;
  const { folder } = resolved.project;
  const read = plan.repeats
    ? null
    : await readCode(folder, artifacts, needs.places.temporary).catch((error: unknown) => {
        log.warn('the code of a run could not be kept', { run, text: String(error) }); // it still runs; to repeat it is refused with the reason
        return null;
      });
  const facts = await readEnvironment(resolved.program, resolved.word, folder, environments);
  const packages = facts.packages === null ? null : await artifacts.put(once(facts.packages));
  const named = await readPlaces(resolved.values.paths, outputsOf(needs, plan));
  if (!isWanted()) return null;
  const environment: KeptEnvironment = {
    id: resolved.program.environment.id,
    program: facts.program,
    version: facts.version,
    packages: packages?.digest ?? null,
  };
  const code = plan.repeats?.code ?? (read && KeptCode.parse(read));
  registry.write(() => {
    for (const { path, digest, bytes } of read?.kept ?? []) records.addArtifact(run, path, digest, bytes);
    if (packages) records.addArtifact(run, `${KEPT_FOLDER}/packages.txt`, packages.digest, packages.bytes);
    records.setTags(run, {
      'mlflow.source.type': 'PROJECT',
      'mlflow.source.name': plan.project,
      'mlflow.project.entryPoint': plan.entryPoint,
      'mlflow.project.backend': 'local',
      ...(code?.commit && { 'mlflow.source.git.commit': code.commit }),
      ...(code?.branch && { 'mlflow.source.git.branch': code.branch }),
      'pilothouse.interpreter': [facts.program, facts.version].filter(Boolean).join(' '),
      'pilothouse.machine': machine(),
    });
  });
  const argv = ['file' in resolved.program.start ? resolved.program.start.file : resolved.word, ...resolved.args];
  return { argv, code, environment, places: named };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Which data and which code: as inputs of the run, and as facts of lineage. */
async function recordInputs(
  needs: BeginNeeds,
  run: string,
  resolved: ResolvedRun,
  { places, code }: RunStart,
  isWanted: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const { datasets, records, facts, registry } = needs;
  const there = places.filter(({ modifiedMs, output }) => modifiedMs !== null && !output);
  const isOutput: IsOutput = ({ parameter, path }) => places.some((place) => place.output && place.parameter === parameter && place.path === path);
  const read = await Promise.all(there.map(async (place) => ({ place, version: await datasets.versionAt(place.path, signal) })));
  if (!isWanted()) return;
  await refuseQuarantined(resolved.values, datasets, isOutput, signal); // what was taken in just now may have failed its checks
  if (!isWanted()) return;
  const at = needs.now();
  const to = { kind: 'run', id: run } as const;
  registry.write(() => {
    for (const { place, version } of read) {
      if (!version && place.digest === null) continue;
      records.addInput(run, {
        name: version?.name ?? place.path,
        digest: version?.digest ?? place.digest ?? '',
        context: place.parameter,
        sourceType: 'local',
        source: JSON.stringify({ uri: place.path }),
        schema: null,
        profile: null,
        version: version?.version ?? null,
      });
      if (version) facts.add({ from: { kind: 'dataset-version', id: `${version.name}@${version.version}` }, to, relation: 'reads', at });
    }
    const from = code?.commit ?? code?.patch;
    if (from) facts.add({ from: { kind: 'code', id: `${resolved.project.path}@${from}` }, to, relation: 'runs', at });
  });
}

/** Who started it, as the records have it. */
export function currentUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null; // in a container, a number may have no name
  }
}
