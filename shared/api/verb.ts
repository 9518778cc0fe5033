import type { z } from 'zod';
import type { Failure } from '../models/failure';

/** Asked once, answered once. */
export interface RequestVerb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'request';
  readonly input: I;
  readonly output: O;
}

/** Opened once, then sends events until either side closes it. */
export interface WatchVerb<I extends z.ZodType = z.ZodType, E extends z.ZodType = z.ZodType> {
  readonly kind: 'watch';
  readonly input: I;
  readonly event: E;
}

export const request = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): RequestVerb<I, O> => ({ kind: 'request', input, output });
export const watch = <I extends z.ZodType, E extends z.ZodType>(input: I, event: E): WatchVerb<I, E> => ({ kind: 'watch', input, event });

export type Verbs = Readonly<Record<string, RequestVerb | WatchVerb>>;

/** The end of a request at the side that serves it. */
export interface Call {
  /** Aborted when the asker cancels or goes away: hand it to whatever the answer waits for. */
  readonly signal: AbortSignalLike;
}

/** The part of AbortSignal that all processes share (`shared` knows neither DOM nor Node). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The end of a watch at the side that serves it. A reader that is slower than its source makes the feed `congested`:
 * keep the newest state back, and send it on `onDrain`; do not queue events.
 */
export interface Feed<Event> {
  readonly congested: boolean;
  push(event: Event): void;
  onDrain(listener: () => void): void;
  /** Ends the watch from this side, where its source is gone for good. */
  end?(reason: Failure): void;
}

export type Stop = () => void;

/** What serves a set of verbs. A verb without its handler does not compile. */
export type Handlers<V extends Verbs> = {
  readonly [K in keyof V]: V[K] extends RequestVerb<infer I, infer O>
    ? (input: z.output<I>, call: Call) => z.input<O> | Promise<z.input<O>>
    : V[K] extends WatchVerb<infer I, infer E>
      ? (input: z.output<I>, feed: Feed<z.input<E>>) => Stop | Promise<Stop>
      : never;
};
