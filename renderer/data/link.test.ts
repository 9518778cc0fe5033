import { expect, test } from 'vitest';
import { createClient } from '../../shared/api/client';
import { type ClientMessage, ClientMessage as ClientMessageModel, type Port, type ServerMessage } from '../../shared/api/wire';
import { failure } from '../../shared/models/failure';
import { createLink } from './link';

/** The other end of a port, played by hand. */
function fakeBackend() {
  const got: ClientMessage[] = [];
  let listener: (message: unknown) => void = () => undefined;
  let onClose: () => void = () => undefined;
  const port: Port = {
    post: (message) => void got.push(ClientMessageModel.parse(message)),
    listen: (next) => (listener = next),
    onClose: (next) => (onClose = next),
    close: () => undefined,
  };
  return { client: createClient(port), got, say: (message: ServerMessage) => listener(message), die: () => onClose() };
}
const opened = (backend: ReturnType<typeof fakeBackend>) => backend.got.flatMap((message) => (message.type === 'open' ? [message.id] : []));
const settings = (readOnly: boolean) => ({ settings: { readOnly, keepLastKnown: true } });

function record() {
  const told: unknown[] = [];
  return {
    told,
    listener: { event: (event: unknown) => void told.push(event), lost: () => void told.push('lost'), failed: (reason: unknown) => void told.push(reason) },
  };
}

test('a watch opens by itself at each new backend, and hears when one is lost', () => {
  const { link, attach } = createLink();
  const { told, listener } = record();
  link.watch('settings.watch', {}, listener);
  const first = fakeBackend();
  attach(first.client);
  first.say({ type: 'event', id: opened(first)[0] ?? -1, value: settings(false) });
  first.die();
  const second = fakeBackend();
  attach(second.client);
  second.say({ type: 'event', id: opened(second)[0] ?? -1, value: settings(true) });
  expect(told).toEqual([settings(false), 'lost', settings(true)]);
});

test('a watch that the backend refuses does not come back', () => {
  const { link, attach } = createLink();
  const { told, listener } = record();
  const first = fakeBackend();
  attach(first.client);
  link.watch('settings.watch', {}, listener);
  const refusal = failure('limited');
  first.say({ type: 'failure', id: opened(first)[0] ?? -1, failure: refusal });
  const second = fakeBackend();
  attach(second.client);
  expect(told).toEqual([refusal]);
  expect(opened(second)).toEqual([]);
});

test('a watch that was stopped while there was no backend is not opened', () => {
  const { link, attach, detach } = createLink();
  attach(fakeBackend().client);
  const stop = link.watch('settings.watch', {}, record().listener);
  detach();
  stop();
  const next = fakeBackend();
  attach(next.client);
  expect(opened(next)).toEqual([]);
});

test('a request waits for a backend, and can be cancelled while it waits', async () => {
  const { link, attach } = createLink();
  const abort = new AbortController();
  const cancelled = link.request('store.forget', {}, abort.signal);
  abort.abort();
  await expect(cancelled).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  const answer = link.request('store.forget', {});
  const backend = fakeBackend();
  attach(backend.client);
  await expect.poll(() => backend.got.length).toBe(1);
  backend.say({ type: 'answer', id: backend.got[0]?.id ?? -1, value: { entities: 3 } });
  await expect(answer).resolves.toEqual({ entities: 3 });
});

test('a request under way fails when its backend goes, and says so', async () => {
  const { link, attach, detach } = createLink();
  const backend = fakeBackend();
  attach(backend.client);
  const answer = link.request('store.forget', {});
  await expect.poll(() => backend.got.length).toBe(1);
  detach();
  await expect(answer).rejects.toMatchObject({ failure: { code: 'unreachable', detail: { reason: 'backend-restarted' } } });
});
