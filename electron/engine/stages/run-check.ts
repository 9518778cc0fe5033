import { failureOf } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import type { Champion, Finding, StageId, StageResult } from '../../../shared/models/stage';
import { worstOf } from '../../../shared/models/stage';
import type { TriedModel } from '../serving/contract';
import { artifactStage } from './artifact-stage';
import { finding, type Progress, type StageFound } from './findings';
import { type GoldenFile, limitsOf } from './golden-file';
import { integrationStage } from './integration-stage';
import { performanceStage } from './performance-stage';
import { type Found, letGo, type Subject, type TriedModels } from './tried-models';

export type CheckRun = {
  readonly models: TriedModels;
  readonly model: string;
  readonly subject: Subject;
  /** As it was registered. */
  readonly signature: ModelSignature | null;
  readonly champion: Champion | null;
  readonly golden: GoldenFile;
  readonly goldenFile: string;
  /** So long the benchmark goes on taking turns. */
  readonly turnsMs?: number | undefined;
  readonly now: () => number;
  /** Of the version and of its champion, once their bytes were read. */
  readonly onDigest: (digest: string) => void;
  readonly onChampion: (digest: string) => void;
  readonly onStage: (result: StageResult) => void;
  readonly onProgress: (share: number) => void;
  /** Keeps what a stage found. @returns its digest */
  readonly keep: (stage: StageId, content: object) => Promise<string>;
  readonly signal: AbortSignal;
};

/** Takes a version through the stages; one that fails ends the way. @returns what each of them found */
export async function runCheck(run: CheckRun): Promise<StageResult[]> {
  const { models, subject, signature, golden, turnsMs, signal } = run;
  const limits = limitsOf(golden);
  const read: { found: Found | null } = { found: null };
  const artifact = await oneStage(run, 'artifact', async (progress) => {
    const told = await artifactStage({ models, subject, signature, limits, progress, signal });
    read.found = told.found;
    if (told.found) run.onDigest(told.found.digest);
    return told;
  });
  const { found: candidate } = read;
  if (candidate === null || artifact.state === 'fail') return [artifact, notBegun(run, 'integration', 'artifact'), notBegun(run, 'performance', 'artifact')];
  const champion = new Against(run);
  const integration = await oneStage(run, 'integration', (progress) => integrate(run, candidate, champion, progress));
  if (integration.state === 'fail') return [artifact, integration, notBegun(run, 'performance', 'integration')];
  const { found: other } = champion;
  const open = { candidate: () => candidate.open(), champion: other && (() => other.open().catch(asChampions)) };
  const performance = await oneStage(run, 'performance', (progress) => performanceStage({ open, golden, limits, progress, turnsMs }));
  return [artifact, integration, performance];
}

/** What the candidate is held against. Where it cannot be had, nothing is held against it, and why is said. */
class Against {
  found: Found | null = null;
  fault: Finding | null = null;

  constructor(private readonly run: CheckRun) {}

  async open(): Promise<{ readonly version: number; readonly model: TriedModel } | null> {
    const { champion, models, onChampion, signal } = this.run;
    if (!champion) return null;
    const { version, runs = { kind: 'onnx' } } = champion;
    try {
      const found = await models.find({ version, runs });
      onChampion(found.digest);
      const model = await found.open();
      this.found = found;
      return { version, model };
    } catch (error) {
      signal.throwIfAborted();
      this.fault = finding('champion-answers', 'inconclusive', { count: '0', failed: '0', version: String(version) }, failureOf(error));
      return null;
    }
  }
}

/** It ran a moment ago, and does not now: that is the champion's fault, not the candidate's. */
class ChampionLost extends Error {}
const asChampions = (error: unknown): never => {
  throw new ChampionLost('the champion did not come up again', { cause: error });
};

async function integrate({ golden, goldenFile }: CheckRun, found: Found, champion: Against, progress: Progress): Promise<StageFound> {
  const candidate = await found.open();
  const against = await champion.open();
  try {
    const told = await integrationStage({ candidate, champion: against, golden, goldenFile, progress });
    const { fault } = champion;
    return fault ? { ...told, findings: [...told.findings.filter(({ id }) => id !== fault.id), fault] } : told;
  } finally {
    await Promise.all([letGo(candidate), letGo(against?.model)]);
  }
}

async function oneStage(run: CheckRun, stage: StageId, work: (progress: Progress) => Promise<StageFound>): Promise<StageResult> {
  const { model, subject, champion, now, onStage, onProgress, keep, signal } = run;
  const startedAt = now();
  onStage({ stage, state: 'running', startedAt, endedAt: null, findings: [], evidence: null });
  const { findings, evidence } = await work((share) => {
    signal.throwIfAborted();
    onProgress(share);
  }).catch((error: unknown): StageFound => {
    signal.throwIfAborted();
    return notAgain(run, error);
  });
  signal.throwIfAborted();
  const endedAt = now();
  const content = { format: 'pilothouse.release-stage/1', stage, model, ...subject, champion, startedAt, endedAt, findings, ...evidence };
  const result = { stage, startedAt, endedAt, ...(await kept(keep, content, stage, findings)) };
  onStage(result);
  return result;
}

/** It was loaded a moment ago, and is not now. That there is no room for two says nothing of either. */
function notAgain({ subject: { runs }, champion }: CheckRun, error: unknown): StageFound {
  if (error instanceof ChampionLost) {
    const why = failureOf(error.cause);
    const values = { count: '0', failed: '0', version: String(champion?.version ?? '') };
    return { findings: [finding('champion-answers', 'inconclusive', values, why)], evidence: { failure: why } };
  }
  const why = failureOf(error);
  const outcome = why.code === 'limited' ? 'inconclusive' : 'fail';
  const told =
    runs.kind === 'onnx'
      ? finding('loads', outcome, { ms: '' }, why)
      : finding('ready', outcome, { seconds: '', limit: String(runs.server.readySeconds) }, why);
  return { findings: [told], evidence: { failure: why } };
}

/** Nothing passes whose evidence is nowhere. */
async function kept(
  keep: CheckRun['keep'],
  content: object,
  stage: StageId,
  findings: readonly Finding[],
): Promise<Pick<StageResult, 'state' | 'findings' | 'evidence'>> {
  try {
    const evidence = await keep(stage, content);
    return { state: worstOf(findings.map(({ outcome }) => outcome)), findings: [...findings], evidence };
  } catch (error) {
    const all = [...findings, finding('kept', 'inconclusive', {}, failureOf(error))];
    return { state: worstOf(all.map(({ outcome }) => outcome)), findings: all, evidence: null };
  }
}

function notBegun({ onStage }: CheckRun, stage: StageId, before: StageId): StageResult {
  const result: StageResult = {
    stage,
    state: 'inconclusive',
    startedAt: null,
    endedAt: null,
    findings: [finding('not-begun', 'inconclusive', { stage: before })],
    evidence: null,
  };
  onStage(result);
  return result;
}
