import { z } from 'zod';
import { Failure } from '../models/failure';
import { WorkspaceId } from '../models/workspace';

/**
 * Command line of an engine's process: `engine.js --workspace <folder> --by <who> [--owner <session>] [--port <n>] [--seal <file>]`. Nothing of it is secret.
 * `--seal`: the file, outside of the workspace, that holds what secrets of workspaces are sealed with.
 * With `--stop-left yes` it serves nobody: it ends what an engine that is gone left training, says `stopped`, and goes.
 */
export const ENGINE_FLAGS = { workspace: '--workspace', by: '--by', owner: '--owner', port: '--port', stopLeft: '--stop-left', seal: '--seal' } as const;

const path = z.string().max(4_096);
/** A script of a run, to be run on the runtime of the app. Output is appended to the files, which exist. */
export const ScriptRequest = z.object({
  script: path,
  args: z.array(z.string()),
  execArgv: z.array(z.string()),
  cwd: path,
  env: z.record(z.string(), z.string()),
  stdout: path,
  stderr: path,
});
export type ScriptRequest = z.infer<typeof ScriptRequest>;

/** What an engine's process tells whoever started it. Its log lines go to standard error, one JSON object each. */
export const FromEngine = z.discriminatedUnion('type', [
  /** It is reached by what stands in its file (`EngineFile`). */
  z.object({ type: z.literal('ready'), id: WorkspaceId, name: z.string(), trackingUri: z.string().nullable(), tokenFile: z.string() }),
  /** It cannot have the workspace, and ends. */
  z.object({ type: z.literal('failed'), failure: Failure }),
  /** With `--stop-left`. `left`: processes that could not be ended; null where it cannot be known whether there are any. */
  z.object({ type: z.literal('stopped'), left: z.number().int().nullable() }),
  /** In the app, where the shell alone can run scripts: it is no Node by itself. */
  z.object({ type: z.literal('script'), ask: z.number().int(), request: ScriptRequest }),
]);
export type FromEngine = z.infer<typeof FromEngine>;

/** What it can be told. It also ends in order on SIGTERM, and when whoever started it is gone. */
export const ToEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('leave'), stopRuns: z.boolean() }),
  /** It runs; null: it could not be started. */
  z.object({ type: z.literal('script-started'), ask: z.number().int(), pid: z.number().int().nullable() }),
  z.object({ type: z.literal('script-ended'), ask: z.number().int(), code: z.number().int().nullable() }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

/** Where, below the workspace's folder, its engine says how it is reached. Mode 0600: who can read it is the user. */
export const ENGINE_FILE = '.pilothouse/engine.json';

export const EngineFile = z.object({
  id: WorkspaceId,
  pid: z.number().int().positive(),
  startedAt: z.number(),
  /** Who started it, to be told to a second opener: `the app`, `pilothouse up`. */
  by: z.string().max(100),
  /** The session of the app that started it; another session attaches. */
  owner: z.string().max(100).nullable(),
  version: z.string(),
  /** Path of a Unix socket, or name of a pipe. */
  socket: z.string().max(500),
  token: z.string().regex(/^[a-f0-9]{64}$/),
});
export type EngineFile = z.infer<typeof EngineFile>;
