import { z } from 'zod';
import { Failure } from './failure';

const at = z.number().int();

/**
 * How far a connection's values can be believed. Times are epoch milliseconds.
 * `asOf` is when the values shown were last known to be true; null where nothing was ever read.
 */
export const Freshness = z.discriminatedUnion('state', [
  /** Read whole, and the watch is open and answering. */
  z.object({ state: z.literal('live'), since: at }),
  /** First contact of this session; older values, if any, are of `asOf`. */
  z.object({ state: z.literal('connecting'), since: at, asOf: at.nullable() }),
  /** Lost a moment ago, being mended. */
  z.object({ state: z.literal('reconnecting'), asOf: at.nullable(), tries: z.number().int(), nextTryAt: at.nullable(), failure: Failure }),
  /** Not true any more since `asOf`, with the reason. */
  z.object({ state: z.literal('stale'), asOf: at.nullable(), tries: z.number().int(), nextTryAt: at.nullable(), failure: Failure }),
  /** Nothing that is on screen needs it, so nothing is asked; it is reachable as far as is known. */
  z.object({ state: z.literal('idle'), asOf: at.nullable() }),
  /** Switched off by the user. */
  z.object({ state: z.literal('off'), asOf: at.nullable() }),
]);
export type Freshness = z.infer<typeof Freshness>;
