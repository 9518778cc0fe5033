import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { KeptConcern } from '../models/workspace-concern';
import { watch } from './verb';

export const concernsApi = {
  /** What of data, models and services waits for a person, whole with each change; for Attention. Nothing is read anew for it: it is what was found last. */
  'concerns.watch': watch(z.object({ connection: ConnectionId }), z.object({ concerns: z.array(KeptConcern) })),
};
