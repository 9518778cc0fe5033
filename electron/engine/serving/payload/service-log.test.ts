import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canMount } from '../../../../e2e/can-mount';
import { parquetFiles, readParquet } from '../../../../e2e/read-parquet';
import { DEFAULT_PAYLOAD, NO_PAYLOADS, type PayloadSettings, type PayloadState } from '../../../../shared/models/payload';
import type { PayloadRow } from '../thread-messages';
import { FLUSH_MS, ServiceLog, type ServiceLogOptions } from './service-log';

vi.setConfig({ testTimeout: 60_000 });

const DAY_MS = 86_400_000;
let root: string;
let now: number;
let state: PayloadState;
let done: number;
let undo: (() => void)[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'payloads-'));
  now = Date.UTC(2026, 2, 1, 12);
  state = NO_PAYLOADS;
  done = 0;
  undo = [];
});
afterEach(() => {
  for (const step of undo.toReversed()) step();
  rmSync(root, { recursive: true, force: true });
});

const folder = () => join(root, 'payloads', 'late');
const open = (settings: Partial<PayloadSettings> = {}, more: Partial<ServiceLogOptions> = {}) =>
  new ServiceLog({
    service: 'late',
    folder: folder(),
    settings: { ...DEFAULT_PAYLOAD, share: 1, ...settings },
    now: () => now,
    told(next, bytes) {
      state = next;
      done += bytes;
    },
    ...more,
  });
const json = (content: unknown) => ({ content: JSON.stringify(content), head: null });
const tensor = (name: string, data: readonly unknown[], datatype = 'BYTES') => ({ name, datatype, shape: [data.length, 1], data });
let ids = 0;
const row = (inputs: readonly unknown[], outputs: readonly unknown[] = [tensor('y', [1], 'INT64')], more: Partial<PayloadRow> = {}): PayloadRow => ({
  at: now,
  id: `r-${ids++}`,
  revision: 1,
  status: 200,
  ms: 1,
  request: json({ inputs }),
  response: json({ model_name: 'late', model_version: '1', outputs }),
  ...more,
});
const rows = (sql: string) => readParquet(folder(), sql);
const all = () => parquetFiles(folder()).reduce((sum, path) => sum + statSync(path).size, 0);
/** Everything that is in the files, also what is packed. */
async function everything(): Promise<string> {
  const told = await rows('SELECT * FROM {files}');
  const bodies = told.map(({ bytes }) => Buffer.from(String(bytes ?? ''), 'base64').toString());
  return [...parquetFiles(folder()).map((path) => readFileSync(path, 'latin1')), JSON.stringify(told), ...bodies].join('\n');
}

test('what is masked or dropped is in no byte of the files, wherever the caller puts it', async () => {
  const log = open({
    features: [
      { name: 'name', treatment: 'drop' },
      { name: 'iban', treatment: 'mask' },
      { name: '__proto__', treatment: 'drop' },
      { name: 'secret out', treatment: 'drop' },
    ],
  });
  const SECRET = 'SECRET-4711';
  const inputs = [tensor('name', [SECRET, `${SECRET}2`]), tensor('iban', [[SECRET], [SECRET]]), tensor('__proto__', [SECRET]), tensor('hour', [7, 8], 'FP32')];
  const outputs = [tensor('y', [5], 'INT64'), tensor('secret out', [SECRET])];
  const text = JSON.stringify({ inputs });
  const binary = Buffer.concat([
    Buffer.from(JSON.stringify({ inputs: [{ name: 'iban', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 15 } }] })),
    Buffer.from([11, 0, 0, 0]),
    Buffer.from(SECRET),
  ]);
  const head = binary.length - 15;
  log.add([
    row(inputs, outputs),
    row([], [], { request: { content: `{"parameters":{"note":"${SECRET}"},"inputs":[],${text.slice(1)}`, head: null } }),
    row([{ ...tensor('hour', [1], 'FP32'), parameters: { note: SECRET } }], outputs),
    row([], outputs, { request: { content: new Uint8Array(binary), head } }),
    row([tensor('Iban', [SECRET])], [], { status: 400, response: json({ error: `Input "Iban" holds ${SECRET}` }) }),
    row([], [], { request: { content: `no JSON ${SECRET}`, head: null } }),
    row([], [], { response: { content: `${SECRET} is no JSON`, head: null } }),
  ]);
  await log.close();
  expect(state).toMatchObject({ written: 7, lost: 0 });
  expect(await everything()).not.toContain('SECRET');
  const [first] = await rows(`SELECT * FROM {files} WHERE "reqType" LIKE '%response' AND len("in.hour") = 2`);
  expect(first).toMatchObject({ 'in.hour': [7, 8], 'in.iban': [null, null] });
  expect(Object.keys(first ?? {}).filter((name) => /\.(name|__proto__|secret)/.test(name))).toEqual([]);
  const [asked] = await rows(`SELECT bytes FROM {files} WHERE id = '${String(first?.['id'])}' AND "reqType" LIKE '%request'`);
  expect(JSON.parse(Buffer.from(String(asked?.['bytes']), 'base64').toString())).toEqual({
    id: first?.['id'],
    inputs: [
      { name: 'iban', datatype: 'BYTES', shape: [2, 1], data: [null, null] },
      { name: 'hour', datatype: 'FP32', shape: [2, 1], data: [7, 8] },
    ],
  });
});

