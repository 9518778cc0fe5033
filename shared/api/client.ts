import { AppError, failure, type Failure } from '../models/failure';
import type { EventOf, Input, Output, RequestName, WatchName } from './api';
import type { AbortSignalLike, Stop } from './verb';
import { type ClientMessage, type Port, ServerMessage } from './wire';

/** The asking end of the API: in a page, a test, or the command line. */
export interface Client {
  /** @throws AppError with the other side's failure; `cancelled` when `signal` aborts, which also stops the work at the other end. */
  request<K extends RequestName>(verb: K, input: Input<K>, signal?: AbortSignalLike): Promise<Output<K>>;
  /** Events in order, each acknowledged after `onEvent` returned. After `onFailure` nothing more comes. */
  watch<K extends WatchName>(verb: K, input: Input<K>, onEvent: (event: EventOf<K>) => void, onFailure: (failure: Failure) => void): Stop;
  /** Fails everything that is open. For a port whose other end has died without closing it. */
  close(reason: Failure): void;
}

type Pending = { answer(value: unknown): void; event(value: unknown): void; fail(failure: Failure): void };

/**
 * Speaks `ClientMessage` and `ServerMessage` (wire.ts) over a port. Values are parsed once, by the side that serves (rpc.ts),
 * with the verb's own schema, before they cross: here they have its type.
 */
export function createClient(port: Port): Client {
  let nextId = 0;
  let closed: Failure | undefined;
  const pending = new Map<number, Pending>();
  const send = (message: ClientMessage) => port.post(message);
  const close = (reason: Failure) => {
    closed ??= reason;
    const open = [...pending.values()];
    pending.clear();
    for (const { fail } of open) fail(closed);
  };

  port.listen((raw) => {
    const message = ServerMessage.parse(raw);
    const entry = pending.get(message.id);
    if (!entry) return; // cancelled meanwhile
    if (message.type === 'event') {
      try {
        entry.event(message.value);
      } finally {
        send({ type: 'ack', id: message.id });
      }
      return;
    }
    pending.delete(message.id);
    if (message.type === 'answer') entry.answer(message.value);
    else entry.fail(message.failure);
  });
  port.onClose(() => close(failure('unreachable', { reason: 'backend-restarted' })));

  return {
    close,
    request: (verb, input, signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new AppError(closed));
        if (signal?.aborted) return reject(new AppError(failure('cancelled')));
        const id = nextId++;
        const cancel = () => {
          pending.delete(id);
          send({ type: 'cancel', id });
          reject(new AppError(failure('cancelled')));
        };
        const settle = () => signal?.removeEventListener('abort', cancel);
        pending.set(id, {
          answer(value) {
            settle();
            resolve(value as Output<typeof verb>);
          },
          event: () => undefined,
          fail(reason) {
            settle();
            reject(new AppError(reason));
          },
        });
        signal?.addEventListener('abort', cancel, { once: true });
        send({ type: 'call', id, verb, input });
      }),
    watch(verb, input, onEvent, onFailure) {
      if (closed) {
        onFailure(closed);
        return () => undefined;
      }
      const id = nextId++;
      pending.set(id, {
        answer: () => undefined,
        event: (value) => onEvent(value as EventOf<typeof verb>),
        fail: onFailure,
      });
      send({ type: 'open', id, verb, input });
      return () => {
        if (pending.delete(id)) send({ type: 'cancel', id });
      };
    },
  };
}
