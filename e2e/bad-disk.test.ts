import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SILENT } from '../electron/backend/lib/log';
import { readEngineFile } from '../electron/backend/lib/engine-file';
import { connectEngine, type EngineLink } from '../electron/backend/workspaces/engine-link';
import { type Engine, openEngine } from '../electron/engine/engine';
import { OWN_NODE } from '../electron/engine/training/node-host';
import { failureOf } from '../shared/models/failure';
import { workspaceConnection } from '../shared/models/workspace';
import { canMount } from './can-mount';

// Disks that are full, that may not be written, and that go away, by file systems of our own: the system lets its first user alone mount one.
// Elsewhere the rooms' own tests stand for it, with faults at the store.

vi.setConfig({ testTimeout: 60_000 });
const DISK_BYTES = 12 * 2 ** 20;
const mayMount = canMount();
let root: string;
let disk: string;
const undo: (() => void | Promise<void>)[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bad-disk-'));
  disk = join(root, 'disk');
  for (const path of [disk, join(root, 'runtime')]) mkdirSync(path, { mode: 0o700 });
});
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
  rmSync(root, { recursive: true, force: true });
});

function mount(...args: readonly string[]): void {
  execFileSync('mount', args);
  undo.push(() => void execFileSync('umount', ['-l', args.at(-1) ?? ''], { stdio: 'ignore' }));
}
const mountDisk = () => mount('-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=700`, 'tmpfs', disk);

type Opened = { engine: Engine; link: EngineLink; connection: string; ask(method: string, path: string, body: string | Buffer<ArrayBuffer>): Promise<Answer> };
type Answer = { status: number; code: string; body: Record<string, unknown>; bytes: Buffer };

async function open(folder = disk): Promise<Opened> {
  const env = { ...process.env, XDG_RUNTIME_DIR: join(root, 'runtime') };
  const engine = await openEngine({ folder, by: 'a test', owner: null, version: '0', port: null, shippedNode: OWN_NODE, log: SILENT, env });
  undo.push(() => engine.leave(true));
  const file = readEngineFile(folder);
  if (!file) throw new Error('it says nowhere how it is reached');
  const link = await connectEngine(file);
  undo.push(() => link.close());
  const token = readFileSync(engine.tokenFile, 'utf8').trim();
  const ask = async (method: string, path: string, body: string | Buffer<ArrayBuffer>): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${engine.trackingUri}/api/2.0/${path}`, { method, headers, ...(method !== 'GET' && { body }) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const parsed: unknown = answer.headers.get('content-type') === 'application/json' ? JSON.parse(bytes.toString()) : {};
    const fields = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    return { status: answer.status, code: 'error_code' in fields ? String(fields.error_code) : '', body: fields, bytes };
  };
  return { engine, link, connection: workspaceConnection(engine.id), ask };
}

async function createRun({ ask, link, connection }: Opened, name: string): Promise<string> {
  const made = await ask('POST', 'mlflow/runs/create', JSON.stringify({ experiment_id: '0', run_name: name, start_time: 1 }));
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  const { rows } = await link.request('runs.search', { ...ALL, connection });
  return rows.find((row) => row.name === name)?.id ?? '';
}
const ALL = {
  experiment: null,
  conditions: [],
  order: { by: 'started' as const, key: null, descending: true },
  metrics: [],
  params: [],
  deleted: false,
  offset: 0,
  limit: 100,
};
const put = ({ ask }: Opened, run: string, path: string, bytes: Buffer<ArrayBuffer>) =>
  ask('PUT', `mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`, bytes);
const get = ({ ask }: Opened, run: string, path: string) => ask('GET', `mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`, '');
const point = (run: string, step: number) =>
  JSON.stringify({
    run_id: run,
    metrics: [{ key: 'loss', value: step / 2, timestamp: 1_000 + step, step }],
    params: [{ key: `p${step}`, value: 'x'.repeat(500) }],
  });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const stepsOf = async ({ ask }: Opened, run: string): Promise<number[]> => {
  const { body } = await ask('GET', `mlflow/metrics/get-history?run_id=${run}&metric_key=loss`, '');
  const metrics: unknown = body['metrics'];
  return (Array.isArray(metrics) ? (metrics as readonly unknown[]) : []).flatMap((one) =>
    typeof one === 'object' && one && 'step' in one ? [Number(one.step)] : [],
  );
};

test.runIf(mayMount)(
  'on a full disk everything that would write is refused as what it is, what was acknowledged is there, and it goes on once there is room',
  async () => {
    mountDisk();
    const opened = await open();
    const run = await createRun(opened, 'first');
    const small = randomBytes(40_000);
    expect((await put(opened, run, 'small.bin', small)).status).toBe(200);

    // One upload that is larger than the disk: nothing of it stays.
    expect(await put(opened, run, 'large.bin', Buffer.alloc(DISK_BYTES + 1))).toMatchObject({ status: 503, code: 'TEMPORARILY_UNAVAILABLE' });
    expect(readdirSync(join(disk, '.pilothouse/temporary'))).toEqual([]);
    expect((await get(opened, run, 'large.bin')).status).toBe(404);

    // To the last byte.
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 16_384));
    const acknowledged: number[] = [];
    let refused: Answer | null = null;
    for (let step = 0; step < 2_000 && !refused; step++) {
      const answer = await opened.ask('POST', 'mlflow/runs/log-batch', point(run, step));
      if (answer.status === 200) acknowledged.push(step);
      else refused = answer;
    }
    expect(refused).toMatchObject({ status: 503, code: 'TEMPORARILY_UNAVAILABLE', body: { message: expect.stringContaining('disk-full') } });
    expect(await put(opened, run, 'another.bin', randomBytes(40_000))).toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' });
    // Reading needs no room.
    expect(await get(opened, run, 'small.bin')).toMatchObject({ status: 200 });
    expect((await opened.link.request('runs.search', { ...ALL, connection: opened.connection, metrics: ['loss'] })).total).toBe(1);
    expect(await opened.link.request('runs.get', { connection: opened.connection, run })).toMatchObject({ name: 'first', state: 'running' });

    rmSync(join(disk, 'filler'));
    expect((await opened.ask('POST', 'mlflow/runs/log-batch', point(run, 5_000))).status).toBe(200);
    expect(await stepsOf(opened, run)).toEqual([...acknowledged, 5_000]);
    opened.link.close();
    await opened.engine.leave(true);
    const again = await open();
    expect(await stepsOf(again, run)).toEqual([...acknowledged, 5_000]);
    expect(sha256((await get(again, run, 'small.bin')).bytes)).toBe(sha256(small));
  },
);
const START = { project: '.', entryPoint: 'main', params: {}, environment: null, name: null, timeLimitMs: null };

test.runIf(mayMount)('a run that begins on a full disk ends with the reason, and the next one trains', async () => {
  mountDisk();
  writeFileSync(join(disk, 'MLproject'), 'entry_points: {main: {command: "node main.cjs"}}');
  writeFileSync(join(disk, 'main.cjs'), "console.log('trained')");
  const opened = await open();
  const { link, connection } = opened;
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 4_096));
  const told = failureOf(await link.request('runs.start', { ...START, connection }).catch((error: unknown) => error));
  const kept = await link.request('runs.search', { ...ALL, connection });
  // Refused at once, or, where there was just room to queue it, at its start.
  if (kept.total === 0) expect(told).toMatchObject({ code: 'local', detail: { reason: 'disk-full' } });
  else
    await expect
      .poll(async () => (await link.request('runs.get', { connection, run: kept.rows[0]?.id ?? '' })).exit?.failure, { timeout: 10_000 })
      .toMatchObject({ code: 'local', detail: { reason: 'disk-full' } });
  rmSync(join(disk, 'filler'));
  const { run } = await link.request('runs.start', { ...START, connection });
  await expect.poll(async () => (await link.request('runs.get', { connection, run })).state, { timeout: 10_000 }).toBe('finished');
});

test.runIf(mayMount)('a folder that may not be written is refused as that, and left as it is; data in one that may only be read is read', async () => {
  const source = join(root, 'source');
  mkdirSync(join(source, 'project'), { recursive: true });
  writeFileSync(join(source, 'data.csv'), 'n\n1\n2\n');
  mount('--bind', source, source);
  execFileSync('mount', ['-o', 'remount,bind,ro', source]);
  const refused = await open(join(source, 'project')).catch(failureOf);
  expect(refused).toMatchObject({ code: 'local', detail: { reason: 'store-unwritable' } });
  expect(readdirSync(join(source, 'project'))).toEqual([]);

  mkdirSync(join(disk, 'shared'));
  mount('--bind', source, join(disk, 'shared'));
  execFileSync('mount', ['-o', 'remount,bind,ro', join(disk, 'shared')]);
  const { link, connection } = await open();
  const labels = { owner: '', sensitivity: '', region: '', description: '' };
  const dataset = { connection, name: 'd', source: { path: 'shared/data.csv', format: 'csv' as const }, labels, checks: [], watched: false };
  const { version } = await link.request('data.register', dataset);
  expect(await link.request('data.version', { connection, name: 'd', version: version ?? '' })).toMatchObject({ rows: 2, failure: null });
});

test.runIf(mayMount)('data on a network folder that vanishes is gone, which is said and blocks; once it is back it is the version that it was', async () => {
  const share = join(disk, 'share');
  mkdirSync(share);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', share]);
  writeFileSync(join(share, 'a.csv'), 'n\n1\n');
  const { link, connection } = await open();
  const labels = { owner: '', sensitivity: '', region: '', description: '' };
  const dataset = { connection, name: 'd', source: { path: 'share', format: 'csv' as const }, labels, checks: [], watched: false };
  const { version } = await link.request('data.register', dataset);
  execFileSync('umount', ['-l', share]);
  const gone = await link.request('data.take', { connection, name: 'd' }).catch(failureOf);
  expect(gone).toMatchObject({ detail: { reason: expect.stringMatching(/^data-(gone|none)$/) } });
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', share]);
  undo.push(() => void execFileSync('umount', ['-l', share]));
  writeFileSync(join(share, 'a.csv'), 'n\n1\n');
  expect(await link.request('data.take', { connection, name: 'd' })).toEqual({ version, isNew: false });
});

test('a workspace that is moved away while it is open refuses what it cannot keep, begins nothing in the old place, and has all of it once it is back', async () => {
  const opened = await open();
  const run = await createRun(opened, 'first');
  const bytes = randomBytes(10_000);
  expect((await put(opened, run, 'kept.bin', bytes)).status).toBe(200);
  renameSync(disk, join(root, 'away'));
  mkdirSync(disk);
  const refused = await put(opened, run, 'lost.bin', randomBytes(10_000));
  expect(refused).toMatchObject({ status: 503, code: 'TEMPORARILY_UNAVAILABLE', body: { message: expect.stringContaining('store-unwritable') } });
  expect(readdirSync(disk)).toEqual([]);
  rmSync(disk, { recursive: true });
  renameSync(join(root, 'away'), disk);
  expect((await put(opened, run, 'again.bin', bytes)).status).toBe(200);
  expect((await get(opened, run, 'kept.bin')).status).toBe(200);
});
