import { z } from 'zod';
import { DatasetName, DatasetVersionId } from './dataset';
import { ModelName, ModelVersionNumber } from './model';
import { RunConcern } from './run';

const since = z.number();

/** The newest version of a dataset breaks a rule: no run that names it is started until a version keeps it. */
export const QuarantinedData = z.object({
  concern: z.literal('quarantined'),
  dataset: DatasetName,
  version: DatasetVersionId,
  number: z.number().int(),
  /** The first that failed, else the first that could not be asked; by its name. */
  rule: z.string(),
  since,
});
export type QuarantinedData = z.infer<typeof QuarantinedData>;

/** A version that an alias stands on is not what was registered, as its bytes were read last. */
export const TamperedModel = z.object({
  concern: z.literal('tampered'),
  model: ModelName,
  version: ModelVersionNumber,
  aliases: z.array(z.string()).min(1),
  /** Those that differ, or are not there. */
  files: z.array(z.string()),
  /** A file is gone; else all are there, and one holds something else. */
  missing: z.boolean(),
  since,
});
export type TamperedModel = z.infer<typeof TamperedModel>;

/** What of its data and models a workspace waits for a person with. */
export const KeptConcern = z.discriminatedUnion('concern', [QuarantinedData, TamperedModel]);
export type KeptConcern = z.infer<typeof KeptConcern>;

/** All that an open workspace waits for a person with: it goes when it is mended. */
export const WorkspaceConcern = z.discriminatedUnion('concern', [QuarantinedData, TamperedModel, RunConcern]);
export type WorkspaceConcern = z.infer<typeof WorkspaceConcern>;
