import { z } from 'zod';
import { AttentionItem } from '../models/attention';

/** What the shell tells the backend's process. Ports ride along with `port`. */
export const ToBackend = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  /** The computer woke up, or the network changed: check every connection now. */
  z.object({ type: z.literal('resumed') }),
  /** A kubeconfig that the user picked in the system's own dialog. The page never names a path. */
  z.object({ type: z.literal('add-kubeconfig'), path: z.string().max(4_096) }),
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
]);
export type FromBackend = z.infer<typeof FromBackend>;

/** Command line of the backend's process: `backend.js --data <folder>`. */
export const BACKEND_DATA_FLAG = '--data';
