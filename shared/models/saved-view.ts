import { z } from 'zod';

/** A screen's filters, sorting, grouping and columns under a name: exactly what the screen's address holds. */
export const SavedView = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  screen: z.string().regex(/^[a-z-]{1,40}$/),
  name: z.string().trim().min(1).max(80),
  search: z.string().max(2_000),
});
export type SavedView = z.infer<typeof SavedView>;
