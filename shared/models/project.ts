import { z } from 'zod';
import { Failure } from './failure';
import { WorkspacePath } from './workspace';

/** A parameter of an entry point, as MLflow Projects declare it. */
export const ProjectParameter = z.object({
  name: z.string(),
  type: z.enum(['string', 'float', 'path', 'uri']),
  /** Null: it must be given. */
  default: z.string().nullable(),
});
export type ProjectParameter = z.infer<typeof ProjectParameter>;

export const EntryPoint = z.object({
  name: z.string(),
  /** As written, parameters in braces. Split into arguments by us, never by a shell. */
  command: z.string(),
  parameters: z.array(ProjectParameter),
  /** Why it cannot be started as it stands: a shell construct, a missing interpreter. */
  failure: Failure.nullable(),
});
export type EntryPoint = z.infer<typeof EntryPoint>;

/** A folder with an `MLproject` file. */
export const Project = z.object({
  /** Where the file is, relative to the workspace; `.` is the workspace itself. */
  path: WorkspacePath,
  name: z.string(),
  entryPoints: z.array(EntryPoint),
  /** What runs its commands: the machine's own, a virtual environment in the folder, the runtime that Pilothouse ships. */
  environments: z.array(z.object({ id: z.string(), title: z.string(), interpreter: z.string().nullable(), failure: Failure.nullable() })),
  failure: Failure.nullable(),
});
export type Project = z.infer<typeof Project>;
