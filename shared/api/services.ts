import { z } from 'zod';
import { ArmComparison } from '../models/arm-comparison';
import { ConnectionId } from '../models/entity';
import { KeptPayloads, PayloadDay } from '../models/payload';
import { LogLine } from '../models/run';
import { ArmBucket, SeenRequest, Service, ServiceName, ServiceRow, ServiceSettings, ShadowBucket } from '../models/service';
import { request } from './verb';

const of = z.object({ connection: ConnectionId, service: ServiceName });

/** Releases are moved by actions, through a plan and the ledger; there is no verb for it here. */
export const servicesApi = {
  'services.list': request(z.object({ connection: ConnectionId }), z.object({ services: z.array(ServiceRow), uri: z.string().nullable() })),
  'services.get': request(of, Service),
  /** From `since` on, at most 720 buckets a revision; the newest is still being counted. Null bucket: all of it as one. */
  'services.figures': request(
    of.extend({ since: z.number().int(), bucketMs: z.number().int().min(1_000).max(3_600_000).nullable() }),
    z.object({ now: z.number().int(), buckets: z.array(ArmBucket) }),
  ),
  /** The same of what candidates were sent as shadows. */
  'services.shadows': request(
    of.extend({ since: z.number().int(), bucketMs: z.number().int().min(1_000).max(3_600_000).nullable() }),
    z.object({ buckets: z.array(ShadowBucket) }),
  ),
  /** The candidate beside the stable revision, looked at again every few seconds at most; null where there is no candidate. */
  'services.compare': request(of, z.object({ comparison: ArmComparison.nullable() })),
  /** The newest first, as far as they are kept: at most 200 of a service, in memory only. */
  'services.requests': request(of, z.object({ requests: z.array(SeenRequest) })),
  /** What the server of the user's wrote that answers for a revision, over all its starts; the newest lines, oldest first. Kept in bounds. */
  'services.log': request(
    of.extend({ revision: z.number().int().positive(), lines: z.number().int().min(1).max(5_000) }),
    z.object({ lines: z.array(LogLine) }),
  ),
  'services.change': request(of.extend({ settings: ServiceSettings.partial() }), ServiceSettings),
  /** Sends a body of the Open Inference Protocol as a client would, and says what came back. Null revision: by the split. */
  'services.try': request(
    of.extend({ revision: z.number().int().nullable(), body: z.string().max(1_000_000) }),
    z.object({ status: z.number().int(), revision: z.number().int().nullable(), ms: z.number(), body: z.string() }),
  ),
  /** Files of all payload logs, also of services that are not there any more. */
  'services.payloads': request(z.object({ connection: ConnectionId }), z.object({ logs: z.array(KeptPayloads) })),
  /** Removes files of days before this one (null: of every day) that no dataset and no run names. @returns bytes freed */
  'services.freePayloads': request(
    z.object({ connection: ConnectionId, services: z.array(ServiceName).min(1).max(1_000), before: PayloadDay.nullable() }),
    z.object({ freedBytes: z.number().int().nonnegative() }),
  ),
} as const;
