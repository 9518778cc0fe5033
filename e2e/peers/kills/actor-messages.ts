// What a test and the app that acts for it say to each other.
import { z } from 'zod';
import { ActionRequest } from '../../../shared/models/action';

export const ToActor = z.discriminatedUnion('type', [
  /** Acts at random on the service until it is told to rest, or dies. */
  z.object({ type: z.literal('act'), seed: z.number() }),
  /** One act, to its end. */
  z.object({ type: z.literal('do'), request: ActionRequest }),
  /** Rests, waits until everything that is on record has an outcome, and tells. */
  z.object({ type: z.literal('report') }),
]);
export type ToActor = z.infer<typeof ToActor>;

const Intent = z.object({ seq: z.number(), verb: z.string(), phase: z.string().nullable(), outcomes: z.number() });
export type Intent = z.infer<typeof Intent>;
export const FromActor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ended'), phase: z.string() }),
  /** `intents`: all on record, oldest first, with the phase of their outcome and how many there are. */
  z.object({ type: z.literal('report'), ledger: z.string(), intents: z.array(Intent) }),
  z.object({ type: z.literal('fault'), text: z.string() }),
]);
export type FromActor = z.infer<typeof FromActor>;
