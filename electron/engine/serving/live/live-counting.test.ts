import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Element, identityModel } from '../../../../e2e/peers/small-onnx';
import { ServingStage } from '../../../../e2e/serving-stage';
import { CountsStore } from '../../../backend/drift/counts/counts-store';
import { type FrozenBins, gridOf } from '../../../backend/drift/counts/frozen-bins';
import { META } from '../../../backend/drift/payloads/feature-columns';
import { readLocal } from '../../../backend/drift/payloads/local-payloads';
import { withJob } from '../../../backend/drift/payloads/reading-job';
import type { LiveColumn, LiveCounts, LiveWanted } from '../../../../shared/models/live-counts';
import { DEFAULT_PAYLOAD, type PayloadSettings } from '../../../../shared/models/payload';

vi.setConfig({ testTimeout: 60_000 });
const PATIENCE = { timeout: 30_000, interval: 50 };

let stage: ServingStage;
let isClosed = false;
beforeEach(async () => {
  stage = await ServingStage.open();
  isClosed = false;
});
afterEach(() => (isClosed ? undefined : stage.close()));

const put = (service: string, element: Element, payload: Partial<PayloadSettings> = {}, revisions = [1]) =>
  stage.put(
    service,
    revisions.map((revision) => stage.revision(revision, identityModel(element))),
    revisions.map((revision) => [revision, 100 / revisions.length]),
    { payload: { ...DEFAULT_PAYLOAD, ...payload } },
  );
const edges = (name: string, all: number[]): LiveColumn => ({ name, type: 'number', bins: { kind: 'edges', edges: all } });
const categories = (name: string, type: LiveColumn['type'], values: string[]): LiveColumn => ({ name, type, bins: { kind: 'categories', values } });

/** What is told of a service from now on; the newest first. */
function counted(wanted: Partial<LiveWanted> & Pick<LiveWanted, 'service' | 'columns'>) {
  const told: LiveCounts[] = [];
  const stop = stage.serving.countLive({ revision: null, window: 'month', ...wanted }, (counts) => void told.unshift(counts));
  const newest = () => told[0];
  const until = (rows: number) => vi.waitUntil(() => (newest()?.rows === rows ? newest() : undefined), PATIENCE);
  const begun = () => vi.waitUntil(() => newest() !== undefined, PATIENCE);
  return { told, stop, newest, until, begun };
}
const rowOf = (datatype: string, data: readonly unknown[]) => [{ name: 'x', datatype, shape: [data.length / 2, 2], data }];

/** The same counts by way of the payload log, as monitors read it. */
async function exact(service: string, columns: readonly LiveColumn[]) {
  const folder = join(stage.folder, 'payloads', service);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
  const file = { path: join(folder, files[0] ?? ''), stamp: '1', mtimeMs: 0 };
  expect(files).toHaveLength(1);
  const path = join(stage.folder, `${service}.parquet`);
  await withJob({ files: [file.path], folders: [stage.folder], temporary: stage.folder }, (job) =>
    readLocal(job, { files: [file], requests: [file], path, signal: new AbortController().signal }),
  );
  const bins: FrozenBins = {
    schema: 'pilothouse.drift-bins/1',
    digest: '',
    columns: columns.map(({ name, type, as, bins: own }) => ({
      name,
      type,
      config: as ? { as } : {},
      bins: own.kind === 'edges' ? { ...own, ...gridOf(own.edges, false) } : own,
      reference: { rows: 0, nulls: 0, notFinite: 0, counts: [], sigma: null, once: 0, twice: 0 },
    })),
  };
  const store = new CountsStore(join(stage.folder, 'counts', service));
  const windows = { size: 'day', time: META.time, at: 0 } as const;
  await store.count({ key: 'log', stamp: '1' }, { monitor: 'm', source: { name: service, files: [path] }, bins, windows });
  const found = await store.windows({ by: 'all' });
  return new Map(found.map(({ column, nulls, notFinite, counts, min, max }) => [column, { nulls, notFinite, counts, min, max }]));
}

