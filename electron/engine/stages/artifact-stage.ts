import { type Failure, failureOf } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import type { RunsAs } from '../../../shared/models/server-command';
import type { Finding, FindingId, StageLimits } from '../../../shared/models/stage';
import type { TriedModel } from '../serving/contract';
import { answersAsSigned } from './answers-as-signed';
import { figure, finding, type Progress, shown, type StageFound } from './findings';
import { signatureDifferences } from './signature-agrees';
import { type Found, letGo, type Subject, type TriedModels } from './tried-models';

export type ArtifactStage = {
  readonly models: TriedModels;
  readonly subject: Subject;
  /** As it was registered. */
  readonly signature: ModelSignature | null;
  readonly limits: StageLimits;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

const MB = 2 ** 20;
/** What can be said once it runs. */
const RUNNING: Readonly<Record<RunsAs['kind'], readonly [FindingId, ...FindingId[]]>> = {
  onnx: ['loads', 'operators', 'signature'],
  server: ['ready', 'signature'],
};
/** Nothing of these was asked: why it was not even started is said by another. */
const unasked = (ids: readonly FindingId[]): Finding[] => ids.map((id) => finding(id, 'inconclusive', { differs: '', ms: '', seconds: '', limit: '' }));

/** Reads all bytes again, loads the file in ONNX Runtime or starts its server, and holds it against what it was registered as. */
export async function artifactStage(stage: ArtifactStage): Promise<StageFound & { readonly found: Found | null }> {
  const { models, subject, limits, progress, signal } = stage;
  const ids = RUNNING[subject.runs.kind];
  let found: Found;
  try {
    found = await models.find(subject);
  } catch (error) {
    signal.throwIfAborted();
    return { ...unreadable(failureOf(error), ids), found: null };
  }
  progress(0.5);
  const size = found.bytes / MB;
  const sized = finding('size', size <= limits.maxMegabytes ? 'pass' : 'fail', { size: figure(size), limit: figure(limits.maxMegabytes) });
  const begun = [finding('digest', 'pass', { file: '' }), sized];
  if (sized.outcome === 'fail') return { findings: [...begun, ...unasked(ids)], evidence: found.facts, found };
  const ran = await run(stage, found);
  return { findings: [...begun, ...ran.findings], evidence: { ...found.facts, ...ran.evidence }, found };
}

function unreadable(why: Failure, [runs, ...others]: readonly FindingId[]): StageFound {
  const { reason, values } = why.detail;
  // `unsupported`: the bytes are whole, and of a kind that cannot be served.
  const isOther = why.code === 'unsupported';
  const digest = isOther
    ? finding('digest', 'pass', { file: '' })
    : finding('digest', reason === 'bytes-changed' ? 'fail' : 'inconclusive', { file: values?.['file'] ?? '' }, why);
  const first = runs === undefined ? [] : isOther ? [finding(runs, 'fail', { ms: '', seconds: '', limit: '' }, why)] : unasked([runs]);
  return { findings: [digest, ...first, ...unasked(others)], evidence: { failure: why } };
}

async function run({ signature, signal }: ArtifactStage, found: Found): Promise<StageFound> {
  let model: TriedModel;
  try {
    model = await found.open();
  } catch (error) {
    signal.throwIfAborted();
    return notRunning(found.runs, failureOf(error));
  }
  try {
    const { inputs, outputs, loadMs, toldBy } = model;
    const agrees = found.runs.kind === 'onnx' || toldBy === 'model' ? compared(signature, model) : await answersAsSigned(signature, model);
    const starts = found.runs.kind === 'onnx' ? [finding('loads', 'pass', { ms: figure(loadMs) }), finding('operators', 'pass')] : [ready(found.runs, loadMs)];
    return { findings: [...starts, ...agrees.findings], evidence: { inputs, outputs, toldBy, loadMs, registered: signature, ...agrees.evidence } };
  } finally {
    await letGo(model);
  }
}

const ready = ({ server }: Extract<RunsAs, { kind: 'server' }>, loadMs: number): Finding =>
  finding('ready', 'pass', { seconds: figure(loadMs / 1_000), limit: String(server.readySeconds) });

function notRunning(runs: RunsAs, why: Failure): StageFound {
  const signature = finding('signature', 'inconclusive', { differs: '' });
  const evidence = { failure: why };
  if (runs.kind === 'server')
    return { findings: [finding('ready', 'fail', { seconds: '', limit: String(runs.server.readySeconds) }, why), signature], evidence };
  const operators = why.detail.reason === 'operator-unknown' ? finding('operators', 'fail', {}, why) : finding('operators', 'inconclusive');
  return { findings: [finding('loads', 'fail', { ms: '' }, why), operators, signature], evidence };
}

/** What was registered, beside what the model itself says. */
function compared(registered: ModelSignature | null, model: TriedModel): StageFound {
  const differs = registered ? signatureDifferences(registered, model) : [];
  const outcome = !registered ? 'inconclusive' : differs.length > 0 ? 'fail' : 'pass';
  return { findings: [finding('signature', outcome, { differs: shown(differs.join('; ')) })], evidence: { differs } };
}
