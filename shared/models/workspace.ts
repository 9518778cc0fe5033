import { z } from 'zod';
import { ConnectionId } from './entity';
import { Failure } from './failure';

/** Of a folder that holds, or will hold, a workspace. Written into it, so that a folder that moves keeps its own. */
export const WorkspaceId = z.string().regex(/^[a-f0-9]{16}$/);

/** The connection that a workspace is: entities of two workspaces never share a key. */
export const workspaceConnection = (id: string): string => `local-${id}`;
/** It may be there again: a workspace that is not open. */
export const isWorkspaceConnection = (connection: string): boolean => /^local-[a-f0-9]{16}$/.test(connection);

/** A place inside the workspace, relative, with forward slashes; a glob where the verb says so. It can neither climb out nor be absolute. */
export const WorkspacePath = z
  .string()
  .min(1)
  .max(1_024)
  .regex(/^(?![/~])(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\p{Cc}]+$/u);

export const WorkspaceSettings = z.object({
  /** Runs that train at the same time; the others wait. */
  runsAtOnce: z.number().int().min(1).max(64),
  /** What Pilothouse may write in all; nothing new is begun above it. Null: no limit. */
  quotaBytes: z.number().int().positive().nullable(),
  /** Logs of ended runs are removed after so many days. Null: kept. */
  keepLogsDays: z.number().int().min(1).max(3_650).nullable(),
  /** Runs go on when the app is left; the engine ends after the last of them. */
  keepRunsOnQuit: z.boolean(),
  /** Services are served on when the app is left. */
  keepServingOnQuit: z.boolean(),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;
export const WORKSPACE_DEFAULTS: WorkspaceSettings = { runsAtOnce: 1, quotaBytes: null, keepLogsDays: null, keepRunsOnQuit: false, keepServingOnQuit: false };

/** A workspace that this Pilothouse knows of. */
export const KnownWorkspace = z.object({
  id: WorkspaceId,
  name: z.string(),
  /** To show; home folder shortened to `~`. Never taken back as an input. */
  folder: z.string(),
  lastOpenedAt: z.number(),
  /** The folder is where it was. */
  present: z.boolean(),
});
export type KnownWorkspace = z.infer<typeof KnownWorkspace>;

export const OpenWorkspace = z.object({
  id: WorkspaceId,
  connection: ConnectionId,
  name: z.string(),
  folder: z.string(),
  /** `lost`: its engine ended and is being started again; what is shown was true until `since`. */
  state: z.enum(['opening', 'open', 'lost', 'closing']),
  since: z.number(),
  failure: Failure.nullable(),
  /** The engine belongs to another process (a command line, a server) that this app has attached to. */
  attached: z.boolean(),
  /** Where MLflow clients of this machine log to; null until it listens. */
  trackingUri: z.string().nullable(),
  /** The file that holds the token for it, mode 0600. */
  tokenFile: z.string().nullable(),
});
export type OpenWorkspace = z.infer<typeof OpenWorkspace>;

/** What Pilothouse wrote into the folder, by what it is. Bytes. */
export const WorkspaceUsage = z.object({
  registry: z.number(),
  artifacts: z.number(),
  logs: z.number(),
  /** What was kept of requests to services. */
  payloads: z.number(),
  other: z.number(),
  total: z.number(),
  /** What `removeWritten` of the part would free, by part. */
  removable: z.object({ logs: z.number(), orphanArtifacts: z.number(), all: z.number() }),
  freeOnDisk: z.number().nullable(),
});
export type WorkspaceUsage = z.infer<typeof WorkspaceUsage>;
