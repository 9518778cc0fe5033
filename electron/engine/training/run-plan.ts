import { z } from 'zod';

// What is kept of a run that we start: enough to start it after a restart, and to start it again exactly.

const text = z.string();

/** How its code can be had again. */
export const KeptCode = z.object({
  kind: z.enum(['git', 'files']),
  commit: text.nullable(),
  branch: text.nullable(),
  dirty: z.boolean().nullable(),
  patch: text.nullable(),
  patchBytes: z.number().nullable(),
  within: text,
  leftOut: z.number(),
});
export type KeptCode = z.infer<typeof KeptCode>;

/** What ran it: to be the same when it is repeated. */
export const KeptEnvironment = z.object({
  id: text,
  program: text,
  version: text.nullable(),
  /** Digest of the list of installed packages; null where there is none to be had. */
  packages: text.nullable(),
});
export type KeptEnvironment = z.infer<typeof KeptEnvironment>;

/**
 * A value that names a place of the workspace. `modifiedMs` null: nothing was there when the run began. `output`: what lay there was to be
 * written anew, and is no input.
 */
export const NamedPlace = z.object({
  parameter: text,
  path: text,
  modifiedMs: z.number().nullable(),
  digest: text.nullable(),
  output: z.boolean().default(false),
});
export type NamedPlace = z.infer<typeof NamedPlace>;

export const RunPlan = z.object({
  project: text,
  entryPoint: text,
  /** All values, defaults included, as they were given. */
  params: z.record(z.string(), z.string()),
  environment: text.nullable(),
  timeLimitMs: z.number().nullable(),
  /** The run that it repeats, with the code and environment of that. */
  repeats: z.object({ run: text, code: KeptCode, environment: KeptEnvironment }).nullable(),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** What it was when it began. */
export const RunStart = z.object({
  argv: z.array(text),
  code: KeptCode.nullable(),
  environment: KeptEnvironment,
  places: z.array(NamedPlace),
});
export type RunStart = z.infer<typeof RunStart>;
