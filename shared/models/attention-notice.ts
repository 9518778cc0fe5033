import { z } from 'zod';
import { EntityKey } from './entity';

export const ATTENTION_CAUSES = [
  'delivery-paused',
  'delivery-inconclusive',
  'delivery-degraded',
  'delivery-aborted',
  'delivery-stuck',
  'connection-stale',
  'connection-signed-out',
  'action-unsettled',
  'data-quarantined',
  'model-tampered',
  'payload-gap',
  'drift',
  'drift-unread',
  'run-silent',
  'run-not-finite',
  'run-plateau',
  'run-behind',
] as const;

/** As much of what waits for a person as a notification of the system says. In a file of its own: the shell's start reads no more. */
export const AttentionNotice = z.object({
  cause: z.enum(ATTENTION_CAUSES),
  /** What to open; null is the connection itself, or what `concern` names. */
  entity: EntityKey.nullable(),
  namespace: z.string().nullable(),
  name: z.string(),
});
export type AttentionNotice = z.infer<typeof AttentionNotice>;
