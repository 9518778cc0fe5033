import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kubeconfigOf } from './bad-input-stage';
import { type BackendUnderTest, startBackend } from './backend-under-test';
import { type Replay, startReplayServer } from './peers/replay/replay-server';

// The window is one at a time, but the command line works on the same store.

let folder: string;
let replay: Replay;
const apps: BackendUnderTest[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'two-at-once-'));
  replay = await startReplayServer({ objects: 50 });
});
afterEach(async () => {
  for (const app of apps.splice(0)) app.close();
  await replay.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(context: string): BackendUnderTest {
  const kubeconfig = join(folder, `${context}.yaml`);
  writeFileSync(kubeconfig, kubeconfigOf(replay, context), { mode: 0o600 });
  const app = startBackend([kubeconfig], { dataFolder: join(folder, 'data') });
  apps.push(app);
  return app;
}

test('two backends on one store both stay live, and nothing that either set is lost', async () => {
  const [one, other] = [start('lab'), start('prod')];
  const [lab = ''] = await one.addAll();
  const [prod = ''] = await other.addAll();
  await one.client.request('connections.update', { id: lab, options: { name: 'the lab' } });
  await other.client.request('views.save', { id: 'view-2', name: 'Mine', screen: 'deliveries', search: 'q=a' });
  await one.client.request('views.save', { id: 'view-1', name: 'Hers', screen: 'deliveries', search: 'q=b' });
  await one.until('both are live', () => one.freshness.get(lab)?.state === 'live' && other.freshness.get(prod)?.state === 'live');
  await replay.burst(500);
  for (const app of apps.splice(0)) app.close();

  const third = start('lab');
  await third.until('it has the connections of both', () => third.connections().length === 2);
  expect(third.connections().map(({ name }) => name)).toEqual(['the lab', 'prod']);
  expect((await third.client.request('views.list', { screen: 'deliveries' })).views.map(({ name }) => name).toSorted()).toEqual(['Hers', 'Mine']);
  expect(await third.client.request('store.status', {})).toMatchObject({ failure: null, setAside: null });
});

test('many that begin a new store in the same moment all work on it', async () => {
  const root = join(import.meta.dirname, '..');
  const code = `
    const { createBackend } = await import(${JSON.stringify(join(root, 'electron/backend/backend.ts'))});
    const { createClient } = await import(${JSON.stringify(join(root, 'shared/api/client.ts'))});
    console.log('ready');
    await new Promise((go) => process.stdin.once('data', go));
    const backend = createBackend({ dataFolder: process.argv[1], log: { error: console.error, warn() {}, info() {}, debug() {} }, env: {} });
    const client = createClient(backend.connect());
    await client.request('views.save', { id: 'view-' + process.pid, name: 'v', screen: 'deliveries', search: '' });
    console.log(JSON.stringify(await client.request('store.status', {})));
    process.exit(0);
  `;
  const args = ['--import', join(root, 'e2e/peers/typescript.mjs'), '--input-type=module', '-e', code, join(folder, 'data')];
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  const said = children.map(async (child) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(child, 'close');
    return text.trim();
  });
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  for (const child of children) child.stdin.write('go\n');
  for (const text of await Promise.all(said)) expect(text).toContain('"failure":null,"setAside":null');
  expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('damaged'))).toEqual([]);
  const app = start('lab');
  expect((await app.client.request('views.list', { screen: 'deliveries' })).views).toHaveLength(4);
}, 60_000); // four backends are read from sources beside each other
