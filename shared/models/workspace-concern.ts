import { z } from 'zod';
import { DatasetName, DatasetVersionId } from './dataset';
import { ModelName, ModelVersionNumber } from './model';
import { RunConcern } from './run';
import { ServiceName } from './service';

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

/** What is sampled of a service cannot be written; the service goes on. */
export const PayloadGap = z.object({
  concern: z.literal('payload-gap'),
  service: ServiceName,
  /** The disk is full; else it cannot be written for another reason. */
  full: z.boolean(),
  since,
});
export type PayloadGap = z.infer<typeof PayloadGap>;

/** What of its data, models and services a workspace waits for a person with. */
export const KeptConcern = z.discriminatedUnion('concern', [QuarantinedData, TamperedModel, PayloadGap]);
export type KeptConcern = z.infer<typeof KeptConcern>;

/** All that an open workspace waits for a person with: it goes when it is mended. */
export const WorkspaceConcern = z.discriminatedUnion('concern', [QuarantinedData, TamperedModel, PayloadGap, RunConcern]);
export type WorkspaceConcern = z.infer<typeof WorkspaceConcern>;
