import { z } from 'zod';
import { ModelSignature } from '../../../shared/models/model';

const json = z.string().transform((text): unknown => JSON.parse(text)); // written by this room alone
const texts = json.pipe(z.array(z.string()));

export const INTEGRITY = ['whole', 'tampered', 'missing', 'unchecked'] as const;

/** A row of `model_version` as this room reads it. */
export const VersionRow = z.object({
  model: z.string(),
  version: z.number(),
  run: z.string().nullable(),
  path: z.string(),
  source: z.string(),
  by: z.string(),
  description: z.string(),
  created_at: z.number(),
  updated_at: z.number(),
  format: z.enum(['mlflow', 'onnx', 'other']),
  digest: z.string().nullable(),
  bytes: z.number().nullable(),
  flavors: texts,
  signature: json.pipe(ModelSignature).nullable(),
  integrity: z.enum(INTEGRITY),
  checked_at: z.number().nullable(),
  bad_files: texts,
  bad_since: z.number().nullable(),
});
export type VersionRow = z.infer<typeof VersionRow>;

export const FileRow = z.object({ path: z.string(), digest: z.string(), bytes: z.number() });
export type FileRow = z.infer<typeof FileRow>;
export const AliasRow = z.object({ alias: z.string(), version: z.number() });
export const TagRow = z.object({ key: z.string(), value: z.string() });
export const MoveRow = z
  .object({
    alias: z.string(),
    from_version: z.number().nullable(),
    to_version: z.number().nullable(),
    at: z.number(),
    by: z.string(),
    why: z.string(),
    through: z.enum(['plan', 'client']),
    entry: z.number().nullable(),
    ledger: z.string().nullable(),
  })
  .transform(({ from_version: from, to_version: to, ...rest }) => ({ ...rest, from, to }));
export const ModelRecord = z.object({ name: z.string(), description: z.string(), created_at: z.number(), updated_at: z.number() });
export type ModelRecord = z.infer<typeof ModelRecord>;
