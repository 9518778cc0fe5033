import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forkEngine } from '../../e2e/peers/engine-process';
import { ENGINE_FILE } from '../../shared/api/engine-process';
import { SILENT } from '../backend/lib/log';
import { type Engine, openEngine } from './engine';

let root: string;
const engines: Engine[] = [];
const others: Server[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'engine-'));
  for (const name of ['work', 'runtime']) mkdirSync(join(root, name), { mode: 0o700 });
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.leave(true);
  for (const other of others.splice(0)) other.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(port: number | null = null): Promise<Engine> {
  const env = { ...process.env, XDG_RUNTIME_DIR: join(root, 'runtime') };
  const engine = await openEngine({ folder: join(root, 'work'), by: 'a test', owner: null, version: '0', port, shippedNode: null, log: SILENT, env });
  engines.push(engine);
  return engine;
}
const portOf = ({ trackingUri }: Engine) => Number(new URL(trackingUri ?? '').port);
async function occupy(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  others.push(server);
  return server;
}
const letGo = (server: Server) => new Promise((resolve) => server.close(resolve));

test('a port that is asked for and taken is refused by its number, and the folder is let go of', async () => {
  const server = (await occupy(0)).address();
  const taken = typeof server === 'object' && server ? server.port : 0;
  await expect(open(taken)).rejects.toMatchObject({ failure: { code: 'local', detail: { reason: 'port-taken', values: { port: String(taken) } } } });
  expect(portOf(await open())).not.toBe(taken);
});

/** Below those that a system gives away by itself, which a test beside this one may get at any moment. */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const found = await occupy(port).catch(() => null);
    if (found === null) continue;
    await letGo(found);
    return port;
  }
}

test('the port that was had last is had again; one that is taken now gives way to another, which stays', async () => {
  const port = await quietPort();
  await (await open(port)).leave(true);
  const again = await open();
  expect(portOf(again)).toBe(port);
  await again.leave(true);
  const taken = await occupy(port);
  const elsewhere = await open();
  expect(portOf(elsewhere)).not.toBe(port);
  await elsewhere.leave(true);
  await letGo(taken);
  expect(portOf(await open())).not.toBe(port); // though it would be free again
});

test('an engine whose app is gone before it is up ends by itself', { timeout: 60_000 }, async () => {
  const { child } = forkEngine(join(root, 'work'));
  const ended = once(child, 'exit');
  child.disconnect();
  expect(await ended).toEqual([0, null]);
  expect(readdirSync(join(root, 'work/.pilothouse'))).not.toContain('engine.json');
});

test('the socket that a killed engine left is removed by the next one, and nothing else that its file may name', async () => {
  const first = await open();
  const file = join(root, 'work', ENGINE_FILE);
  const left = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  await first.leave(true);
  const runtime = join(root, 'runtime/pilothouse');
  const stale = join(runtime, 'pilothouse-0123456789abcdef.sock');
  const foreign = join(root, 'precious');
  for (const [path, socket] of [
    [stale, stale],
    [foreign, foreign],
  ] as const) {
    writeFileSync(path, 'x');
    writeFileSync(file, JSON.stringify({ ...left, socket }), { mode: 0o600 });
    const engine = await open();
    expect(readdirSync(runtime)).toHaveLength(1);
    await engine.leave(true);
  }
  expect(readFileSync(foreign, 'utf8')).toBe('x');
  expect(readdirSync(runtime)).toEqual([]);
});