test('what is counted while it is answered is what the payload log says afterwards, to the last row', async () => {
  const wide = { type: 'number', as: 'category' } as const;
  const asked: readonly { element: Element; columns: LiveColumn[]; rows: unknown[][] }[] = [
    {
      element: 'FP32',
      columns: [edges('x[0]', [0.1, 0.5, 1]), categories('y[1]', 'integer', ['1', '2']), { ...categories('x[1]', 'number', ['1.0', '0.3']), ...wide }],
      rows: [
        [0.1, 1],
        [0.05, 2, 0.5, 7.5],
        [1, 0.3],
        [5e30, 1, 0.7, 2],
        [-3, 0.3],
      ],
    },
    {
      element: 'FP64',
      columns: [edges('x[0]', [0.1, 0.5, 1]), edges('out.x', [0, 1])],
      rows: [
        [0.1, 1],
        [0.099_999_999, 0.5],
        [1e300, -1e300],
      ],
    },
    {
      element: 'INT64',
      columns: [{ ...edges('x[0]', [0, 10, 2 ** 53]), type: 'integer' }, categories('x[1]', 'integer', ['3', '4']), categories('y[0]', 'category', ['3'])],
      rows: [
        [3, 3],
        [9_007_199_254_740_991, 4],
        [-1, 5],
      ],
    },
    {
      element: 'BYTES',
      columns: [categories('x[0]', 'category', ['a', 'ب']), { ...edges('x[1]', [0, 10]), as: 'number' }],
      rows: [
        ['a', '3'],
        ['ب', 'x'],
        ['c', '12.5'],
      ],
    },
    {
      element: 'BOOL',
      columns: [categories('x[0]', 'boolean', ['false', 'true']), edges('x[1]', [0, 1])],
      rows: [
        [true, true],
        [false, true],
        [true, false],
      ],
    },
  ];
  const seen = new Map<string, LiveCounts>();
  for (const { element, columns, rows } of asked) {
    const service = element.toLowerCase();
    await put(service, element, { share: 1 });
    const live = counted({ service, columns });
    await live.begun();
    for (const data of rows) expect(await stage.infer(service, rowOf(element, data))).toMatchObject({ status: 200 });
    await stage.infer(service, [{ name: 'x', datatype: element, shape: [1, 3], data: [1, 2, 3] }]);
    const told = await live.until(rows.flat().length / 2);
    expect(told).toMatchObject({ requests: rows.length, unread: 0, lost: 0 });
    seen.set(service, told);
  }
  await stage.serving.close();
  for (const { element, columns } of asked) {
    const service = element.toLowerCase();
    const own = seen.get(service)?.columns.map(({ name, nulls, notFinite, counts, min, max }) => [name, { nulls, notFinite, counts, min, max }] as const);
    const log = await exact(service, columns);
    expect([service, new Map(own)]).toEqual([service, log]);
    expect(log.size).toBeGreaterThan(0);
  }
  await stage.close();
  isClosed = true;
});

test('all requests are counted whatever the log keeps; what is masked counts as missing, what is dropped not at all, and another revision not for one that names its own', async () => {
  await put('late', 'FP64', { share: 0, features: [{ name: 'x', treatment: 'mask' }] }, [1, 2]);
  const columns = [edges('x[0]', [0, 1]), edges('y[0]', [0, 1])];
  const all = counted({ service: 'late', columns });
  const one = counted({ service: 'late', columns, revision: 2 });
  await Promise.all([all.begun(), one.begun()]);
  for (let n = 0; n < 4; n++) await stage.ask('/v2/models/late/versions/1/infer', { body: JSON.stringify({ inputs: rowOf('FP64', [0.5, n]) }) });
  await stage.ask('/v2/models/late/versions/2/infer', { body: JSON.stringify({ inputs: rowOf('FP64', [7, 1]) }) });
  const told = await all.until(5);
  expect(told.columns).toMatchObject([
    { name: 'x[0]', nulls: 5, counts: [], p50: null },
    { name: 'y[0]', nulls: 0, counts: [0, 4, 1], min: 0.5, max: 7 },
  ]);
  expect((await one.until(1)).columns[1]).toMatchObject({ name: 'y[0]', counts: [0, 0, 1] });
  await put('late', 'FP64', { share: 0, features: [{ name: 'x', treatment: 'drop' }] }, [1, 2]);
  const later = counted({ service: 'late', columns });
  await later.begun();
  await stage.infer('late', rowOf('FP64', [0.5, 1]));
  expect((await later.until(1)).columns.map(({ name }) => name)).toEqual(['y[0]']);
  all.stop();
  await stage.infer('late', rowOf('FP64', [0.5, 1]));
  await later.until(2);
  expect(all.newest()?.rows).toBe(6);
});

test('quantiles are within the error that is stated, and a body that is too long is told as not counted', async () => {
  await put('late', 'FP64');
  const live = counted({ service: 'late', columns: [edges('x[0]', [0, 1])] });
  await live.begun();
  const data = Array.from({ length: 2_000 }, (_, n) => [1.01 ** (n / 10) * (n % 2 ? 1 : 3), 0]).flat();
  await stage.infer('late', rowOf('FP64', data));
  const [column] = (await live.until(2_000)).columns;
  const sorted = data.filter((_, at) => at % 2 === 0).toSorted((a, b) => a - b);
  for (const [told, part] of [
    [column?.p50, 0.5],
    [column?.p95, 0.95],
  ] as const) {
    const own = sorted[Math.floor(part * 1_999)] ?? Number.NaN;
    expect(Math.abs((told ?? Number.NaN) - own) / own).toBeLessThanOrEqual(0.01);
  }
  await stage.infer(
    'late',
    rowOf(
      'FP64',
      Array.from({ length: 200_000 }, () => 0.123),
    ),
  );
  await vi.waitUntil(() => live.newest()?.unread === 1, PATIENCE);
  expect(live.newest()?.rows).toBe(2_000);
});
