import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { sideFiles } from '../scan/side-files';
import { openSide } from '../scan/side-table';
import { scanSides } from '../scan/scan-sides';
import { TASKS } from '../scan/thread-tasks';
import { withDuck } from '../scan/open-duck';
import { addUp, type CountRow } from './count-row';
import { countTables, type CountWindows } from './count-tables';
import { readCounts, readWindows } from './counts-file';
import { countsSql } from './counts-sql';
import { type FrozenBins, freezeBins } from './frozen-bins';
import { measureCounts } from './measure-counts';

const HOUR = 3_600_000;
const SHARDS = 100;
const WINDOWS: CountWindows = { size: 'hour', time: 'at', at: Date.UTC(2001, 0, 1) };
/** Values that are awkward to add: of every size, not finite, missing, far outside of the reference, −0. */
const ROWS = `i, TIMESTAMP '2001-06-01' + INTERVAL (hash(i, 1) % 500000) SECOND AS at,
  CASE WHEN i % 97 = 0 THEN NULL WHEN i % 101 = 0 THEN 'NaN'::DOUBLE WHEN i % 1009 = 0 THEN 'Infinity'::DOUBLE WHEN i % 2003 = 0 THEN -0.0::DOUBLE
    WHEN i % 3001 = 0 THEN 1e300 ELSE (hash(i, 2) % 1000000) / 7.0 - (hash(i, 3) % 1000) / 3.0 END AS amount,
  (hash(i, 4) % 300)::BIGINT AS whole, (hash(i, 5) % 5)::INTEGER AS few, CASE WHEN i % 13 = 0 THEN NULL ELSE 'c' || (hash(i, 6) % 40) END AS "a ""hostile"" name",
  hash(i, 7) % 2 = 0 AS flag, list_value(i, i)[1:(i % 3)] AS list`;

