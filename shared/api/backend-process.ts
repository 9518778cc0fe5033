import { z } from 'zod';
import { AttentionNotice } from '../models/attention-notice';
import { Failure } from '../models/failure';
import { PickedFileId } from './shell';

/** What the backend's process tells the shell. Its log lines go to standard output, one JSON object each. */
export const FromBackend = z.discriminatedUnion('type', [
  /** Handlers are up; ports are served. */
  z.object({ type: z.literal('ready') }),
  /** What newly waits for a person, outside quiet hours: to be told once. */
  z.object({ type: z.literal('attention'), items: z.array(AttentionNotice).min(1) }),
  /** The answer to `open-workspace`. */
  z.object({ type: z.literal('workspace-opened'), ask: z.number().int(), failure: Failure.nullable() }),
  /** The answer to `pick-file`. */
  z.object({ type: z.literal('file-picked'), ask: z.number().int(), file: PickedFileId }),
  /** A secret that the user asked for: to the clipboard, past the page. */
  z.object({ type: z.literal('copy'), text: z.string().max(1_000) }),
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
