import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Feed, request, watch } from '../../shared/api/verb';
import { MESSAGE_LIMITS, OPEN_MAX, type Port, WINDOW } from '../../shared/api/wire';
import { AppError, failure } from '../../shared/models/failure';
import { SILENT } from './lib/log';
import { createPortPair } from './port-pair';
import { serve, type ServedVerbs } from './rpc';

const verbs = {
  'math.double': request(z.object({ n: z.number().int().max(100) }), z.object({ n: z.number() })),
  'math.wait': request(z.object({}), z.object({})),
  'math.fail': request(z.object({}), z.object({})),
  'math.count': watch(z.object({}), z.object({ n: z.number() })),
};

type Message = { type: string; id: number; value?: unknown; failure?: { code: string; detail: { reason?: string } } };

function start() {
  const [page, backend] = createPortPair();
  const seen: Message[] = [];
  const state: { aborted: number; feed?: Feed<{ n: number }>; stopped: number } = { aborted: 0, stopped: 0 };
  serve(
    backend,
    {
      verbs,
      handlers: {
        'math.double': ({ n }) => ({ n: n * 2, secret: 'never named by the schema' }),
        'math.wait': (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => (state.aborted++, reject(new Error('late'))))),
        'math.fail': () => {
          throw new AppError(failure('forbidden', { values: { verb: 'patch' } }));
        },
        'math.count': (_, feed) => {
          state.feed = feed;
          return () => void state.stopped++;
        },
      },
    },
    SILENT,
  );
  page.listen((message) => seen.push(message as Message));
  return { page, seen, state, settle: () => sleep(5) };
}

const last = (seen: Message[]) => seen.at(-1);

test('a request is answered with what its schema names, and nothing else', async () => {
  const { page, seen, settle } = start();
  page.post({ type: 'call', id: 1, verb: 'math.double', input: { n: 21 } });
  await settle();
  expect(seen).toEqual([{ type: 'answer', id: 1, value: { n: 42 } }]);
});

test('a failure keeps its code, and an unforeseen error becomes a bug with its text', async () => {
  const { page, seen, settle } = start();
  page.post({ type: 'call', id: 1, verb: 'math.fail', input: {} });
  await settle();
  expect(last(seen)?.failure).toMatchObject({ code: 'forbidden', retry: 'never', detail: { values: { verb: 'patch' } } });
});

test('cancelling reaches the work, and nothing is answered afterwards', async () => {
  const { page, seen, state, settle } = start();
  page.post({ type: 'call', id: 1, verb: 'math.wait', input: {} });
  await settle();
  page.post({ type: 'cancel', id: 1 });
  await settle();
  expect(state.aborted).toBe(1);
  expect(seen).toEqual([]);
});

test('closing the port cancels what is open', async () => {
  const { page, state, settle } = start();
  page.post({ type: 'call', id: 1, verb: 'math.wait', input: {} });
  page.post({ type: 'open', id: 2, verb: 'math.count', input: {} });
  await settle();
  page.close();
  await settle();
  expect([state.aborted, state.stopped]).toEqual([1, 1]);
});

test.each([
  ['math.nothing', 'unknown'],
  ['__proto__', 'a prototype'],
  ['constructor', 'a prototype'],
  ['toString', 'inherited'],
  ['../../etc/passwd', 'a path'],
  ['math.count', 'a watch that is called'],
])('verb %s is refused (%s)', async (verb) => {
  const { page, seen, settle } = start();
  page.post({ type: 'call', id: 7, verb, input: {} });
  await settle();
  expect(last(seen)).toMatchObject({ type: 'failure', id: 7, failure: { code: 'unsupported', detail: { reason: 'verb-unknown' } } });
});

test('inputs that the schema does not allow are refused, in words', async () => {
  const { page, seen, settle } = start();
  page.post({ type: 'call', id: 3, verb: 'math.double', input: { n: '21' } });
  await settle();
  expect(last(seen)).toMatchObject({ type: 'failure', id: 3, failure: { code: 'invalid' } });
});