test('a mask that is set while rows wait, or while they are being written, holds for them', async () => {
  const features = [{ name: 'name', treatment: 'mask' as const }];
  const log = open();
  log.add([row([tensor('name', ['WAITED'])])]);
  const writing = log.flush();
  log.set({ ...DEFAULT_PAYLOAD, share: 1, features });
  await writing;
  await log.close();
  expect(await everything()).not.toContain('WAITED');
  expect(state.written).toBe(1);
});

test('integers of 64 bits keep every digit beside what is masked', async () => {
  const log = open({ features: [{ name: 'name', treatment: 'mask' }] });
  const response = { content: '{"outputs":[{"name":"y","datatype":"INT64","shape":[2],"data":[9223372036854775807,-9007199254740993]}]}', head: null };
  log.add([row([tensor('name', ['x'])], [], { response })]);
  await log.close();
  const [told] = await rows(`SELECT bytes, "out.y" FROM {files} WHERE "reqType" LIKE '%response'`);
  expect(told?.['out.y']).toEqual(['9223372036854775807', '-9007199254740993']);
  expect(Buffer.from(String(told?.['bytes']), 'base64').toString()).toContain('[9223372036854775807,-9007199254740993]');
});

test('names and texts that are hostile are names and texts', async () => {
  const names = [
    `"; DROP TABLE kept; --`,
    `'); COPY x TO '/tmp/x`,
    'in.x',
    'X',
    'x',
    '',
    '\0',
    '\ud800',
    '../..',
    'بيانات',
    'a\nb',
    '__proto__',
    'constructor',
  ];
  const log = open();
  log.add([
    row(
      names.map((name) => tensor(name, [name])),
      undefined,
      { id: `'"\0\ud800` },
    ),
  ]);
  log.add([row([{ name: 'x', datatype: 'NONE', shape: [1], data: [1] }]), row([{ ...tensor('x', ['no number']), datatype: 'INT8' }])]);
  await log.close();
  expect(state).toMatchObject({ written: 3, lost: 0, failure: null });
  const told = await rows('SELECT * FROM {files}');
  expect(told).toHaveLength(6);
  const [columns] = told.filter((each) => Array.isArray(each['in.بيانات']));
  expect(columns).toMatchObject({ 'in.بيانات': ['بيانات'], 'in.a\nb': ['a\nb'], 'in.__proto__': ['__proto__'], 'in.constructor': ['constructor'] });
  expect([columns?.['in.X'] ?? columns?.['in.x'], columns?.['in.x~2']]).toEqual([['X'], ['x']]);
});

test('bytes and days stay in their bounds under a long load, and the oldest files go first', async () => {
  const maxBytes = 10_000_000;
  const log = open({ maxBytes, days: 3 });
  let most = 0;
  for (let part = 0; part < 5 * 6; part++) {
    log.add(Array.from({ length: 8 }, () => row([tensor('blob', [randomBytes(120_000).toString('base64')])])));
    now += DAY_MS / 6;
    await log.tick();
    most = Math.max(most, all());
  }
  expect(state).toMatchObject({ written: 240, lost: 0, state: 'writing' });
  expect(most).toBeLessThanOrEqual(maxBytes);
  expect(most).toBeGreaterThan(maxBytes / 3);
  const kept = await rows('SELECT min(time) AS first, max(time) AS last FROM {files}');
  expect(String(kept[0]?.['last'])).toContain('2026-03-06');
  expect(state).toMatchObject({ bytes: all(), files: parquetFiles(folder()).length });

  now += 4 * DAY_MS;
  await log.bound();
  expect([parquetFiles(folder()), readdirSync(folder()), state.bytes]).toEqual([[], [], 0]);
});

test('a quiet service has one file that grows, not one for each time it is written', async () => {
  const log = open();
  for (let n = 0; n < 12; n++) {
    log.add([row([tensor('x', [n], 'FP32')])]);
    now += FLUSH_MS;
    await log.tick();
  }
  expect(parquetFiles(folder())).toHaveLength(1);
  const [told] = await rows('SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids FROM {files}');
  expect(told).toEqual({ n: 24, ids: 12 });
});

