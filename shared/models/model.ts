import { z } from 'zod';
import { RunId } from './run';

const text = z.string();
export const ModelName = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}/:@]+$/u);
export const ModelVersionNumber = z.number().int().positive();
export const AliasName = z.string().regex(/^(?!latest$)(?!v\d+$)[A-Za-z0-9_.-]{1,255}$/i);

/** Whether the bytes are still those of the digest. `unchecked`: the sweep has not come to it. */
export const Integrity = z.object({ state: z.enum(['whole', 'tampered', 'missing', 'unchecked']), checkedAt: z.number().nullable(), files: z.array(text) });
export type Integrity = z.infer<typeof Integrity>;

export const ModelRow = z.object({
  name: text,
  versions: z.number().int(),
  latest: ModelVersionNumber.nullable(),
  aliases: z.array(z.object({ alias: text, version: ModelVersionNumber })),
  description: text,
  updatedAt: z.number(),
  createdAt: z.number(),
  integrity: Integrity.shape.state,
});
export type ModelRow = z.infer<typeof ModelRow>;

export const SignatureField = z.object({ name: text.nullable(), type: text, shape: z.array(z.number()).nullable() });
export const ModelSignature = z.object({ inputs: z.array(SignatureField), outputs: z.array(SignatureField) });
export type ModelSignature = z.infer<typeof ModelSignature>;

export const ModelVersionRow = z.object({
  version: ModelVersionNumber,
  aliases: z.array(text),
  createdAt: z.number(),
  run: RunId.nullable(),
  runName: text.nullable(),
  /** SHA-256 over the files by path; null while it is registered only as an address elsewhere. */
  digest: text.nullable(),
  bytes: z.number().nullable(),
  integrity: Integrity,
  status: z.enum(['pending', 'ready', 'failed']),
  /** Of the run that made it. */
  metrics: z.record(z.string(), z.number()),
});
export type ModelVersionRow = z.infer<typeof ModelVersionRow>;

export const ModelVersion = ModelVersionRow.extend({
  model: text,
  description: text,
  tags: z.array(z.object({ key: text, value: text })),
  source: text,
  /** `mlflow`: a folder with an MLmodel file. `onnx`: a bare file. */
  format: z.enum(['mlflow', 'onnx', 'other']),
  flavors: z.array(text),
  signature: ModelSignature.nullable(),
  files: z.array(z.object({ path: text, bytes: z.number(), digest: text })),
  params: z.record(z.string(), z.string()),
  datasets: z.array(z.object({ name: text, digest: text, version: text.nullable(), context: text.nullable() })),
  commit: text.nullable(),
});
export type ModelVersion = z.infer<typeof ModelVersion>;

/** An alias was put on a version, moved, or taken off. */
export const AliasMove = z.object({
  alias: text,
  from: ModelVersionNumber.nullable(),
  to: ModelVersionNumber.nullable(),
  at: z.number(),
  by: text,
  why: text,
  /** Through a plan of Pilothouse (its entry of the ledger), or by a client of the tracking address. */
  through: z.enum(['plan', 'client']),
  entry: z.number().int().nullable(),
  /** Whose entry that is: the hash of the first entry of that ledger. Another machine on the same folder has its own. */
  ledger: text.nullable(),
});
export type AliasMove = z.infer<typeof AliasMove>;

export const Model = ModelRow.extend({ tags: z.array(z.object({ key: text, value: text })), history: z.array(ModelVersionRow), moves: z.array(AliasMove) });
export type Model = z.infer<typeof Model>;
