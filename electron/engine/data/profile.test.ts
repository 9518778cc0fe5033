import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALL, CONNECTION, type DataStage, duckRun, stageData } from '../../../e2e/data-under-test';

let stage: DataStage;
beforeEach(() => {
  stage = stageData();
});
afterEach(() => stage.close());

const profileOf = async (path: string) => {
  const version = await stage.register('it', path);
  if (typeof version !== 'string') throw new Error(JSON.stringify(version));
  return stage.verbs['data.version']({ connection: CONNECTION, name: 'it', version }, CALL);
};

test('a small table is counted exactly: nulls, values, bounds, mean, deviation, quantiles', async () => {
  await stage.parquet('t.parquet', "SELECT CASE WHEN i < 10 THEN NULL ELSE i END AS n, 'v' || (i % 3) AS s, i % 2 = 0 AS b FROM range(1010) t(i)");
  const { columns, rows } = await profileOf('t.parquet');
  const [n, s, b] = columns;
  expect(rows).toBe(1010);
  expect(n).toMatchObject({ nulls: 10, distinct: 1000, distinctExact: true, min: 10, max: 1009, mean: 509.5, estimated: [] });
  expect(n?.deviation).toBeCloseTo(288.8194, 3);
  expect(n?.quantiles[3]).toBe(509.5);
  expect(n?.histogram?.rows.reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(s).toMatchObject({ distinct: 3, distinctExact: true, min: 'v0', max: 'v2', histogram: null, mean: null });
  expect(s?.top).toEqual([
    { value: 'v0', rows: 337 },
    { value: 'v1', rows: 337 },
    { value: 'v2', rows: 336 },
  ]);
  expect(b).toMatchObject({ min: false, max: true, top: [expect.objectContaining({ rows: 505 }), expect.objectContaining({ rows: 505 })] });
});

test('a large table is estimated where counting is dear, says so, and is near the truth', async () => {
  await stage.parquet(
    'big.parquet',
    "SELECT i AS id, (i * 7919) % 100000 / 10.0 AS x, 'c' || (i % 50) AS few, CASE WHEN i % 4 = 0 THEN '' ELSE 'u' || i END AS many, TIMESTAMP '2001-01-01' + INTERVAL (i) SECOND AS at FROM range(600000) t(i)",
  );
  const { columns, rows } = await profileOf('big.parquet');
  const by = Object.fromEntries(columns.map((column) => [column.name, column]));
  expect(rows).toBe(600_000);
  expect(by['id']?.estimated).toEqual(['distinct', 'quantiles']);
  expect(Math.abs((by['id']?.distinct ?? 0) / 600_000 - 1)).toBeLessThan(0.15);
  expect(Math.abs((by['x']?.quantiles[3] ?? 0) - 5_000)).toBeLessThan(100);
  expect(by['few']).toMatchObject({ distinct: 50, distinctExact: true, estimated: [] });
  expect(by['many']?.top[0]).toEqual({ value: '', rows: 150_000 });
  expect(by['at']).toMatchObject({ min: '2001-01-01 00:00:00', mean: null });
  expect(by['at']?.quantiles[3]).toBeGreaterThan(Date.UTC(2001, 0, 3));
  for (const name of ['id', 'x', 'at']) expect(by[name]?.histogram?.rows.reduce((sum, count) => sum + count, 0)).toBe(600_000);
});

test('a histogram counts what lies from the lower edge up to, and not with, the upper', async () => {
  await stage.parquet('h.parquet', 'SELECT x FROM (SELECT ((i * 31) % 997) - 300.5 + (i % 2) * 0.5 AS x FROM range(5000) t(i))');
  const { columns } = await profileOf('h.parquet');
  const { edges = [], rows = [] } = columns[0]?.histogram ?? {};
  expect(edges).toHaveLength(rows.length + 1);
  const counts = edges.slice(1).map((edge, at) => `count(*) FILTER (x >= ${edges[at]} AND x < ${edge})`);
  const [truth = []] = await duckRun(`SELECT ${counts.join(', ')} FROM '${stage.root}/h.parquet'`);
  expect(rows).toEqual(truth.map(Number));
});

test('a value far out has a bin of its own and does not press the others into one', async () => {
  await stage.parquet('o.parquet', 'SELECT CASE WHEN i = 0 THEN 1000000 ELSE i % 100 END AS x FROM range(5000) t(i)');
  const { histogram } = (await profileOf('o.parquet')).columns[0] ?? {};
  expect(histogram?.rows.filter((count) => count > 0).length).toBeGreaterThan(20);
  expect(histogram?.rows.at(-1)).toBe(1);
});

test('NaN and infinite values are counted and kept out of mean, quantiles and histogram', async () => {
  await stage.parquet('n.parquet', "SELECT * FROM (VALUES ('NaN'::DOUBLE), ('Infinity'), ('-Infinity'), (1.0), (3.0), (NULL)) t(x)");
  expect((await profileOf('n.parquet')).columns[0]).toMatchObject({ nulls: 1, notFinite: 3, min: 1, max: 3, mean: 2, distinct: 5 });
});

test('values at the ends of what a double holds have no deviation, and the rest of the profile all the same', async () => {
  await stage.parquet('e.parquet', 'SELECT * FROM (VALUES (1e300::DOUBLE, 1), (-1.7e308, 2), (1.7e308, 3)) t(x, y)');
  const { columns } = await profileOf('e.parquet');
  expect(columns[0]).toMatchObject({ min: -1.7e308, max: 1.7e308, deviation: null, histogram: null });
  expect(columns[1]).toMatchObject({ min: 1, max: 3, mean: 2 });
});

test('lists, structs, bytes, decimals, dates and integers beyond a double are profiled as far as they can be', async () => {
  await stage.parquet(
    'm.parquet',
    "SELECT [i, i] AS l, {'a': i} AS s, 'x'::BLOB AS bytes, (i / 4)::DECIMAL(12,2) AS d, DATE '2001-02-03' + i::INT AS day, 9007199254740993 + i AS huge, NULL::INTEGER AS nothing FROM range(8) t(i)",
  );
  const { columns } = await profileOf('m.parquet');
  const by = Object.fromEntries(columns.map((column) => [column.name, column]));
  expect(by['l']).toMatchObject({ nulls: 0, min: null, top: [] });
  expect(by['d']).toMatchObject({ min: 0, max: 1.75, mean: 0.875 });
  expect(by['day']).toMatchObject({ min: '2001-02-03', max: '2001-02-10' });
  expect(by['huge']).toMatchObject({ min: '9007199254740993', max: '9007199254741000' });
  expect(by['nothing']).toMatchObject({ nulls: 8, distinct: 0, min: null, histogram: null, quantiles: [], top: [] });
  const { rows } = await stage.verbs['data.rows']({ connection: CONNECTION, name: 'it', version: (await stage.data.take('it')).id, offset: 1, limit: 1 }, CALL);
  expect(rows[0]?.slice(0, 6)).toEqual(['[1, 1]', "{'a': 1}", '1 bytes', 0.25, '2001-02-04', '9007199254740994']);
});