let folder = '';
let instance: DuckDBInstance;
let connection: DuckDBConnection;
let bins: FrozenBins;
const path = (name: string) => join(folder, name);
const make = (name: string, select: string) => connection.run(`COPY (${select}) TO '${path(name)}' (FORMAT parquet, ROW_GROUP_SIZE 5000)`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-counts-'));
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await make('reference.parquet', `SELECT ${ROWS.replaceAll('1e300', '100')} FROM range(15000) t(i)`);
  await make('whole.parquet', `SELECT ${ROWS} FROM range(30000) t(i)`);
  for (let shard = 0; shard < SHARDS; shard++) {
    await make(`shard-${shard}.parquet`, `SELECT ${ROWS} FROM range(30000) t(i) WHERE hash(i, 9) % ${SHARDS} = ${shard} ORDER BY hash(i, 10)`);
  }
  const config = driftConfigSchema.parse({ otherBelow: 0.02, of: { at: { time: 'time-of-day' } } });
  const side = { name: 'reference', files: [path('reference.parquet')] };
  const scanned = await scanSides(side, side, config);
  bins = freezeBins(scanned.reference.digest, scanned.columns, config);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (files: readonly string[], threads = 2): Promise<readonly CountRow[]> => (await countEach([files], threads))[0] ?? [];

async function countEach(sides: readonly (readonly string[])[], threads = 2): Promise<CountRow[][]> {
  return withDuck({ files: sides.flat(), threads }, async (duck) => {
    const counted: CountRow[][] = [];
    for (const files of sides) {
      const rows: CountRow[] = [];
      const table = await openSide(duck, await sideFiles({ files }), undefined, 'rows');
      const { faults } = await countTables(duck, table, bins, WINDOWS, (some) => rows.push(...some));
      expect(faults).toEqual([]);
      counted.push(addUp(rows));
    }
    return counted;
  });
}

test('counts of 100 shards, in any order, are those of one scan, bit for bit', async () => {
  const whole = await count([path('whole.parquet')]);
  const shards = Array.from({ length: SHARDS }, (_, shard) => [path(`shard-${SHARDS - 1 - shard}.parquet`)]);
  const together = addUp((await countEach(shards, 1)).flat());
  expect(together.length).toBe(whole.length);
  for (const [at, row] of whole.entries()) {
    const other = together[at];
    expect(other).toEqual(row);
    expect(Object.is(other?.min, row.min) && Object.is(other?.max, row.max)).toBe(true);
  }
  expect(whole.some(({ sum }) => sum === null)).toBe(true);
  expect(whole.some(({ squares }) => (squares ?? 0n) > 2n ** 53n)).toBe(true);
}, 60_000);

test('the number of threads makes no difference', async () => {
  expect(await count([path('whole.parquet')], 1)).toEqual(await count([path('whole.parquet')], 4));
});

test('the statement that is handed out makes the same table, bit for bit', async () => {
  const sql = countsSql("a 'monitor'", bins, WINDOWS, `read_parquet('${path('whole.parquet')}')`);
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (${sql}) TO '${path('theirs.parquet')}' (FORMAT parquet)`);
  const theirs = await readCounts(connection, [path('theirs.parquet')]);
  expect(addUp(theirs)).toEqual(await count([path('whole.parquet')]));
});

test('what was written is read as it was counted, shard by shard', async () => {
  const files: string[] = [];
  for (let shard = 0; shard < SHARDS; shard += 10) {
    const file = path(`counts-${shard}.parquet`);
    const source = { name: 'shard', files: Array.from({ length: 10 }, (_, at) => path(`shard-${shard + at}.parquet`)) };
    expect((await TASKS.count({ monitor: 'm', source, bins, windows: WINDOWS, file }, {})).faults).toEqual([]);
    files.push(file);
  }
  const whole = await count([path('whole.parquet')]);
  expect(addUp(await readCounts(connection, files))).toEqual(whole);
  const days = addUp(whole.map((row) => ({ ...row, window: Math.floor(row.window / (24 * HOUR)) * 24 * HOUR })));
  expect(addUp(await readCounts(connection, files, 'day'))).toEqual(days);
});

test('windows roll up, and are asked for by column and time', async () => {
  await TASKS.count({ monitor: 'm', source: { name: 'whole', files: [path('whole.parquet')] }, bins, windows: WINDOWS, file: path('all.parquet') }, {});
  const files = [path('all.parquet')];
  const [all] = await readWindows(connection, files, { columns: ['amount'], by: 'all' });
  const hours = await readWindows(connection, files, { columns: ['amount'], by: 'hour' });
  const total = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
  expect(hours.length).toBeGreaterThan(100);
  expect(hours.reduce((sum, window) => sum + total(window.counts) + window.nulls + window.notFinite, 0)).toBe(30_000);
  expect(all && total(all.counts)).toBe(hours.reduce((sum, window) => sum + total(window.counts), 0));
  const from = Date.UTC(2001, 5, 2);
  const some = await readWindows(connection, files, { by: 'day', from, to: from + 24 * HOUR });
  expect(new Set(some.map(({ window }) => window))).toEqual(new Set([from]));
  expect(some.map(({ column }) => column)).toEqual(bins.columns.map(({ name }) => name).toSorted());
});

test('a column from counts alone is judged as from its rows, but for what the bins hide', async () => {
  const side = { name: 'reference', files: [path('reference.parquet')] };
  const config = driftConfigSchema.parse({ otherBelow: 0.02 });
  const exact = (await scanSides(side, { name: 'whole', files: [path('whole.parquet')] }, config)).columns;
  const windows = await readWindows(connection, [path('all.parquet')], { by: 'all' });
  for (const frozen of bins.columns) {
    const window = windows.find(({ column }) => column === frozen.name);
    const column = exact.find(({ name }) => name === frozen.name);
    if (!window || !column) throw new Error(frozen.name);
    const measured = measureCounts(frozen, window);
    expect(measured).toMatchObject({ rows: column.rows, missing: column.missing, notFinite: column.notFinite, bins: column.bins, counts: column.counts });
    if (frozen.bins.kind === 'edges') expect(measured.outOfRange).toEqual(column.outOfRange);
  }
});

test('a file that is no counts table is told', async () => {
  await expect(readWindows(connection, [path('whole.parquet')], { by: 'all' })).rejects.toMatchObject({
    failure: { code: 'invalid', detail: { reason: 'data-schemas-differ' } },
  });
});
