import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeServings } from '../../../../e2e/peers/fake-serving';
import { registerModel } from '../../../../e2e/registered-models';
import { SILENT } from '../../../backend/lib/log';
import { RunRecords } from '../../records/run-records';
import { createRooms, MIGRATIONS, type Rooms } from '../../rooms';
import { type HeldWorkspace, holdWorkspace } from '../../workspace/workspace';

const CALL = { signal: new AbortController().signal };
const connection = 'local-0000000000000000';
const NOW = Date.UTC(2026, 2, 10, 12);
const FILE_BYTES = 1_000;

let folder: string;
let held: HeldWorkspace;
let rooms: Rooms;
let servings: ReturnType<typeof fakeServings>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'free-payloads-'));
  servings = fakeServings({ now: () => NOW });
  held = holdWorkspace(folder, MIGRATIONS, () => NOW);
  const base = { workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env };
  rooms = await createRooms({ ...base, now: () => NOW, startServing: servings.start });
});
afterEach(async () => {
  await rooms.close();
  held.close();
  rmSync(folder, { recursive: true, force: true });
});

const relative = (path: string) => `.pilothouse/payloads/${path}`;
const at = (path: string) => join(folder, relative(path));
function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), 'n\n'.repeat(FILE_BYTES / 2));
  }
}
const left = (...paths: readonly string[]) => paths.filter((path) => existsSync(at(path)));
const logs = async () => (await rooms.handlers['services.payloads']({ connection }, CALL)).logs;
const free = async (service: string | readonly string[], before: string | null = null) =>
  (await rooms.handlers['services.freePayloads']({ connection, services: [service].flat(), before }, CALL)).freedBytes;

/** The service `ranker`, of a version that nobody loads. */
async function serve(): Promise<void> {
  await registerModel({ held, rooms, connection }, 'arrivals', { 'model.onnx': 'one' });
  const command = { verb: 'start', model: 'arrivals', version: 1, release: null } as const;
  await rooms.handlers['engine.deliver']({ service: 'ranker', uid: 'u', expected: null, command, by: 'mona', why: '', entry: 1, ledger: null }, CALL);
}

test('files are told by service and day, those of services that are gone too; what is not of a log is not counted and not touched', async () => {
  await serve();
  const theirs = [
    'late/2026-03-01/notes.parquet',
    'late/readme.txt',
    'No service/2026-03-01/12-00-00.000.parquet',
    'late/2026-03-01/12-00-01.000.parquet.part',
  ];
  const ours = ['late/2026-03-01/12-00-00.000.parquet', 'late/2026-03-01/12-00-00.000-2.parquet', 'late/2026-03-04/00-00-00.000.parquet'];
  write(...theirs, ...ours, 'ranker/2026-03-10/11-00-00.000.parquet');
  const day = (name: string, files: number) => ({ day: name, files, bytes: files * FILE_BYTES, namedBytes: 0 });
  expect(await logs()).toEqual([
    { service: 'late', isServed: false, days: [day('2026-03-01', 2), day('2026-03-04', 1)] },
    { service: 'ranker', isServed: true, days: [day('2026-03-10', 1)] },
  ]);
  expect(await free('late', '2026-03-02')).toBe(2 * FILE_BYTES);
  expect(left(...ours)).toEqual([ours[2]]);
  expect(await free('late')).toBe(FILE_BYTES);
  expect([left(...ours), left(...theirs)]).toEqual([[], theirs]);
  expect((await logs()).map(({ service }) => service)).toEqual(['ranker']);
  expect(await free('never-there')).toBe(0);
});

test('nothing goes that a dataset or a run names, by file, folder or pattern', async () => {
  const path = (service: string, hour: string) => `${service}/2026-03-01/${hour}-00-00.000.parquet`;
  const all = ['by-file', 'by-glob', 'by-folder', 'by-run', 'by-nobody'].flatMap((service) => [path(service, '01'), path(service, '02')]);
  write(...all);
  const labels = { owner: '', sensitivity: '', region: '', description: '' };
  const register = (name: string, source: string) =>
    rooms.handlers['data.register']({ connection, name, source: { path: relative(source), format: 'parquet' }, labels, checks: [], watched: false }, CALL);
  await register('one', path('by-file', '01'));
  await register('pattern', 'by-glob/2026-03-*/01-*.parquet');
  await register('whole', 'by-folder/');
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: () => NOW });
  const made = { experiment: '0', name: null, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt: 1, params: {}, tags: {} } as const;
  const run = records.createRun(made);
  const input = { context: null, schema: null, profile: null, version: null, sourceType: 'local' };
  records.addInput(run, { ...input, name: 'replay', digest: 'd', source: JSON.stringify({ uri: `file://${folder}/${relative(path('by-run', '02'))}` }) });
  records.close();

  const named = (await logs()).map(({ service, days }) => [service, days[0]?.namedBytes]);
  expect(Object.fromEntries(named)).toEqual({
    'by-file': FILE_BYTES,
    'by-glob': 2 * FILE_BYTES, // a pattern is read by its folder: rather too much stays than too little
    'by-folder': 2 * FILE_BYTES,
    'by-run': FILE_BYTES,
    'by-nobody': 0,
  });
  expect(await free(['by-file', 'by-glob', 'by-folder', 'by-run', 'by-nobody'])).toBe(4 * FILE_BYTES);
  expect(left(...all)).toEqual([
    path('by-file', '01'),
    path('by-glob', '01'),
    path('by-glob', '02'),
    path('by-folder', '01'),
    path('by-folder', '02'),
    path('by-run', '02'),
  ]);
});

test('who writes a log is told to count anew, and keeps the folder of its day; the room is there for a quota at once', async () => {
  await serve();
  write('ranker/2026-03-09/11-00-00.000.parquet', 'ranker/2026-03-10/11-00-00.000.parquet');
  expect(await free('ranker')).toBe(2 * FILE_BYTES);
  expect([existsSync(at('ranker/2026-03-09')), existsSync(at('ranker/2026-03-10'))]).toEqual([false, true]);
  expect(servings.last().recounted).toEqual(['ranker']);
});

test('a gap of a payload log waits in Attention since it began, with whether the disk is full, and goes with it', async () => {
  await serve();
  const told: unknown[] = [];
  const feed = { congested: false, push: ({ concerns }: { concerns: unknown[] }) => void told.push(concerns), onDrain: () => undefined };
  const stop = await rooms.handlers['concerns.watch']({ connection }, feed);
  const state = { since: NOW - 5, written: 1, lost: 2, files: 1, bytes: 1 };
  servings.last().logs('ranker', { ...state, state: 'gap', failure: { code: 'local', retry: 'user', detail: { reason: 'disk-full' } } });
  await expect.poll(() => told.at(-1)).toEqual([{ concern: 'payload-gap', service: 'ranker', full: true, since: NOW - 5 }]);
  servings.last().logs('ranker', { ...state, state: 'writing', failure: null });
  await expect.poll(() => told.at(-1)).toEqual([]);
  stop();
});
