import { z } from 'zod';
import { ConnectionId, EntityKey } from './entity';
import { WorkspaceConcern } from './workspace-concern';

const at = z.number().int();

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
  'run-silent',
  'run-not-finite',
  'run-plateau',
  'run-behind',
] as const;

/** One thing that waits for a person. */
export const AttentionItem = z.object({
  /** The same for the same occurrence, also after a restart: whoever was told of it is not told again. */
  id: z.string().max(700),
  cause: z.enum(ATTENTION_CAUSES),
  urgency: z.enum(['now', 'soon']),
  connection: ConnectionId,
  /** What to open; null is the connection itself, or what `concern` names. */
  entity: EntityKey.nullable(),
  /** What of an open workspace it is about. */
  concern: WorkspaceConcern.nullable(),
  namespace: z.string().nullable(),
  name: z.string(),
  since: at.nullable(),
  /** The delivery's reason, the failure's code, the action's id: our words follow from it. */
  why: z.string(),
  said: z.string().nullable(),
});
export type AttentionItem = z.infer<typeof AttentionItem>;
