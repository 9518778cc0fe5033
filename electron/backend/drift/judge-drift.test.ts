import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DriftConfig, driftConfigSchema } from '../../../shared/models/drift-config';
import { type ColumnReport, driftReportSchema } from '../../../shared/models/drift-report';
import { type JudgeOptions, judgeDrift, type Tables } from './judge-drift';
import { judgeReport } from './judge/judge-report';
import { scanSides } from './scan/scan-sides';

let folder = '';
let instance: DuckDBInstance;
let connection: DuckDBConnection;
const path = (name: string) => join(folder, name);
const side = (...names: readonly string[]): Tables => ({ name: names[0] ?? '', files: names.map(path) });
const write = (name: string, select: string) => connection.run(`COPY (${select}) TO '${path(name)}' (FORMAT parquet)`);
const configOf = (config: unknown = {}): DriftConfig => driftConfigSchema.parse(config);
const judge = (reference: Tables, current: Tables, config: unknown = {}, options: JudgeOptions = {}) =>
  judgeDrift(reference, current, configOf(config), options);
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { failure?: unknown }) => error.failure,
  );

let written = 0;
/** Two sides of one column, by expressions over `i`. */
async function column(reference: string, current: string, config: unknown = {}, rows = 2_000): Promise<ColumnReport> {
  const [one, two] = [`one-${written}.parquet`, `two-${written++}.parquet`];
  await write(one, `SELECT ${reference} AS x FROM range(${rows}) t(i)`);
  await write(two, `SELECT ${current} AS x FROM range(${rows}) t(i)`);
  const report = await judge(side(one), side(two), config);
  const [found] = report.columns;
  if (!found) throw new Error('no column');
  return found;
}
const ids = (found: ColumnReport) => found.reasons.map(({ id }) => id);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'judge-drift-'));
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  const rows = (drift: number) =>
    `SELECT i, (hash(i, 1) % 10000) / 7.0 + ${drift} AS amount, (hash(i, 2) % 500)::INTEGER AS whole, 'c' || (hash(i, 3) % 30) AS code, hash(i, 4) % 2 = 0 AS flag,
      CASE WHEN i % 10 = 0 THEN NULL ELSE hash(i, 5) % 7 END AS few, TIMESTAMP '2001-01-01' + INTERVAL (hash(i, 6) % 2000000) SECOND AS at, list_value(i, i)[1:(i % 3)] AS list
    FROM range(30000) t(i)`;
  await write('january.parquet', rows(0));
  await write('june.parquet', rows(300));
  for (let part = 0; part < 3; part++) await write(`part-${part}.parquet`, `SELECT * FROM (${rows(300)}) WHERE i % 3 = ${part} ORDER BY hash(i)`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

test('a report says what changed and what did not, with what was read', async () => {
  const progress: number[] = [];
  const report = await judge(side('january.parquet'), side('june.parquet'), {}, { onProgress: ({ part }) => progress.push(part) });
  expect(() => driftReportSchema.parse(report)).not.toThrow();
  expect(report.verdict).toBe('drifted');
  expect(report.columns.filter(({ verdict }) => verdict !== 'not-drifted').map(({ name }) => name)).toEqual(['amount']);
  expect(report.columns.map(({ type }) => type)).toEqual(['integer', 'number', 'integer', 'category', 'boolean', 'integer', 'time', 'list']);
  expect(report.reference).toMatchObject({ rows: 30_000, files: [path('january.parquet')], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(progress.at(-1)).toBe(1);
});

test('what a store calls its objects stands for their content, where these lie here in part', async () => {
  const called = `s3://lake/june.parquet "5d41402abc4b2a76b9719d911017c592"`;
  const june = { ...side('june.parquet'), identities: { [path('june.parquet')]: called } };
  const [{ reference, current }, other] = [await judge(side('january.parquet'), june), await judge(side('january.parquet'), side('june.parquet'))];
  expect([reference.digest_of, other.current.digest_of]).toEqual(['content', 'content']);
  expect(current).toMatchObject({ digest_of: 'etags', files: [called], digest: createHash('sha256').update(`${called}\n`).digest('hex') });
  expect(other.current.digest).toBe(
    createHash('sha256')
      .update(readFileSync(path('june.parquet')))
      .digest('hex'),
  );
});

test('threads, pieces and the order of rows make no difference', async () => {
  const config = configOf();
  const whole = await scanSides(side('january.parquet'), side('june.parquet'), config, { limits: { threads: 1 } });
  const parts = await scanSides(side('january.parquet'), side('part-2.parquet', 'part-0.parquet', 'part-1.parquet'), config, { limits: { threads: 4 } });
  const judged = ({ columns }: typeof whole) => judgeReport({ ...whole, columns, config, configDigest: '' }).columns;
  expect(judged(parts)).toEqual(judged(whole));
});

test('what is too much to be held is counted in fine bins, and says how far that may be off', async () => {
  const config = configOf({ of: { whole: { edges: [0, 100, 250, 400] } } });
  const exact = (await scanSides(side('january.parquet'), side('june.parquet'), config)).columns;
  const cache = path('fine');
  const scan = (...files: readonly string[]) => scanSides(side('january.parquet'), side(...files), config, { heldBytes: 0, cache });
  const fine = (await scan('june.parquet')).columns;
  for (const [at, one] of fine.entries()) {
    const same = exact[at];
    expect([one.rows, one.missing, one.notFinite]).toEqual([same?.rows, same?.missing, same?.notFinite]);
    if (one.bracket === undefined) continue;
    const [low, found] = [one.values?.ks.d ?? Number.NaN, same?.values?.ks.d ?? Number.NaN];
    expect(found).toBeGreaterThanOrEqual(low - 1e-12);
    expect(found).toBeLessThanOrEqual(low + one.bracket + 1e-12);
    expect(one.values?.sigma).toBeCloseTo(same?.values?.sigma ?? Number.NaN, same?.name === 'at' ? -5 : 0);
    if (one.name === 'amount') {
      expect(one.outOfRange).toEqual(same?.outOfRange);
      expect(one.bracket).toBeLessThan(0.002);
    }
    if (one.name === 'whole') expect([one.bins, one.counts]).toEqual([same?.bins, same?.counts]);
  }
  expect(fine.filter(({ bracket }) => bracket !== undefined).map(({ name }) => name)).toEqual(['i', 'amount', 'whole', 'few', 'at', 'list']);
  // Frozen, and from other pieces, the same.
  expect((await scan('part-1.parquet', 'part-2.parquet', 'part-0.parquet')).columns).toEqual(fine);
  expect((await scanSides(side('part-1.parquet'), side('part-1.parquet'), config, { heldBytes: 0 })).columns[1]?.values?.ks.d).toBe(0);
});

test('folders and globs are read as the files in them', async () => {
  const config = { columns: ['amount', 'code'] };
  const glob = await judge(side('january.parquet'), side('part-*.parquet'), config);
  const files = await judge(side('january.parquet'), side('part-0.parquet', 'part-1.parquet', 'part-2.parquet'), config);
  expect(glob.columns).toEqual(files.columns);
  expect(glob.current).toMatchObject({ digest: files.current.digest, rows: 30_000 });
});

test('a reference is read once, and again when it is another or its file is broken', async () => {
  const cache = path('frozen');
  const config = { columns: ['amount', 'code', 'few', 'flag'] };
  const fresh = await judge(side('january.parquet'), side('june.parquet'), config);
  expect((await judge(side('january.parquet'), side('june.parquet'), config, { cache })).columns).toEqual(fresh.columns);
  const kept = readdirSync(cache);
  expect(kept.length).toBe(4);
  expect(statSync(join(cache, kept[0] ?? '')).mode & 0o777).toBe(0o600);
  expect((await judge(side('january.parquet'), side('june.parquet'), config, { cache })).columns).toEqual(fresh.columns);
  expect((await judge(side('january.parquet'), side('part-1.parquet'), config, { cache })).columns[0]?.n_current).toBe(10_000);
  expect(readdirSync(cache)).toEqual(kept);
  for (const name of kept) truncateSync(join(cache, name), 40);
  expect((await judge(side('january.parquet'), side('june.parquet'), config, { cache })).columns).toEqual(fresh.columns);
  await judge(side('part-0.parquet'), side('june.parquet'), config, { cache });
  expect(readdirSync(cache).length).toBe(8);
});

test('a slice is rows of one category alone', async () => {
  const slice = { column: 'code', values: ['c7'] };
  const report = await judge({ ...side('january.parquet'), slice }, { ...side('june.parquet'), slice }, { columns: ['code', 'amount'] });
  expect(report.columns[0]?.distribution?.bins).toEqual({ kind: 'categories', values: ['c7'], other: false });
  expect(report.reference.rows).toBeLessThan(2_000);
});

test('it stops when it is told to, before and in the midst', async () => {
  expect(await failureOf(judge(side('january.parquet'), side('june.parquet'), {}, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
  const stop = new AbortController();
  await write('large.parquet', 'SELECT hash(i) / 3.0 AS a, hash(i, 1) / 3.0 AS b, hash(i, 2)::VARCHAR AS c FROM range(1000000) t(i)');
  const work = judge(side('large.parquet'), side('large.parquet'), {}, { signal: stop.signal, onProgress: () => stop.abort() });
  expect(await failureOf(work)).toMatchObject({ code: 'cancelled' });
});

test.each<[string, string, string, Partial<ColumnReport>, string]>([
  ['constant, the same', '5.0::DOUBLE', '5.0::DOUBLE', { verdict: 'not-drifted' }, 'distribution-close'],
  ['constant, another', '5.0::DOUBLE', '6.0::DOUBLE', { verdict: 'drifted' }, 'distribution-changed'],
  ['without a value on either side', 'NULL::DOUBLE', 'NULL::DOUBLE', { verdict: 'insufficient', null_rate_reference: 1 }, 'all-missing'],
  ['without a value now', 'i / 3.0', 'NULL::DOUBLE', { verdict: 'drifted', null_rate_current: 1 }, 'missing-changed'],
  ['texts without a value', `'a'`, 'NULL::VARCHAR', { verdict: 'drifted' }, 'missing-changed'],
  ['only new categories', `'a' || (i % 5)`, `'b' || (i % 5)`, { verdict: 'drifted' }, 'new-categories'],
  ['times and texts', `TIMESTAMP '2001-01-01'`, `'x'`, { verdict: 'insufficient', type: 'time' }, 'types-differ'],
  ['structures', `{'a': i}`, `{'a': i}`, { verdict: 'insufficient', type: null }, 'type-unsupported'],
  ['bytes', `'a'::BLOB`, `'a'::BLOB`, { verdict: 'insufficient' }, 'type-unsupported'],
])('columns: %s', async (_, reference, current, expected, reason) => {
  const found = await column(reference, current);
  expect(found).toMatchObject(expected);
  expect(ids(found)).toContain(reason);
});

test('what is not finite is told apart from what is missing, and never measured', async () => {
  const found = await column('i / 3.0', `CASE i % 4 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'Infinity'::DOUBLE WHEN 2 THEN NULL ELSE i / 3.0 END`);
  expect(found.reasons).toContainEqual({ id: 'values-not-finite', values: { side: 'current', rows: 1_000 } });
  expect(found.null_rate_current).toBe(0.75);
  expect(found.measures.ks?.d).toBeLessThan(0.01);
  expect(found.distribution?.current.reduce((sum, n) => sum + n, 0)).toBe(500);
});

test('numbers at the ends of what a double holds are measured', async () => {
  const found = await column('CASE WHEN i % 2 = 0 THEN 1e308 ELSE -1e308 END', 'CASE WHEN i % 4 = 0 THEN 1e308 ELSE -1e308 END');
  expect(found.measures.ks?.d).toBe(0.25);
  expect(found.measures.wasserstein?.raw).toBeCloseTo(5e307, -300);
});

test('numbers one ulp apart are not alike', async () => {
  const found = await column('1.0::DOUBLE', '1.0000000000000002::DOUBLE');
  expect([found.measures.ks?.d, found.measures.wasserstein?.raw]).toEqual([1, Number.EPSILON]);
});

test.each([
  ['9007199254740992', '9007199254740993'],
  ['9223372036854775806', '9223372036854775807'],
  ['-9223372036854775808', '-9223372036854775807'],
])('whole numbers beyond 2^53 keep their distance: %s and %s', async (one, other) => {
  const found = await column(`(${one})::BIGINT`, `(${other})::BIGINT`);
  expect([found.measures.ks?.d, found.measures.wasserstein?.raw, found.type]).toEqual([1, 1, 'integer']);
  expect(found.distribution?.bins).toEqual({ kind: 'categories', values: [one], other: true });
});

test('whole numbers beyond 2^53 that are missing in places are read rightly', async () => {
  const wide = (add: number) => `CASE WHEN i % 3 = 0 THEN NULL ELSE 9007199254740992 + (i % 100) * 3 + ${add} END`;
  const found = await column(wide(0), wide(1));
  expect(found.measures.wasserstein?.raw).toBeCloseTo(1, 9);
  expect(found.null_rate_reference).toBeCloseTo(1 / 3, 3);
});

test('one row is too few, and none is told as none', async () => {
  const report = await judge(side('january.parquet'), side('january.parquet'), { columns: ['amount'] });
  expect(report.columns[0]?.measures.ks?.d).toBe(0);
  await write('one.parquet', 'SELECT 1.5::DOUBLE AS amount');
  await write('none.parquet', 'SELECT 1.5::DOUBLE AS amount WHERE false');
  expect((await judge(side('january.parquet'), side('one.parquet'), { columns: ['amount'] })).columns[0]?.verdict).toBe('insufficient');
  for (const [reference, current] of [
    ['january.parquet', 'none.parquet'],
    ['none.parquet', 'january.parquet'],
    ['none.parquet', 'none.parquet'],
  ] as const) {
    const [found] = (await judge(side(reference), side(current), { columns: ['amount'] })).columns;
    expect(found).toMatchObject({ verdict: 'insufficient', measures: { ks: null } });
  }
});

test('a million categories are counted, and those of them that are new', async () => {
  await write('many-one.parquet', `SELECT 'c' || i AS x FROM range(1000000) t(i)`);
  await write('many-two.parquet', `SELECT 'c' || (i + 500000) AS x FROM range(1000000) t(i)`);
  const [found] = (await judge(side('many-one.parquet'), side('many-two.parquet'))).columns;
  expect(found?.measures.new_category_share).toBe(0.5);
  expect(found?.distribution).toMatchObject({ bins: { values: [], other: true }, reference: [1_000_000], current: [1_000_000] });
});

test('names of columns are data', async () => {
  const names = [`a"b`, `'; DROP TABLE t; --`, 'x y', 'SELECT', 'عمود', '\\', '%s', '$1', 'c0', '', ' '];
  const select = names.map((name, at) => `(i % ${at + 30}) / 7.0 AS "${name.replaceAll('"', '""')}"`).join(', ');
  for (const ending of ['parquet', 'csv']) {
    const named = ending === 'csv' ? select.split(', ').slice(0, 9).join(', ') : select.replace(`(i % 39) / 7.0 AS "", `, '');
    await connection.run(`COPY (SELECT ${named} FROM range(1000) t(i)) TO '${path(`names.${ending}`)}'`);
    const report = await judge(side(`names.${ending}`), side(`names.${ending}`));
    expect(report.columns.map(({ name }) => name)).toEqual(ending === 'csv' ? names.slice(0, 9) : names.filter((name) => name !== ''));
    expect(report.verdict).toBe('not-drifted');
  }
});

test('a column that one side does not have, and one that nobody has', async () => {
  await write('less.parquet', `SELECT amount FROM '${path('june.parquet')}'`);
  const report = await judge(side('january.parquet'), side('less.parquet'), { columns: ['amount', 'code', 'nothing'] });
  expect(report.columns.map(({ verdict, reasons }) => [verdict, reasons[0]?.id, reasons[0]?.values['side']])).toEqual([
    ['drifted', 'distribution-changed', undefined],
    ['insufficient', 'column-absent', 'current'],
    ['insufficient', 'column-absent', 'both'],
  ]);
});

test('files of a side that do not agree on a type lose that column and no other', async () => {
  await write('mixed-1.parquet', 'SELECT i / 3.0 AS a, i::VARCHAR AS b FROM range(1000) t(i)');
  await write('mixed-2.parquet', 'SELECT i / 3.0 AS a, i AS b FROM range(1000) t(i)');
  const report = await judge(side('mixed-1.parquet', 'mixed-2.parquet'), side('mixed-1.parquet'));
  expect(report.columns.map(({ verdict, reasons }) => [verdict, reasons[0]?.id])).toEqual([
    ['not-drifted', 'distribution-close'],
    ['insufficient', 'type-differs-between-files'],
  ]);
});

test('text files: types of a side by all its rows, nothing by guess', async () => {
  const lines = (last: string) => ['id,n,word', ...Array.from({ length: 30_000 }, (_, at) => `${at},${at % 1_000},w${at % 20}`), last].join('\n');
  writeFileSync(path('good.csv'), lines('1,2,w1'));
  writeFileSync(path('late.csv'), lines('1,two,w1'));
  const report = await judge(side('good.csv'), side('late.csv'));
  expect(report.columns.map(({ name, type, reasons }) => [name, type, reasons[0]?.id])).toEqual([
    ['id', 'integer', 'distribution-close'],
    ['n', 'integer', 'types-differ'],
    ['word', 'category', 'distribution-close'],
  ]);
  writeFileSync(path('good.jsonl'), Array.from({ length: 1_000 }, (_, at) => JSON.stringify({ id: at, n: at % 1_000, word: `w${at % 20}` })).join('\n'));
  expect((await judge(side('good.csv'), side('good.jsonl'))).columns.map(({ type }) => type)).toEqual(['integer', 'integer', 'category']);
});

test.each<[string, (file: string) => void, string]>([
  ['cut short', (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), 'data-cut-short'],
  ['empty', (file) => truncateSync(file, 0), 'data-empty'],
  ['gone', (file) => rmSync(file), 'data-gone'],
])('Parquet that is %s is told by its name', async (_, harm, reason) => {
  await write('harmed.parquet', 'SELECT i / 3.0 AS a FROM range(1000) t(i)');
  harm(path('harmed.parquet'));
  expect(await failureOf(judge(side('january.parquet'), side('harmed.parquet')))).toMatchObject({
    detail: { reason, values: { file: path('harmed.parquet') } },
  });
});

test('a column of a Parquet file that cannot be read leaves the others', async () => {
  await connection.run(`COPY (SELECT i / 3.0 AS a, hash(i) AS b FROM range(20000) t(i)) TO '${path('torn.parquet')}' (FORMAT parquet, COMPRESSION zstd)`);
  const bytes = readFileSync(path('torn.parquet'));
  bytes.fill(0xff, 4, 64); // the first column's first page and what it says of itself
  writeFileSync(path('torn.parquet'), bytes);
  await write('whole.parquet', 'SELECT i / 3.0 AS a, hash(i) AS b FROM range(20000) t(i)');
  const report = await judge(side('whole.parquet'), side('torn.parquet'));
  expect(report.columns.map(({ verdict, reasons }) => [verdict, reasons[0]?.id])).toEqual([
    ['insufficient', 'column-unread'],
    ['not-drifted', 'distribution-close'],
  ]);
});

test('broken quotes are told with their line, text that is no UTF-8 too', async () => {
  writeFileSync(path('quotes.csv'), `a,b\n${'1,"x"\n'.repeat(2_000)}2,"y\n`);
  expect(await failureOf(judge(side('january.parquet'), side('quotes.csv')))).toMatchObject({ code: 'invalid', detail: { reason: 'data-malformed' } });
  writeFileSync(path('latin.csv'), 'a,b\n1,x\n');
  appendFileSync(path('latin.csv'), Buffer.from([0x32, 0x2c, 0xe9, 0x0a]));
  expect(await failureOf(judge(side('january.parquet'), side('latin.csv')))).toMatchObject({ detail: { reason: 'data-encoding', values: { line: '3' } } });
});

test('nothing is left behind in the folder for what did not fit', async () => {
  const temporary = path('spill');
  await judge(side('january.parquet'), side('june.parquet'), {}, { temporary });
  await failureOf(judge(side('january.parquet'), side('gone.parquet'), {}, { temporary }));
  expect(readdirSync(temporary)).toEqual([]);
});
