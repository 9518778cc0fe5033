import { load } from 'js-yaml';
import { z } from 'zod';
import type { ModelSignature } from '../../../shared/models/model';

/** What an `MLmodel` file says, as far as it is read. Source: mlflow/models/model.py and signature.py. */
export type MlmodelFile = {
  readonly flavors: readonly string[];
  readonly signature: ModelSignature | null;
  readonly runId: string | null;
  /** The file of the flavor onnx, from the folder of the model. */
  readonly onnxFile: string | null;
};

const FILE_MAX = 1_000_000;
const Column = z.union([
  z.object({ type: z.literal('tensor'), name: z.string().nullish(), 'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number()) }) }),
  z.object({ type: z.string(), name: z.string().nullish() }),
]);
/** Inputs and outputs are JSON inside the YAML. */
const Columns = z
  .string()
  .max(FILE_MAX)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown; // parsed by the pipe
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.array(Column).max(20_000));
const File = z.object({
  flavors: z.record(z.string(), z.unknown()).optional(),
  run_id: z.string().nullish(),
  signature: z.object({ inputs: Columns.nullish(), outputs: Columns.nullish() }).nullish().catch(null), // a signature of a later form is no reason to refuse the model
});

const OnnxFlavor = z.object({ data: z.string() });

const fieldOf = (column: z.output<typeof Column>) =>
  'tensor-spec' in column
    ? { name: column.name ?? null, type: column['tensor-spec'].dtype, shape: column['tensor-spec'].shape }
    : { name: column.name ?? null, type: column.type, shape: null };

/** @returns null where the text is no MLmodel file */
export function parseMlmodel(text: string): MlmodelFile | null {
  if (text.length > FILE_MAX) return null;
  try {
    const file = File.parse(load(text));
    return {
      flavors: Object.keys(file.flavors ?? {}),
      runId: file.run_id ?? null,
      onnxFile: OnnxFlavor.safeParse(file.flavors?.['onnx']).data?.data ?? null,
      signature: file.signature ? { inputs: (file.signature.inputs ?? []).map(fieldOf), outputs: (file.signature.outputs ?? []).map(fieldOf) } : null,
    };
  } catch {
    return null; // YAML or its shape: the bytes are kept and served as what they are
  }
}