test.each(['before it is read', 'before it is replaced'])(
  'a file that is removed while it grows, %s, does not come back, and what was to join it is kept',
  async (when) => {
    const { writePayloadFile } = await import('./payload-file');
    const log = open(
      {},
      {
        async write(file) {
          if (when === 'before it is replaced') await writePayloadFile(file);
          if (file.before) rmSync(file.before);
          if (when === 'before it is read') await writePayloadFile(file);
        },
      },
    );
    for (const id of ['first', 'second']) {
      log.add([row([tensor('x', [id])], undefined, { id })]);
      await log.flush();
      now += FLUSH_MS;
    }
    expect(state).toMatchObject({ state: 'writing', written: 2, lost: 0, files: 1, failure: null });
    expect(await rows('SELECT DISTINCT id FROM {files}')).toEqual([{ id: 'second' }]);
  },
);

test('revisions whose inputs have other types have files of their own', async () => {
  const log = open();
  log.add([row([tensor('x', [1], 'FP32')]), row([tensor('x', ['one'])], undefined, { revision: 2 }), row([], [], { status: 500 })]);
  await log.close();
  expect(parquetFiles(folder())).toHaveLength(2);
});

test('after a restart what was half written goes, what is whole stays, and files of others are left alone', async () => {
  const first = open();
  first.add([row([tensor('x', [1], 'FP32')])]);
  await first.flush();
  const [whole = ''] = parquetFiles(folder());
  const half = join(dirname(whole), '12-00-01.000.parquet.part');
  const theirs = join(dirname(whole), 'notes.parquet');
  for (const path of [half, theirs]) writeFileSync(path, 'half');
  const second = open({ days: 1 });
  await second.bound();
  expect([existsSync(half), existsSync(whole), state.files]).toEqual([false, true, 1]);
  second.add([row([tensor('x', [2], 'FP32')])]); // at the same moment
  await second.close();
  expect(parquetFiles(folder()).map((path) => basename(path))).toEqual(['12-00-00.000-2.parquet', '12-00-00.000.parquet', 'notes.parquet']);
  now += 3 * DAY_MS;
  await second.bound();
  expect(parquetFiles(folder())).toEqual([theirs]);
});

test('a disk that takes nothing is a gap that says since when and what was lost; what still waits is written when it takes again', async () => {
  let isFull = true;
  const { writePayloadFile } = await import('./payload-file');
  const log = open({}, { write: (file) => (isFull ? Promise.reject(new Error('IO Error: No space left on device')) : writePayloadFile(file)) });
  log.add([row([tensor('x', ['kept'])])]);
  now += FLUSH_MS;
  const since = now;
  await log.tick();
  expect(state).toMatchObject({ state: 'gap', since, lost: 0, failure: { detail: { reason: 'disk-full' } } });
  const large = () => row([tensor('x', ['-'.repeat(400_000)])]);
  for (let n = 0; n < 100; n++) log.add([large()]);
  now += 60_000;
  await log.tick();
  expect(state).toMatchObject({ state: 'gap', since });
  expect(state.lost).toBeGreaterThan(15);
  isFull = false;
  now += 60_000;
  await log.tick();
  expect(state).toMatchObject({ state: 'writing', since: now, failure: null });
  expect(state.written + state.lost).toBe(101);
  const [told] = await rows('SELECT count(*)::INT AS n FROM {files}');
  expect(told?.['n']).toBe(2 * state.written);
  expect(done).toBeGreaterThan(100 * 400_000);
});

test.runIf(canMount())('a disk that is really full', async () => {
  const place = join(root, 'payloads');
  mkdirSync(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place]);
  undo.push(() => execFileSync('umount', ['-l', place]));
  const { bavail, bsize } = statfsSync(place);
  writeFileSync(join(place, 'filler'), Buffer.alloc(bavail * bsize - 200_000));
  const log = open();
  log.add(Array.from({ length: 20 }, () => row([tensor('x', [randomBytes(40_000).toString('base64')])])));
  await log.flush();
  expect(state).toMatchObject({ state: 'gap', written: 0, lost: 0, failure: { detail: { reason: 'disk-full' } } });
  expect(readdirSync(folder(), { recursive: true })).toHaveLength(1); // the day alone: nothing is half there
  rmSync(join(place, 'filler'));
  now += FLUSH_MS;
  await log.tick();
  expect(state).toMatchObject({ state: 'writing', written: 20, lost: 0 });
  await log.close();
});

test('a workspace that was moved away is not begun anew where it was', async () => {
  rmSync(root, { recursive: true, force: true });
  const log = open();
  log.add([row([tensor('x', [1], 'FP32')])]);
  await log.close();
  expect([existsSync(root), state.state, state.lost]).toEqual([false, 'gap', 1]);
});
