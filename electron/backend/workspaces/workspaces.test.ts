import { once } from 'node:events';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type EngineChild, forkEngine } from '../../../e2e/peers/engine-process';
import { endProcess } from '../../../e2e/peers/processes';
import { createClient } from '../../../shared/api/client';
import { ENGINE_FILE, EngineFile } from '../../../shared/api/engine-process';
import { TO_ENGINE_MAX } from '../../../shared/api/engine-socket';
import type { OpenWorkspace } from '../../../shared/models/workspace';
import { type Backend, createBackend } from '../backend';
import { readEngineFile } from '../lib/engine-file';
import { SILENT } from '../lib/log';

/** Four engines start one after the other: seconds, but far more where the machine is busy. */
const FOUR_ENGINES_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'workspaces-'));
const engines: EngineChild[] = [];
const backends: Backend[] = [];
let made = 0;

afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFolder = (name = `work ${++made}`) => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
};

function start(owner = 'tests', dataFolder = newFolder()) {
  const backend = createBackend({
    dataFolder,
    log: SILENT,
    env: { KUBECONFIG: '' },
    homeFolder: folder,
    owner,
    startEngine(work) {
      const engine = forkEngine(work, { owner });
      engines.push(engine);
      return engine;
    },
  });
  backends.push(backend);
  const client = createClient(backend.connect());
  return { backend, client, dataFolder, open: () => backend.workspaces.state.open };
}

async function until<T>(what: string, look: () => T | null | undefined | false, withinMs = 10_000): Promise<T> {
  const last = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > last) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const child = () => {
  const last = engines.at(-1);
  if (!last) throw new Error('no engine was started');
  return last.child;
};
const ended = async (engine: ReturnType<typeof child>) => engine.exitCode === null && once(engine, 'exit');
const connectionOf = (open: OpenWorkspace | null) => open?.connection ?? '';

test('a folder becomes a workspace, what it keeps is for its user alone, and it is known after it was closed', async () => {
  const { backend, client, open } = start();
  const work = newFolder();
  await backend.workspaces.openFolder(work);
  expect(open()).toMatchObject({ name: work.split('/').at(-1), state: 'open', attached: false, failure: null, folder: `~${work.slice(folder.length)}` });
  const hidden = join(work, '.pilothouse');
  expect(statSync(hidden).mode & 0o777).toBe(0o700);
  for (const file of ['engine.json', 'registry.db', 'lock.db', 'tracking-token', 'workspace.json'])
    expect(statSync(join(hidden, file)).mode & 0o777).toBe(0o600);
  expect(await client.request('workspaces.settings', {})).toEqual({
    runsAtOnce: 1,
    quotaBytes: null,
    keepLogsDays: null,
    keepRunsOnQuit: false,
    keepServingOnQuit: false,
  });
  await client.request('workspaces.change', { runsAtOnce: 3 });
  const engine = child();
  await client.request('workspaces.close', { stopRuns: false });
  await ended(engine);
  expect(readEngineFile(work)).toBeNull();
  expect(open()).toBeNull();
  const [known] = backend.workspaces.state.known;
  await client.request('workspaces.open', { id: known?.id ?? '' });
  expect(await client.request('workspaces.settings', {})).toMatchObject({ runsAtOnce: 3 });
});

test('a picked file is read by its id alone, once, and only for the workspace that is open', async () => {
  const { backend, client, open } = start();
  await backend.workspaces.openFolder(newFolder());
  const connection = connectionOf(open());
  const file = join(newFolder(), 'events.jsonl');
  const data = (name: string) => [{ namespace: 'lake', name }];
  const event = { eventTime: '2026-01-02T03:04:05Z', job: { namespace: 'dbt', name: 'nightly' }, inputs: data('raw'), outputs: data('clean') };
  writeFileSync(file, `${JSON.stringify(event)}\nno event\n`);
  const id = backend.pickedFiles.hold(file, 'read');
  await expect(client.request('workspaces.importEvents', { connection: 'local-other', file: id })).rejects.toThrow(/workspace-other/);
  expect(await client.request('workspaces.importEvents', { connection, file: id })).toEqual({
    events: 1,
    facts: 1,
    tied: [
      { kind: 'dataset-version', id: 'lake:/raw', title: 'raw', detail: 'lake' },
      { kind: 'dataset-version', id: 'lake:/clean', title: 'clean', detail: 'lake' },
    ],
    refusedCount: 1,
    refused: [{ line: 2, why: 'not-json' }],
  });
  await expect(client.request('workspaces.importEvents', { connection, file: id })).rejects.toThrow(/not-found/);
  await expect(client.request('workspaces.importEvents', { connection, file })).rejects.toThrow(/invalid/);
  for (let more = 0; more < 16; more += 1) backend.pickedFiles.hold(`${file} ${more}`, 'read');
  const kept = backend.pickedFiles.hold(file, 'read');
  expect(backend.pickedFiles.take(kept, 'read')).toBe(file);
  // What was picked to be read is written to by nobody, and the other way round.
  const evidence = { connection, n: 1, evidence: 'a'.repeat(64) };
  await expect(client.request('workspaces.saveEvidence', { ...evidence, file: backend.pickedFiles.hold(file, 'read') })).rejects.toThrow(/not-found/);
  await expect(client.request('workspaces.importEvents', { connection, file: backend.pickedFiles.hold(file, 'write') })).rejects.toThrow(/not-found/);
});

