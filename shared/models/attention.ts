import { z } from 'zod';
import { AttentionNotice } from './attention-notice';
import { OngoingDrift } from './drift-monitor';
import { ConnectionId } from './entity';
import { WorkspaceConcern } from './workspace-concern';

const at = z.number().int();

/** One thing that waits for a person. */
export const AttentionItem = AttentionNotice.extend({
  /** The same for the same occurrence, also after a restart: whoever was told of it is not told again. */
  id: z.string().max(700),
  urgency: z.enum(['now', 'soon']),
  connection: ConnectionId,
  /** What of an open workspace it is about. */
  concern: WorkspaceConcern.nullable(),
  /** What drifted, of a monitor. */
  drift: OngoingDrift.nullish(),
  since: at.nullable(),
  /** The delivery's reason, the failure's code, the action's id: our words follow from it. */
  why: z.string(),
  said: z.string().nullable(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;
