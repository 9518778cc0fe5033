import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { watch } from './verb';

export const CHANGE_TOPICS = ['projects', 'runs', 'datasets', 'models', 'lineage', 'services', 'stages', 'settings'] as const;

export const changesApi = {
  /**
   * What is not as it was, at most four times a second: whoever shows it asks again for the page that it shows.
   * `ids` null: too many to name.
   */
  'changes.watch': watch(
    z.object({ connection: ConnectionId }),
    z.object({ topics: z.array(z.object({ topic: z.enum(CHANGE_TOPICS), ids: z.array(z.string()).max(500).nullable() })) }),
  ),
};