test('a folder that moved is the same workspace', async () => {
  const { backend, open } = start();
  const work = newFolder();
  await backend.workspaces.openFolder(work);
  const id = open()?.id;
  await backend.workspaces.close(true);
  const moved = `${work} elsewhere`;
  renameSync(work, moved);
  await expect(backend.workspaces.openKnown(id ?? '')).rejects.toThrow(/workspace-missing/);
  expect(backend.workspaces.state.known).toMatchObject([{ id, present: false }]);
  await backend.workspaces.openFolder(moved);
  expect(open()?.id).toBe(id);
  expect(backend.workspaces.state.known).toMatchObject([{ id, present: true }]);
});

test('an engine that is killed is lost, and comes back by itself; a watch goes on at the new one', async () => {
  const { backend, client, open } = start();
  await backend.workspaces.openFolder(newFolder());
  const connection = connectionOf(open());
  const failures: unknown[] = [];
  const stop = client.watch(
    'changes.watch',
    { connection },
    () => undefined,
    (failure) => failures.push(failure),
  );
  const states: string[] = [];
  client.watch(
    'workspaces.watch',
    {},
    (event) => void states.push(event.open?.state ?? 'none'),
    () => undefined,
  );
  const first = child();
  await endProcess(first, 'SIGKILL');
  await until('it is lost', () => states.includes('lost'));
  await until('it is healed', () => states.at(-1) === 'open');
  expect(child().pid).not.toBe(first.pid);
  expect(await client.request('lineage.search', { connection, match: '', limit: 5 })).toEqual({ nodes: [] });
  expect(failures).toEqual([]);
  stop();
});

test('what is asked while the engine is away fails at once and says so', async () => {
  const { backend, client, open } = start();
  await backend.workspaces.openFolder(newFolder());
  const connection = connectionOf(open());
  child().kill('SIGKILL');
  await until('it is lost', () => open()?.state === 'lost');
  await expect(client.request('lineage.search', { connection, match: '', limit: 5 })).rejects.toMatchObject({
    failure: { code: 'unreachable', retry: 'self', detail: { reason: 'engine-lost' } },
  });
});

test('a second app attaches to the engine that is up; it goes on when the second leaves, and is taken over when the first is gone', async () => {
  const work = newFolder();
  const [first, second] = [start('one'), start('two')];
  await first.backend.workspaces.openFolder(work);
  await second.backend.workspaces.openFolder(work);
  expect(engines).toHaveLength(1);
  expect(second.open()).toMatchObject({ attached: true, id: first.open()?.id });
  await second.backend.workspaces.close(true);
  expect(first.open()?.state).toBe('open');
  await second.backend.workspaces.openFolder(work);
  await first.backend.workspaces.close(true);
  await until('the second has an engine of its own', () => second.open()?.state === 'open' && second.open()?.attached === false);
});

test('who opens it beside the one that has it is told who that is', async () => {
  const work = newFolder();
  const { backend } = start();
  await backend.workspaces.openFolder(work);
  const other = forkEngine(work);
  engines.push(other);
  await expect(other.ready).rejects.toMatchObject({
    failure: { code: 'conflict', detail: { reason: 'workspace-held', values: { by: 'a test', pid: String(engines[0]?.child.pid) } } },
  });
});

test(
  'a workspace whose registry is newer or damaged is refused and left as it is',
  async () => {
    const { backend, open } = start();
    const work = newFolder();
    await backend.workspaces.openFolder(work);
    const engine = child();
    await backend.workspaces.close(true);
    await ended(engine);
    const [damaged, newer, torn] = [newFolder(), newFolder(), newFolder()];
    for (const copy of [damaged, newer, torn]) cpSync(work, copy, { recursive: true });
    const damage = 'certainly no database '.repeat(500);
    for (const part of ['-wal', '-shm']) rmSync(join(damaged, `.pilothouse/registry.db${part}`), { force: true });
    writeFileSync(join(damaged, '.pilothouse/registry.db'), damage);
    writeFileSync(join(newer, '.pilothouse/workspace.json'), '{"format":99,"id":"0123456789abcdef","name":"from tomorrow"}');
    writeFileSync(join(torn, '.pilothouse/workspace.json'), '{"format":1,');
    await expect(backend.workspaces.openFolder(damaged)).rejects.toThrow(/store-corrupt/);
    await expect(backend.workspaces.openFolder(newer)).rejects.toThrow(/store-newer/);
    await expect(backend.workspaces.openFolder(torn)).rejects.toThrow(/store-corrupt/);
    expect(readFileSync(join(damaged, '.pilothouse/registry.db'), 'utf8')).toBe(damage);
    expect(readFileSync(join(torn, '.pilothouse/workspace.json'), 'utf8')).toBe('{"format":1,');
    expect(open()).toBeNull();
  },
  FOUR_ENGINES_MS,
);

