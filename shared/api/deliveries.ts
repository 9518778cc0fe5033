import { z } from 'zod';
import { DeliveryDetail } from '../models/delivery-detail';
import { EntityKey } from '../models/entity';
import { watch } from './verb';

const at = z.number().int();
const name = z.string().min(1).max(253);

export const deliveriesApi = {
  /** Everything about one delivery beyond its own fields. Ends with `not-found` when it is gone at the start. */
  'deliveries.detail': watch(EntityKey, DeliveryDetail),
  /** Split and replicas over time, since Pilothouse has watched; the newest last. First all, then what is new. */
  'deliveries.history': watch(
    EntityKey,
    z.object({
      reset: z.boolean(),
      points: z.array(
        z.object({
          at,
          desired: z.number().nullable(),
          reported: z.number().nullable(),
          pods: z.number().nullable(),
          ready: z.number(),
          updated: z.number(),
          total: z.number(),
          state: z.string(),
          step: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Follows a container's log, and goes on by itself after a broken link. `previous`: the container before its last restart. */
  'deliveries.log': watch(
    z.object({ entity: EntityKey, pod: name, container: name, previous: z.boolean(), tail: z.number().int().min(1).max(10_000) }),
    z.object({
      lines: z.array(z.object({ at: at.nullable(), text: z.string() })),
      /** `gap`: lines may be missing before these. */
      gap: z.boolean(),
      state: z.enum(['opening', 'following', 'ended', 'reconnecting', 'failed']),
      failure: z.string().nullable(),
    }),
  ),
};
