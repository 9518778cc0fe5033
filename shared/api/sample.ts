import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { SampleLife } from '../models/sample-life';
import { request, watch } from './verb';

const none = z.object({});
const connection = ConnectionId;

/** The sample workspace, brought from code and data to a candidate that takes live traffic. */
export const sampleApi = {
  /** Null where the open workspace is not the sample. */
  'sample.watch': watch(none, z.object({ life: SampleLife.nullable() })),
  /** Does all that is not done yet, one step after the other. What it changes is planned, judged and on record with this reason. */
  'sample.enliven': request(z.object({ connection, reason: z.string().trim().min(1).max(2_000) }), none),
  /** For good: neither is shown again for this workspace. */
  'sample.dismiss': request(z.object({ connection, what: z.enum(['offer', 'tour']) }), none),
};
