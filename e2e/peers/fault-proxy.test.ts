import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy';

let echo: Server;
let echoed: Socket[];
let proxy: FaultProxy;
const mine: Socket[] = [];

beforeEach(async () => {
  echoed = [];
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    echoed.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startFaultProxy((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of [...mine.splice(0), ...echoed]) socket.destroy();
  await proxy.stop();
  echo.close();
});

async function dial() {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  mine.push(socket);
  const end: { how: string | null; text: string } = { how: null, text: '' };
  socket.on('data', (chunk: Buffer) => (end.text += chunk.toString()));
  socket.on('end', () => (end.how ??= 'end'));
  socket.on('error', (error: NodeJS.ErrnoException) => (end.how = error.code ?? 'error'));
  await once(socket, 'connect');
  return { socket, end };
}
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 5000, interval: 5 });
/** Long enough that what is not held back would have come through. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

test('a healthy proxy passes data and closes both ways, and counts them', async () => {
  const { socket, end } = await dial();
  socket.end('hello');
  await until(() => end.how === 'end');
  expect(end.text).toBe('hello');
  expect(proxy.bytes()).toEqual({ 'to-server': 5, 'to-client': 5 });
  expect(proxy.log()).toMatchObject([{ address: '127.0.0.1' }]);
});

test('a megabyte comes through whole', async () => {
  const { socket, end } = await dial();
  socket.end('x'.repeat(2 ** 20));
  await until(() => end.how === 'end');
  expect(end.text.length).toBe(2 ** 20);
});

test('cut resets the open connections and lets new ones pass', async () => {
  const first = await dial();
  first.socket.write('a');
  await until(() => first.end.text === 'a');
  proxy.cut();
  await until(() => first.end.how === 'ECONNRESET');
  const second = await dial();
  second.socket.write('b');
  await until(() => second.end.text === 'b');
  expect(proxy.connections()).toBe(1);
});

test('a stall keeps the sockets open and silent, and heals without loss', async () => {
  const { socket, end } = await dial();
  proxy.stall();
  socket.write('held');
  const late = await dial();
  late.socket.write('too');
  await settle();
  expect([end, late.end]).toEqual([
    { how: null, text: '' },
    { how: null, text: '' },
  ]);
  await proxy.heal();
  await until(() => end.text === 'held' && late.end.text === 'too');
});

test('half silences one direction only', async () => {
  const { socket, end } = await dial();
  proxy.half('to-client');
  socket.write('unheard');
  await until(() => proxy.bytes()['to-server'] === 7);
  await settle();
  expect(end.text).toBe('');
  await proxy.heal();
  await until(() => end.text === 'unheard');
});

test('half-open kills the server end without a word to the app', async () => {
  const { socket, end } = await dial();
  socket.write('a');
  await until(() => end.text === 'a');
  proxy.halfOpen();
  await until(() => echoed[0]?.destroyed === true);
  await settle();
  expect(end).toEqual({ how: null, text: 'a' });
  const next = await dial();
  next.socket.write('b');
  await until(() => next.end.text === 'b');
});

test('slow keeps to its rate', async () => {
  const { socket, end } = await dial();
  proxy.slow(10_000);
  const began = performance.now();
  socket.write('x'.repeat(5000));
  await until(() => end.text.length === 5000);
  expect(performance.now() - began).toBeGreaterThan(400);
});

test('refuse turns new connections away and keeps the open ones, heal opens the door again', async () => {
  const { socket, end } = await dial();
  await proxy.refuse();
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  socket.write('still');
  await until(() => end.text === 'still');
  await proxy.heal();
  const next = await dial();
  next.socket.write('b');
  await until(() => next.end.text === 'b');
});

test('an early close overtakes the data before it', async () => {
  const { socket, end } = await dial();
  socket.write('a');
  await until(() => end.text === 'a');
  proxy.reorderClose('early');
  echoed[0]?.end('lost');
  await until(() => end.how === 'end');
  expect(end.text).toBe('a');
});

test('a late close is held back until the proxy heals', async () => {
  const { socket, end } = await dial();
  socket.write('a');
  await until(() => end.text === 'a');
  proxy.reorderClose('late');
  echoed[0]?.end('last');
  await until(() => end.text === 'alast');
  await settle();
  expect(end.how).toBe(null);
  await proxy.heal();
  await until(() => end.how === 'end');
});

test('a server that cannot be reached resets the app', async () => {
  echo.close();
  const { end } = await dial();
  await until(() => end.how === 'ECONNRESET');
});
