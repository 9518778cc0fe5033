import { createConnection } from 'node:net';
import type { z } from 'zod';
import { engineApi } from '../../../shared/api/engine';
import type { EngineFile } from '../../../shared/api/engine-process';
import { FROM_ENGINE_MAX, HELLO_MS, Welcome } from '../../../shared/api/engine-socket';
import type { AbortSignalLike, RequestVerb, Stop, WatchVerb } from '../../../shared/api/verb';
import { type ClientMessage, type Port, ServerMessage } from '../../../shared/api/wire';
import { AppError, failure, type Failure, failureOf } from '../../../shared/models/failure';
import { createLinePort } from '../lib/line-port';

type Api = typeof engineApi;
type Asked = { [K in keyof Api]: Api[K] extends RequestVerb ? K : never }[keyof Api];
type Watched = { [K in keyof Api]: Api[K] extends WatchVerb ? K : never }[keyof Api];
type Answer<K extends Asked> = Api[K] extends RequestVerb<z.ZodType, infer O> ? z.output<O> : never;

/** `ack` says that an event was taken in: an engine sends no more than a few that were not. */
export type WatchReader = { event(event: unknown, ack: () => void): void; failed(reason: Failure): void };

/** One engine, over its socket, as long as both live. What it answers is parsed by the verb's schema: it may be of another version. */
export interface EngineLink {
  readonly file: EngineFile;
  /** @throws AppError with the engine's failure; `unreachable` `engine-lost` when it ends meanwhile */
  request<K extends Asked>(verb: K, input: z.input<Api[K]['input']>, signal?: AbortSignalLike): Promise<Answer<K>>;
  /** For verbs that are handed on as they come. */
  ask(verb: Asked, input: unknown, signal?: AbortSignalLike): Promise<unknown>;
  watch(verb: Watched, input: unknown, reader: WatchReader): Stop;
  onLost(listener: () => void): void;
  close(): void;
}

/** @throws AppError `unreachable` `engine-lost`: nobody answers there, or it is another than the file says. */
export async function connectEngine(file: EngineFile): Promise<EngineLink> {
  const socket = createConnection(file.socket);
  const port = createLinePort(socket, { maxBytes: FROM_ENGINE_MAX, onFault: () => undefined });
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(lost()), HELLO_MS);
      port.onClose(() => reject(lost()));
      port.listen((message) => {
        clearTimeout(late);
        if (Welcome.safeParse(message).data?.welcome === file.id) resolve();
        else reject(lost());
      });
      socket.once('connect', () => port.post({ token: file.token }));
    });
  } catch (error) {
    port.close();
    throw error;
  }
  return createEngineLink(file, port);
}

const lost = () => new AppError(failure('unreachable', { reason: 'engine-lost' }));

type Pending = { verb: keyof Api; answer(value: unknown): void; event(value: unknown): void; fail(reason: Failure): void };

export function createEngineLink(file: EngineFile, port: Port): EngineLink {
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let closed = false;
  const send = (message: ClientMessage) => port.post(message);
  const parseBy = (schema: z.ZodType, value: unknown, entry: Pending, use: (value: unknown) => void) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) use(parsed.data);
    else entry.fail(failure('unsupported', { text: parsed.error.message, values: { verb: entry.verb } }));
  };

  port.listen((raw) => {
    const message = ServerMessage.safeParse(raw);
    if (!message.success) return port.close();
    const { id } = message.data;
    const entry = pending.get(id);
    if (!entry) return; // cancelled meanwhile
    const verb: RequestVerb | WatchVerb = engineApi[entry.verb];
    if (message.data.type === 'event' && verb.kind === 'watch') return parseBy(verb.event, message.data.value, entry, entry.event);
    pending.delete(id);
    if (message.data.type === 'answer' && verb.kind === 'request') parseBy(verb.output, message.data.value, entry, entry.answer);
    else if (message.data.type === 'failure') entry.fail(message.data.failure);
  });
  port.onClose(() => {
    closed = true;
    const open = [...pending.values()];
    pending.clear();
    for (const entry of open) entry.fail(lost().failure);
  });

  const ask = (verb: Asked, input: unknown, signal?: AbortSignalLike): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(lost());
      if (signal?.aborted) return reject(new AppError(failure('cancelled')));
      const id = nextId++;
      const cancel = () => {
        pending.delete(id);
        send({ type: 'cancel', id });
        reject(new AppError(failure('cancelled')));
      };
      const settle = () => signal?.removeEventListener('abort', cancel);
      pending.set(id, {
        verb,
        answer(value) {
          settle();
          resolve(value);
        },
        event: () => undefined,
        fail(reason) {
          settle();
          reject(new AppError(reason));
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      send({ type: 'call', id, verb, input });
    });
  return {
    file,
    ask,
    request: async (verb, input, signal) => (await ask(verb, input, signal)) as Answer<typeof verb>, // parsed by that verb's schema above
    watch(verb, input, reader) {
      if (closed) {
        reader.failed(lost().failure);
        return () => undefined;
      }
      const id = nextId++;
      const end = () => {
        if (pending.delete(id) && !closed) send({ type: 'cancel', id });
      };
      pending.set(id, {
        verb,
        answer: () => undefined,
        event: (value) => reader.event(value, () => pending.has(id) && send({ type: 'ack', id })),
        fail(reason) {
          end();
          reader.failed(reason);
        },
      });
      send({ type: 'open', id, verb, input });
      return end;
    },
    onLost: port.onClose,
    close: port.close,
  };
}

export const isLost = (error: unknown): boolean => failureOf(error).detail.reason === 'engine-lost';
