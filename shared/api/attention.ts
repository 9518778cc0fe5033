import { z } from 'zod';
import { AttentionItem } from '../models/attention';
import { watch } from './verb';

export const attentionApi = {
  /** What waits for a person, over all connections, the most urgent first; whole each time. */
  'attention.watch': watch(z.object({}), z.object({ items: z.array(AttentionItem), truncated: z.boolean() })),
};
