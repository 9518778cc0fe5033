import { z } from 'zod';
import { AttentionItem } from '../models/attention';
import { Failure } from '../models/failure';
import { PickedFileId } from './shell';

/** What the shell tells the backend's process. Ports ride along with `port`. */
export const ToBackend = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  /** The computer woke up, or the network changed: check every connection now. */
  z.object({ type: z.literal('resumed') }),
  /** A kubeconfig that the user picked in the system's own dialog. The page never names a path. */
  z.object({ type: z.literal('add-kubeconfig'), path: z.string().max(4_096) }),
  /** A folder that the user picked in the system's own dialog, to be opened as a workspace; without a path, the sample's. */
  z.object({ type: z.literal('open-workspace'), ask: z.number().int(), path: z.string().max(4_096).nullable() }),
  /** A file that the user picked in the system's own dialog, to be named by an id from now on. */
  z.object({ type: z.literal('pick-file'), ask: z.number().int(), path: z.string().max(4_096) }),
  /** How the start of an engine went, by the number that it was asked for with. */
  z.object({ type: z.literal('engine'), engine: z.number().int(), failure: Failure.nullable() }),
  /** Write what is pending and exit. */
  z.object({ type: z.literal('quit') }),
]);
export type ToBackend = z.infer<typeof ToBackend>;

/** What the backend's process tells the shell. Its log lines go to standard output, one JSON object each. */
export const FromBackend = z.discriminatedUnion('type', [
  /** Handlers are up; ports are served. */
  z.object({ type: z.literal('ready') }),
  /** What newly waits for a person, outside quiet hours: to be told once. */
  z.object({ type: z.literal('attention'), items: z.array(AttentionItem).min(1) }),
  /** The answer to `open-workspace`. */
  z.object({ type: z.literal('workspace-opened'), ask: z.number().int(), failure: Failure.nullable() }),
  /** The answer to `pick-file`. */
  z.object({ type: z.literal('file-picked'), ask: z.number().int(), file: PickedFileId }),
  /** An engine is wanted for a folder. The shell starts it, and ends it with the app. */
  z.object({ type: z.literal('start-engine'), engine: z.number().int(), folder: z.string().max(4_096) }),
  /**
   * What leaving the app would end, and whether it goes on then: runs of the open workspace that train or wait, and its services,
   * with those that somebody asks. Told when it changes.
   */
  z.object({
    type: z.literal('runs'),
    active: z.number().int(),
    keep: z.boolean(),
    services: z.array(z.string()),
    asked: z.array(z.string()),
    keepServing: z.boolean(),
  }),
]);
export type FromBackend = z.infer<typeof FromBackend>;

/** Command line of the backend's process: `backend.js --data <folder> --owner <session of the app> --sample <folder>`. */
export const BACKEND_DATA_FLAG = '--data';
export const BACKEND_OWNER_FLAG = '--owner';
export const BACKEND_SAMPLE_FLAG = '--sample';
