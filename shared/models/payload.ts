import { z } from 'zod';
import { Failure } from './failure';

const at = z.number().int();
const count = z.number().int().nonnegative();
const MB = 1_000_000;

/** What becomes of an input or output before it is written. Masked: its values are null, their number and type are seen. Dropped: nothing of it. */
export const PayloadFeature = z.strictObject({ name: z.string().min(1).max(500), treatment: z.enum(['mask', 'drop']) });
export type PayloadFeature = z.infer<typeof PayloadFeature>;

/** What is kept of the requests of a service and their answers. */
export const PayloadSettings = z.strictObject({
  /** Of requests, chosen at random, each by itself; 0: none, 1: all. */
  share: z.number().min(0).max(1),
  /** Of all files of the service; the oldest go first. */
  maxBytes: z
    .number()
    .int()
    .min(10 * MB)
    .max(10_000_000 * MB),
  days: z.number().int().min(1).max(3_650),
  /** Inputs and outputs that are not kept as they are. A list, as a name may be any text. */
  features: z
    .array(PayloadFeature)
    .max(1_000)
    .refine((features) => new Set(features.map(({ name }) => name)).size === features.length, 'a name stands twice'),
});
export type PayloadSettings = z.infer<typeof PayloadSettings>;

export const DEFAULT_PAYLOAD: PayloadSettings = { share: 0, maxBytes: 500 * MB, days: 30, features: [] };

/** How the log stands. */
export const PayloadState = z.object({
  /** `gap`: what is sampled cannot be written; the service goes on. */
  state: z.enum(['off', 'writing', 'gap']),
  /** When it came to that state. */
  since: at.nullable(),
  /** Requests that are in files, and that are in none though they were sampled; since the gateway came up. */
  written: count,
  lost: count,
  /** Of files that are there. */
  files: count,
  bytes: count,
  /** Why there is a gap. */
  failure: Failure.nullable(),
});
export type PayloadState = z.infer<typeof PayloadState>;

export const NO_PAYLOADS: PayloadState = { state: 'off', since: null, written: 0, lost: 0, files: 0, bytes: 0, failure: null };

/** A day of files, in UTC. */
export const PayloadDay = z.string().regex(/^\d{4}-\d\d-\d\d$/);

/** What lies in the payload log of a service, or of one that is not there any more. */
export const KeptPayloads = z.object({
  service: z.string(),
  isServed: z.boolean(),
  /** The oldest first. */
  days: z.array(
    z.object({
      day: PayloadDay,
      files: count,
      bytes: count,
      /** Of those, what a dataset or a run names: it stays. */
      namedBytes: count,
    }),
  ),
});
export type KeptPayloads = z.infer<typeof KeptPayloads>;
