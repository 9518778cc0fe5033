import { type Failure, failureOf } from '../../../shared/models/failure';
import type { ModelSignature } from '../../../shared/models/model';
import type { Finding, StageLimits } from '../../../shared/models/stage';
import type { Artifacts, FindServable, Servable } from '../contract';
import type { TriedModel, TryModel } from '../serving/contract';
import { figure, finding, type Found, type Progress, shown } from './findings';
import { signatureDifferences } from './signature-agrees';

export type ModelParts = {
  readonly artifacts: Artifacts;
  readonly findServable: FindServable;
  readonly tryModel: TryModel;
  /** As it was registered. */
  readonly signatureOf: (model: string, version: number) => ModelSignature | null;
};
export type Subject = { readonly model: string; readonly version: number };

const MB = 2 ** 20;
/** Nothing of these was asked of the file: why it was not even loaded is said by another. */
const UNASKED = ['loads', 'operators', 'signature'] as const;

/** Opens what was found. @throws AppError: why it cannot be loaded */
export const openModel = ({ artifacts, tryModel }: ModelParts, { file }: Servable): Promise<TriedModel> =>
  tryModel({ digest: file.digest, bytes: file.bytes, path: artifacts.path(file.digest) });

/** Reads all bytes again, loads the file in ONNX Runtime, and holds it against what it was registered as. */
export async function artifactStage(parts: ModelParts, { model, version }: Subject, limits: StageLimits, progress: Progress, signal: AbortSignal) {
  let servable: Servable;
  try {
    servable = await parts.findServable(model, version, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { ...unreadable(failureOf(error)), servable: null };
  }
  progress(0.5);
  const size = servable.file.bytes / MB;
  const sized = finding('size', size <= limits.maxMegabytes ? 'pass' : 'fail', { size: figure(size), limit: figure(limits.maxMegabytes) });
  const begun = [finding('digest', 'pass', { file: '' }), sized];
  const evidence = { digest: servable.digest, file: servable.file, signatureOfFile: servable.signature };
  if (sized.outcome === 'fail') return { findings: [...begun, ...unasked()], evidence, servable };
  const loaded = await load(parts, servable, parts.signatureOf(model, version));
  return { findings: [...begun, ...loaded.findings], evidence: { ...evidence, ...loaded.evidence }, servable };
}

const unasked = (): Finding[] => UNASKED.map((id) => finding(id, 'inconclusive', { differs: '', ms: '' }));

function unreadable(why: Failure): Found {
  const { reason, values } = why.detail;
  // `unsupported`: the bytes are whole, and of a kind that cannot be served.
  const digest =
    why.code === 'unsupported'
      ? finding('digest', 'pass', { file: '' })
      : finding('digest', reason === 'bytes-changed' ? 'fail' : 'inconclusive', { file: values?.['file'] ?? '' }, why);
  const loads = why.code === 'unsupported' ? finding('loads', 'fail', { ms: '' }, why) : finding('loads', 'inconclusive', { ms: '' });
  return { findings: [digest, loads, ...unasked().slice(1)], evidence: { failure: why } };
}

async function load(parts: ModelParts, servable: Servable, registered: ModelSignature | null): Promise<Found> {
  let model: TriedModel;
  try {
    model = await openModel(parts, servable);
  } catch (error) {
    const why = failureOf(error);
    const operators = why.detail.reason === 'operator-unknown' ? finding('operators', 'fail', {}, why) : finding('operators', 'inconclusive');
    return {
      findings: [finding('loads', 'fail', { ms: '' }, why), operators, finding('signature', 'inconclusive', { differs: '' })],
      evidence: { failure: why },
    };
  }
  try {
    const { inputs, outputs, loadMs } = model;
    const differs = registered ? signatureDifferences(registered, model) : [];
    const agrees = !registered ? 'inconclusive' : differs.length > 0 ? 'fail' : 'pass';
    return {
      findings: [
        finding('loads', 'pass', { ms: figure(loadMs) }),
        finding('operators', 'pass'),
        finding('signature', agrees, { differs: shown(differs.join('; ')) }),
      ],
      evidence: { inputs, outputs, loadMs, registered, differs },
    };
  } finally {
    void model.close();
  }
}