test('a message that is too deep, too wide, too long or reaches for a prototype is not looked at', async () => {
  const { page, seen, settle } = start();
  let deep: unknown = 1;
  for (let i = 0; i <= MESSAGE_LIMITS.depth; i++) deep = [deep];
  const evil: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
  for (const [id, input] of [deep, Array(MESSAGE_LIMITS.values + 1).fill(0), 'x'.repeat(MESSAGE_LIMITS.text + 1), evil].entries()) {
    page.post({ type: 'call', id, verb: 'math.double', input });
  }
  await settle();
  expect(seen.map(({ failure: f }) => f?.detail.reason)).toEqual(['message-too-large', 'message-too-large', 'message-too-large', 'message-malformed']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('no more than the allowed number of calls is open at a time', async () => {
  const { page, seen, settle } = start();
  for (let id = 0; id <= OPEN_MAX; id++) page.post({ type: 'call', id, verb: 'math.wait', input: {} });
  await settle();
  expect(seen).toHaveLength(1);
  expect(last(seen)).toMatchObject({ id: OPEN_MAX, failure: { code: 'limited' } });
});

test('a reader that acknowledges nothing makes the feed congested, and an acknowledgement drains it', async () => {
  const { page, seen, state, settle } = start();
  page.post({ type: 'open', id: 1, verb: 'math.count', input: {} });
  await settle();
  const drained = vi.fn();
  state.feed?.onDrain(drained);
  for (let n = 0; n < WINDOW; n++) state.feed?.push({ n });
  await settle();
  expect([seen.length, state.feed?.congested, drained.mock.calls.length]).toEqual([WINDOW, true, 0]);
  page.post({ type: 'ack', id: 1 });
  await settle();
  expect([state.feed?.congested, drained.mock.calls.length]).toEqual([false, 1]);
});

test('an event that is not what its schema says ends the watch as a bug, and nothing else', async () => {
  const { page, seen, state, settle } = start();
  page.post({ type: 'open', id: 1, verb: 'math.count', input: {} });
  await settle();
  state.feed?.push({ n: Number.NaN });
  page.post({ type: 'call', id: 2, verb: 'math.double', input: { n: 1 } });
  await settle();
  expect(seen).toMatchObject([
    { type: 'failure', id: 1, failure: { code: 'bug' } },
    { type: 'answer', id: 2, value: { n: 2 } },
  ]);
});

test('a source that ignores congestion is ended instead of filling memory', async () => {
  const { page, seen, state, settle } = start();
  page.post({ type: 'open', id: 1, verb: 'math.count', input: {} });
  await settle();
  for (let n = 0; n < 1_000; n++) state.feed?.push({ n });
  await settle();
  expect(last(seen)).toMatchObject({ type: 'failure', failure: { code: 'limited' } });
  expect(state.stopped).toBe(1);
});

test('no message, however strange, breaks the server for the next one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), { maxLength: 5 }),
      async (messages) => {
        const { page, seen } = start();
        for (const message of messages) {
          try {
            page.post(message);
          } catch {
            // not cloneable: a real port refuses it at the sender as well
          }
        }
        page.post({ type: 'call', id: 99, verb: 'math.double', input: { n: 1 } });
        await sleep(1);
        expect(last(seen)).toEqual({ type: 'answer', id: 99, value: { n: 2 } });
      },
    ),
    { numRuns: 200 },
  );
});

test('a port of worker threads speaks it as well', async () => {
  const { MessageChannel } = await import('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  const adapt = (port: typeof port1): Port => ({
    post: (message) => port.postMessage(message),
    listen: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  });
  serve(adapt(port1), { verbs: { 'math.double': verbs['math.double'] }, handlers: { 'math.double': ({ n }) => ({ n: n * 2 }) } }, SILENT);
  const answer = new Promise((resolve) => port2.on('message', resolve));
  port2.postMessage({ type: 'call', id: 1, verb: 'math.double', input: { n: 4 } });
  await expect(answer).resolves.toEqual({ type: 'answer', id: 1, value: { n: 8 } });
  port2.close();
});

/** A port whose first verb is there, and whose rest is read when it is asked for. */
function startWithMore(more: () => Promise<ServedVerbs>) {
  const [page, backend] = createPortPair();
  const seen: Message[] = [];
  serve(backend, { verbs: { 'math.double': verbs['math.double'] }, handlers: { 'math.double': ({ n }) => ({ n: n * 2 }) } }, SILENT, more);
  page.listen((message) => seen.push(message as Message));
  return { page, seen };
}

test('a verb that is not read yet is answered when it is, one that is there at once, and one that was cancelled never', async () => {
  let read = (later: ServedVerbs): void => expect.unreachable(String(later));
  const reading = new Promise<ServedVerbs>((resolve) => (read = resolve));
  const { page, seen } = startWithMore(() => reading);
  page.post({ type: 'call', id: 1, verb: 'math.half', input: { n: 4 } });
  page.post({ type: 'call', id: 2, verb: 'math.half', input: { n: 8 } });
  page.post({ type: 'call', id: 3, verb: 'math.double', input: { n: 4 } });
  page.post({ type: 'call', id: 4, verb: 'math.none', input: {} });
  page.post({ type: 'cancel', id: 2 });
  await vi.waitFor(() => expect(seen).toEqual([{ type: 'answer', id: 3, value: { n: 8 } }]));
  const half = request(z.object({ n: z.number() }), z.object({ n: z.number() }));
  const handlers = { 'math.half': ({ n }: { n: number }) => ({ n: n / 2 }) };
  read({ verbs: { 'math.half': half }, handlers });
  await vi.waitFor(() => expect(seen).toHaveLength(3));
  expect(seen.slice(1)).toEqual([expect.objectContaining({ type: 'failure', id: 4 }), { type: 'answer', id: 1, value: { n: 2 } }]);
});

test('where the rest cannot be read, what was asked of it fails', async () => {
  const { page, seen } = startWithMore(() => Promise.reject(new AppError(failure('local'))));
  page.post({ type: 'call', id: 1, verb: 'math.half', input: { n: 4 } });
  await vi.waitFor(() => expect(seen).toEqual([{ type: 'failure', id: 1, failure: expect.objectContaining({ code: 'local' }) }]));
});
