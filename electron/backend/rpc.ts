import { z } from 'zod';
import { findPlainFault } from '../../shared/lib/plain';
import { failure, failureOf, type Failure } from '../../shared/models/failure';
import type { Feed, Handlers, RequestVerb, Stop, Verbs, WatchVerb } from '../../shared/api/verb';
import { ClientMessage, MESSAGE_LIMITS, OPEN_MAX, type Port, type ServerMessage, WINDOW } from '../../shared/api/wire';
import type { Log } from './lib/log';

/** Unacknowledged events of one watch at which its source has ignored `congested` for too long. */
const IN_FLIGHT_MAX = 256;

export type Served<V extends Verbs> = { readonly verbs: V; readonly handlers: Handlers<V> };
/** Any of them, as far as serving has to know: that verb and handler belong together is what `Handlers<V>` checked when it compiled. */
export type ServedVerbs = { readonly verbs: Verbs; readonly handlers: Readonly<Record<string, unknown>> };

/**
 * Serves verbs over one port until it closes. `more` reads the rest of the verbs, where only the first ones are there: asked for at the first
 * call of another; calls wait for it. The other end is hostile ground: every message is measured before it is parsed,
 * and parsed before it is used; what a handler gives back is parsed too, so that only what the schema names crosses.
 * One of the three places that catch (docs/design.md).
 */
export function serve<V extends Verbs>(port: Port, first: Served<V>, log: Log, more?: () => Promise<ServedVerbs>): Stop {
  let served: ServedVerbs = first;
  let rest = more;
  const open = new Map<number, { cancel(): void; ack(): void }>();
  let closed = false;
  const post = (message: ServerMessage) => {
    if (!closed) port.post(message);
  };
  const fail = (id: number, reason: Failure) => post({ type: 'failure', id, failure: reason });
  const end = (id: number, reason: Failure) => {
    open.get(id)?.cancel();
    open.delete(id);
    if (reason.code === 'bug') log.error('a verb failed in a way that was not foreseen', { text: reason.detail.text });
    fail(id, reason);
  };

  const call = (id: number, verb: RequestVerb, handler: (input: unknown, call: { signal: AbortSignal }) => unknown, input: unknown) => {
    let abort: AbortController | undefined;
    const controller = () => (abort ??= new AbortController()); // takes as long as all the rest: made for those who look at it
    const signalled = {
      get signal() {
        return controller().signal;
      },
    };
    open.set(id, { cancel: () => controller().abort(), ack: () => undefined });
    void (async () => handler(input, signalled))()
      .then((value) => {
        const answer = verb.output.parse(value);
        if (open.delete(id)) post({ type: 'answer', id, value: answer });
      })
      .catch((error: unknown) => {
        if (open.has(id)) end(id, failureOf(error)); // else it was cancelled: nobody waits
      });
  };

  const watch = (id: number, verb: WatchVerb, handler: (input: unknown, feed: Feed<unknown>) => Stop | Promise<Stop>, input: unknown) => {
    let inFlight = 0;
    let stop: Stop | undefined;
    let ended = false;
    let drained: (() => void) | undefined;
    open.set(id, {
      cancel() {
        ended = true;
        stop?.();
      },
      ack() {
        inFlight = Math.max(0, inFlight - 1);
        if (inFlight === WINDOW - 1) drained?.();
      },
    });
    const feed: Feed<unknown> = {
      get congested() {
        return inFlight >= WINDOW;
      },
      push(event) {
        if (ended) return;
        inFlight += 1;
        if (inFlight > IN_FLIGHT_MAX) return end(id, failure('limited', { values: { verb: 'watch' } }));
        const parsed = verb.event.safeParse(event);
        if (parsed.success) post({ type: 'event', id, value: parsed.data });
        else end(id, failure('bug', { text: z.prettifyError(parsed.error) })); // told here: a source that pushes from a timer has no one to throw to
      },
      onDrain(listener) {
        drained = listener;
      },
      end: (reason) => end(id, reason),
    };
    void (async () => handler(input, feed))()
      .then((stopWatch) => {
        stop = stopWatch;
        if (ended) stopWatch();
      })
      .catch((error: unknown) => end(id, failureOf(error)));
  };

  /** Calls that come before their verbs keep their order. */
  const wait = (whole: () => Promise<ServedVerbs>, id: number, message: Call) => {
    open.set(id, { cancel: () => undefined, ack: () => undefined });
    void whole()
      .then((now) => {
        served = now;
        rest = undefined;
        if (open.delete(id)) dispatch(message);
      })
      .catch((error: unknown) => open.has(id) && end(id, failureOf(error)));
  };

  const dispatch = (message: Call) => {
    const { id } = message;
    const verb = Object.hasOwn(served.verbs, message.verb) ? served.verbs[message.verb] : undefined;
    if (!verb && rest) return wait(rest, id, message);
    if (!verb || verb.kind !== (message.type === 'call' ? 'request' : 'watch')) {
      return fail(id, failure('unsupported', { reason: 'verb-unknown', values: { verb: message.verb } }));
    }
    const input = verb.input.safeParse(message.input);
    if (!input.success) return fail(id, failure('invalid', { text: z.prettifyError(input.error), values: { verb: message.verb } }));
    const handler = served.handlers[message.verb];
    if (verb.kind === 'request') call(id, verb, handler as Parameters<typeof call>[2], input.data);
    else watch(id, verb, handler as Parameters<typeof watch>[2], input.data);
  };

  const receive = (raw: unknown) => {
    const fault = findPlainFault(raw, MESSAGE_LIMITS);
    const parsed = fault ? undefined : ClientMessage.safeParse(raw);
    if (!parsed?.success) {
      log.warn('a message on the port was refused', { fault: fault ?? 'malformed' });
      const id = idOf(raw);
      const tooLarge = fault === 'too-deep' || fault === 'too-many-values' || fault === 'too-much-text';
      if (id !== undefined) fail(id, failure('invalid', { reason: tooLarge ? 'message-too-large' : 'message-malformed' }));
      return;
    }
    const message = parsed.data;
    if (message.type === 'ack') return open.get(message.id)?.ack();
    if (message.type === 'cancel') {
      open.get(message.id)?.cancel();
      open.delete(message.id);
      return;
    }
    const { id } = message;
    if (open.has(id)) return fail(id, failure('invalid', { reason: 'message-malformed' }));
    if (open.size >= OPEN_MAX) return fail(id, failure('limited', { values: { verb: message.verb } }));
    dispatch(message);
  };

  const stop = () => {
    if (closed) return;
    closed = true;
    for (const { cancel } of open.values()) cancel();
    open.clear();
  };
  port.listen(receive);
  port.onClose(stop);
  return () => {
    stop();
    port.close();
  };
}

type Call = Extract<ClientMessage, { readonly verb: string }>;

/** The id of a message that is refused unread, so that its asker hears of it. */
function idOf(raw: unknown): number | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(raw, 'id')?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
