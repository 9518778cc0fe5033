import { z } from 'zod';
import { Failure } from '../models/failure';

/** A pipe that clones messages: a DOM, Electron or worker_threads port. */
export interface Port {
  post(message: unknown): void;
  /** At most one listener. Messages that came before are kept for it. */
  listen(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * Limits on what the page may send; its largest true message is a saved view or a list of 200 namespaces.
 * What is over them is answered with a failure, and never looked at.
 */
export const MESSAGE_LIMITS = { depth: 12, values: 5_000, text: 100_000 } as const;
/** Calls and watches that one page may have open at a time. */
export const OPEN_MAX = 256;
/** Batches of a watch on their way, not yet acknowledged. More makes its feed congested. */
export const WINDOW = 4;

const id = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const verb = z.string().max(64);

/** From the asker. `ack` says that a watch's event was taken in; it opens the window for the next. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id, verb, input: z.unknown() }),
  z.strictObject({ type: z.literal('open'), id, verb, input: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id }),
  z.strictObject({ type: z.literal('ack'), id }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** To the asker. A `failure` ends the call or watch that it names. */
export const ServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id, value: z.unknown() }),
  z.object({ type: z.literal('event'), id, value: z.unknown() }),
  z.object({ type: z.literal('failure'), id, failure: Failure }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
