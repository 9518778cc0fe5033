import { z } from 'zod';
import { columnTypeSchema } from './drift-config';
import { MonitorWindowSize } from './drift-monitor';
import { ServiceName } from './service';

const at = z.number().int();
const count = z.number().int().nonnegative();

/** A quantile of what is counted while it is answered is off by no more than this part of itself. */
export const QUANTILE_ERROR = 0.01;

/** The bins of a column, as a reference fixed them. */
export const LiveColumn = z.object({
  name: z.string().min(1),
  type: columnTypeSchema,
  as: z.enum(['number', 'category']).optional(),
  bins: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('edges'), edges: z.array(z.number()) }),
    z.object({ kind: z.literal('categories'), values: z.array(z.string()) }),
  ]),
});
export type LiveColumn = z.infer<typeof LiveColumn>;

/** What of a service is to be counted while it is answered; `revision` null: whichever answers. */
export const LiveWanted = z.object({
  service: ServiceName,
  revision: z.number().int().positive().nullable(),
  window: MonitorWindowSize,
  columns: z.array(LiveColumn).max(10_000),
});
export type LiveWanted = z.infer<typeof LiveWanted>;

/** What rows of the window that is open have come to so far. Every request that was answered counts, whatever the payload log keeps of it. */
export const LiveCounts = z.object({
  start: at,
  end: at,
  /** Since when it is counted: the window may have begun before that. */
  since: at,
  requests: count,
  rows: count,
  /** Requests that are not in the counts: too long or not as the protocol has it; or there were more than could be counted. */
  unread: count,
  lost: count,
  /** Those that a row was there for. */
  columns: z.array(
    z.object({
      name: z.string(),
      nulls: count,
      notFinite: count,
      /** Without the empty bins at its end. */
      counts: z.array(count),
      min: z.number().nullable(),
      max: z.number().nullable(),
      /** Of numbers, by a sketch; null where it can tell none within its error. */
      p50: z.number().nullable(),
      p95: z.number().nullable(),
    }),
  ),
});
export type LiveCounts = z.infer<typeof LiveCounts>;
