import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { AppError, failure } from '../../../../shared/models/failure';
import { tensorTypeOf } from '../../../../shared/models/tensor-type';
import { type Data, type NumberArray, type Tensor, type TensorSpec, TYPES } from '../protocol/data-types';
import type { InferRequest, ModelSpec } from '../protocol/read-request';

type Metadata = InferenceSession['inputMetadata'][number];
export type Outputs = (Tensor & { readonly binary: boolean })[];

/** A model in ONNX Runtime, on the processor. */
export class OnnxModel {
  readonly spec: ModelSpec;
  private constructor(private readonly session: InferenceSession) {
    const inputs = session.inputMetadata.map((metadata) => specOf(metadata) ?? refuse(`input ${metadata.name}`));
    // Lists and maps (of a classifier's probabilities by class) have no form in the protocol; the tensors beside them have.
    const outputs = session.outputMetadata.flatMap((metadata) => specOf(metadata) ?? []);
    if (outputs.length === 0) refuse('no output that is a tensor');
    this.spec = { inputs, outputs };
  }

  /** @throws what ONNX Runtime throws */
  static async load(path: string, threads: number): Promise<OnnxModel> {
    const session = await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Threads that wait for work would burn a third of a core between requests (measured: 0.32 against 0.06, for 0.1 ms of a run).
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 4, // what fails is thrown; lines on the engine's output would be read by nobody
    });
    return new OnnxModel(session);
  }

  async run({ inputs, outputs }: InferRequest): Promise<Outputs> {
    const feeds: Record<string, OnnxTensor> = {};
    for (const { name, datatype, data, shape } of inputs) feeds[name] = toOnnx(datatype, data, shape);
    const names = outputs.map(({ name }) => name);
    const results = named(await this.session.run(feeds, names), names, this.session.outputNames);
    return outputs.map(({ name, binary }) => {
      const result = results(name);
      const datatype = result && tensorTypeOf(result.type);
      if (!result || !datatype) throw new Error(`the output ${name} is no tensor of a known type`);
      return { name, datatype, shape: result.dims, data: result.data as Data, binary };
    });
  }
}

/**
 * onnxruntime-node 1.23 gives some of the outputs the names of the first: of `a`, `b` and `c` it calls `b` and `c` `a` and `b`. They
 * stand in the order of the model.
 */
function named(results: InferenceSession.ReturnType, names: readonly string[], all: readonly string[]): (name: string) => OnnxTensor | undefined {
  if (names.length === Object.keys(results).length && names.every((name) => Object.hasOwn(results, name))) return (name) => results[name];
  const asked = all.filter((name) => names.includes(name));
  return (name) => results[all[asked.indexOf(name)] ?? ''];
}

function toOnnx(datatype: Tensor['datatype'], data: Data, shape: readonly number[]): OnnxTensor {
  if (Array.isArray(data)) return new OnnxTensor('string', data, shape);
  return new OnnxTensor(TYPES[datatype].onnx as Exclude<OnnxTensor.Type, 'string'>, data as NumberArray, shape);
}

function specOf(metadata: Metadata): TensorSpec | null {
  const datatype = metadata.isTensor ? tensorTypeOf(metadata.type) : null;
  return metadata.isTensor && datatype ? { name: metadata.name, datatype, shape: metadata.shape } : null;
}

function refuse(what: string): never {
  throw new AppError(failure('unsupported', { reason: 'model-types-unknown', values: { what } }));
}
