import { z } from 'zod';

const minuteOfDay = z
  .number()
  .int()
  .min(0)
  .max(24 * 60 - 1);

/** What the backend keeps for all windows and the command line. */
export const Settings = z.object({
  /** Refuses every change on every connection, by name. */
  readOnly: z.boolean(),
  /** Also draw what was last seen, at the next start, before a connection answers. */
  keepLastKnown: z.boolean(),
  /** Tell by the system's own notifications what newly waits for a person. */
  notify: z.boolean(),
  /** Not in these hours of local time, minutes since midnight; `from` may lie after `to`, over midnight. */
  quietHours: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
});
export type Settings = z.infer<typeof Settings>;
export const DEFAULT_SETTINGS: Settings = { readOnly: false, keepLastKnown: true, notify: true, quietHours: null };
