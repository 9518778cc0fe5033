import { failureOf } from '../../../shared/models/failure';
import type { Champion, Finding, StageId, StageResult } from '../../../shared/models/stage';
import { worstOf } from '../../../shared/models/stage';
import type { Servable } from '../contract';
import type { TriedModel } from '../serving/contract';
import { artifactStage, type ModelParts, openModel, type Subject } from './artifact-stage';
import { finding, type Found, type Progress } from './findings';
import { type GoldenFile, limitsOf } from './golden-file';
import { integrationStage } from './integration-stage';
import { performanceStage } from './performance-stage';

export type CheckRun = {
  readonly parts: ModelParts;
  readonly subject: Subject;
  readonly champion: Champion | null;
  readonly golden: GoldenFile;
  readonly goldenFile: string;
  readonly now: () => number;
  /** Of the version, once its bytes were read. */
  readonly onDigest: (digest: string) => void;
  readonly onStage: (result: StageResult) => void;
  readonly onProgress: (share: number) => void;
  /** Keeps what a stage found. @returns its digest */
  readonly keep: (stage: StageId, content: object) => Promise<string>;
  readonly signal: AbortSignal;
};

/** Takes a version through the stages; one that fails ends the way. @returns what each of them found */
export async function runCheck(run: CheckRun): Promise<StageResult[]> {
  const { parts, subject, golden, signal } = run;
  const limits = limitsOf(golden);
  const results: StageResult[] = [];
  let servable: Servable | null = null;
  const artifact = await oneStage(run, 'artifact', async (progress) => {
    const found = await artifactStage(parts, subject, limits, progress, signal);
    servable = found.servable;
    if (found.servable) run.onDigest(found.servable.digest);
    return found;
  });
  results.push(artifact);
  const candidate: Servable | null = servable;
  if (candidate === null || artifact.state === 'fail') return [...results, notBegun(run, 'integration', 'artifact'), notBegun(run, 'performance', 'artifact')];
  const against = await championOf(run);
  const integration = await oneStage(run, 'integration', (progress) => integrate(run, candidate, against.servable, progress), against.faults);
  results.push(integration);
  if (integration.state === 'fail') return [...results, notBegun(run, 'performance', 'integration')];
  const opens = (of: Servable) => () => openModel(parts, of);
  const open = { candidate: opens(candidate), champion: against.servable && opens(against.servable) };
  results.push(await oneStage(run, 'performance', (progress) => performanceStage({ open, golden, limits, progress })));
  return results;
}

/** The champion's file; where it cannot be had, nothing is held against it, and why is said. */
async function championOf({ parts, subject, champion, signal }: CheckRun): Promise<{ servable: Servable | null; faults: Finding[] }> {
  if (!champion) return { servable: null, faults: [] };
  try {
    const servable = await parts.findServable(subject.model, champion.version, signal);
    await (await openModel(parts, servable)).close();
    return { servable, faults: [] };
  } catch (error) {
    signal.throwIfAborted();
    return {
      servable: null,
      faults: [finding('champion-answers', 'inconclusive', { count: '0', failed: '0', version: String(champion.version) }, failureOf(error))],
    };
  }
}

async function integrate(run: CheckRun, servable: Servable, other: Servable | null, progress: Progress): Promise<Found> {
  const { parts, golden, goldenFile, champion } = run;
  const open: TriedModel[] = [];
  const opened = async (of: Servable) => {
    const model = await openModel(parts, of);
    open.push(model);
    return model;
  };
  try {
    const candidate = await opened(servable);
    const against = other && champion ? { version: champion.version, model: await opened(other) } : null;
    return await integrationStage({ candidate, champion: against, golden, goldenFile, progress });
  } finally {
    for (const model of open) void model.close();
  }
}

async function oneStage(run: CheckRun, stage: StageId, work: (progress: Progress) => Promise<Found>, more: readonly Finding[] = []): Promise<StageResult> {
  const { subject, champion, now, onStage, onProgress, keep, signal } = run;
  const startedAt = now();
  onStage({ stage, state: 'running', startedAt, endedAt: null, findings: [], evidence: null });
  const found = await work((share) => {
    signal.throwIfAborted();
    onProgress(share);
  }).catch((error: unknown): Found => {
    signal.throwIfAborted();
    // It was loaded a moment ago, and is not now. That there is no room for two says nothing of either.
    const why = failureOf(error);
    return { findings: [finding('loads', why.code === 'limited' ? 'inconclusive' : 'fail', { ms: '' }, why)], evidence: { failure: why } };
  });
  const replaced = new Set(more.map(({ id }) => id));
  const findings = [...found.findings.filter(({ id }) => !replaced.has(id)), ...more];
  const endedAt = now();
  const content = { format: 'pilothouse.release-stage/1', stage, ...subject, champion, startedAt, endedAt, findings, ...found.evidence };
  const result = { stage, startedAt, endedAt, ...(await kept(keep, content, stage, findings)) };
  onStage(result);
  return result;
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
