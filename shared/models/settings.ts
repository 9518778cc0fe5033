import { z } from 'zod';

/** What the backend keeps for all windows and the command line. */
export const Settings = z.object({
  /** Refuses every change on every connection, by name. */
  readOnly: z.boolean(),
  /** Also draw what was last seen, at the next start, before a connection answers. */
  keepLastKnown: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;
export const DEFAULT_SETTINGS: Settings = { readOnly: false, keepLastKnown: true };
