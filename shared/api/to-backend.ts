import { z } from 'zod';
import { Failure } from '../models/failure';

/** What the shell tells the backend's process. Ports ride along with `port`. */
export const ToBackend = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  /** The computer woke up, or the network changed: check every connection now. */
  z.object({ type: z.literal('resumed') }),
  /** A kubeconfig that the user picked in the system's own dialog. The page never names a path. */
  z.object({ type: z.literal('add-kubeconfig'), path: z.string().max(4_096) }),
  /** A folder that the user picked in the system's own dialog, to be opened as a workspace; without a path, the sample's. */
  z.object({ type: z.literal('open-workspace'), ask: z.number().int(), path: z.string().max(4_096).nullable() }),
  /** A file that the user picked in the system's own dialog to be read, or to be written, to be named by an id from now on. */
  z.object({ type: z.literal('pick-file'), ask: z.number().int(), path: z.string().max(4_096), use: z.enum(['read', 'write']) }),
  /** How the start of an engine went, by the number that it was asked for with. */
  z.object({ type: z.literal('engine'), engine: z.number().int(), failure: Failure.nullable() }),
  /** Write what is pending and exit. */
  z.object({ type: z.literal('quit') }),
]);
export type ToBackend = z.infer<typeof ToBackend>;

/** Command line of the backend's process: `backend.js --data <folder> --owner <session of the app> --sample <folder>`. */
export const BACKEND_DATA_FLAG = '--data';
export const BACKEND_OWNER_FLAG = '--owner';
export const BACKEND_SAMPLE_FLAG = '--sample';
