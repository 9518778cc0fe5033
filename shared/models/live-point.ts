import { z } from 'zod';
import { driftVerdictSchema } from './drift-report';

const at = z.number().int();
const count = z.number().int().nonnegative();

/** A window as far as it has been answered: counted in the gateway while it is open, judged by those counts. The log's own count takes its place. */
export const LivePoint = z.object({
  start: at,
  end: at,
  /** Since when it is counted; the window may have begun before. */
  since: at,
  /** When it was counted last. */
  at,
  requests: count,
  rows: count,
  /** Requests that are not in it: not to be read, or more than could be counted. */
  uncounted: count,
  /** Features that have too many bins to be counted so. */
  leftOut: count,
  /** As the points of the series that it stands at the end of. */
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  verdict: driftVerdictSchema.nullable(),
  /** Of a column of numbers, within `QUANTILE_ERROR` of themselves. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  /** Nobody has counted since then: the engine of the workspace is away. */
  stoodSince: at.nullable(),
  /** The window has ended, and its log was not counted yet. */
  isOver: z.boolean(),
});
export type LivePoint = z.infer<typeof LivePoint>;