test('a workspace that cannot be opened leaves the one that is open alone', async () => {
  const { backend, open } = start();
  await backend.workspaces.openFolder(newFolder());
  const before = open();
  await expect(backend.workspaces.openFolder(join(folder, 'nowhere'))).rejects.toThrow(/workspace-missing/);
  expect(open()).toEqual(before);
});

test('what Pilothouse wrote is removed on request, and says how much it frees', async () => {
  const { backend, client, open } = start();
  const work = newFolder();
  writeFileSync(join(work, 'mine.csv'), 'a,b\n1,2\n');
  await backend.workspaces.openFolder(work);
  const usage = await client.request('workspaces.usage', {});
  expect(usage.registry).toBeGreaterThan(4_096);
  expect(usage.total).toBeGreaterThanOrEqual(usage.registry);
  const engine = child();
  const { freedBytes } = await client.request('workspaces.removeWritten', { part: 'all' });
  expect(freedBytes).toBeGreaterThan(4_096);
  expect(open()).toBeNull();
  await ended(engine);
  expect(() => statSync(join(work, '.pilothouse'))).toThrow(/ENOENT/);
  expect(readFileSync(join(work, 'mine.csv'), 'utf8')).toBe('a,b\n1,2\n');
});

test('a verb for a workspace that is not the open one is refused', async () => {
  const { backend, client } = start();
  await backend.workspaces.openFolder(newFolder());
  const connection = 'local-0123456789abcdef';
  await expect(client.request('lineage.search', { connection, match: '', limit: 5 })).rejects.toMatchObject({ failure: { code: 'not-found' } });
  const failed = new Promise((resolve) => client.watch('changes.watch', { connection }, () => undefined, resolve));
  expect(await failed).toMatchObject({ code: 'not-found', detail: { reason: 'workspace-other' } });
});

/** A raw caller at the engine's socket. @returns what came back before the engine closed it, and after it was closed */
async function say(work: string, ...texts: string[]): Promise<string> {
  const file = EngineFile.parse(JSON.parse(readFileSync(join(work, ENGINE_FILE), 'utf8')));
  const socket = createConnection(file.socket);
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  for (const text of texts) socket.write(text.replace('TOKEN', file.token));
  await closed;
  return heard;
}

test.each([
  ['shows no token', ['{"type":"call","id":1,"verb":"engine.facts","input":{}}\n']],
  ['shows a wrong token', [`{"token":"${'0'.repeat(64)}"}\n{"type":"call","id":1,"verb":"engine.facts","input":{}}\n`]],
  ['sends no JSON', ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n']],
  ['never ends its line', ['x'.repeat(TO_ENGINE_MAX + 1)]],
])('a caller that %s is put out unanswered, and the engine goes on', async (_, texts) => {
  const { backend, client } = start();
  const work = newFolder();
  await backend.workspaces.openFolder(work);
  expect(await say(work, ...texts)).toBe('');
  expect(await client.request('workspaces.settings', {})).toMatchObject({ runsAtOnce: 1 });
});

test('a message over the limit ends that connection alone; one that is torn does nothing', async () => {
  const { backend, client } = start();
  const work = newFolder();
  await backend.workspaces.openFolder(work);
  const call = '{"type":"call","id":1,"verb":"engine.facts","input":{}}';
  expect(await say(work, '{"token":"TOKEN"}\n', `${call.replace('{}', `"${'x'.repeat(TO_ENGINE_MAX)}"`)}\n`)).toMatch(/^\{"welcome":"[a-f0-9]{16}"\}\n$/);
  const torn = EngineFile.parse(JSON.parse(readFileSync(join(work, ENGINE_FILE), 'utf8')));
  const socket = createConnection(torn.socket);
  socket.write(`{"token":"${torn.token}"}\n${call}\n${call.slice(0, 20)}`);
  const heard = await once(socket.setEncoding('utf8'), 'data');
  socket.destroy();
  expect(String(heard[0])).toMatch(/"welcome"/);
  expect(await client.request('workspaces.settings', {})).toMatchObject({ runsAtOnce: 1 });
});
