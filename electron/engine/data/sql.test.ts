import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { doubleBefore } from './histogram';
import { doubleLiteral, identifier, literal, pathLiteral } from '../../backend/tables/sql';

let connection: DuckDBConnection;
let folder = '';
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  folder = mkdtempSync(join(tmpdir(), 'sql-'));
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true });
});
const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();

/** Letters that mean something to SQL, to globs or to a shell, among ordinary ones. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', ';', '--', '/*', '*/', '\\', '$1', '?', '*', '[', ']', '{', '}', '%', '\n', '\t', ' ', 'DROP TABLE', 'é', '数', '‮'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text.length > 0);

test('any text comes back from SQL as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(await ask(`SELECT ${literal(text)}`)).toEqual([[text]]);
    }),
    { numRuns: 300 },
  );
});

test('any name names one column, and is no SQL', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (name) => {
      const result = await connection.runAndReadAll(`SELECT ${identifier(name)} FROM (SELECT 7 AS ${identifier(name)})`);
      expect(result.columnNames()).toEqual([name]);
      expect(result.getRows()).toEqual([[7]]);
    }),
    { numRuns: 300 },
  );
});

test('a file of any name is read, and no other', async () => {
  const names = ['a*b.csv', '[a]b.csv', "it's.csv", 'q"uote.csv', 'what?.csv', 'x{1,2}.csv', '**.csv', 'a[!b].csv', ' spaces .csv', '-- ;.csv', 'z[a-c].csv'];
  writeFileSync(join(folder, 'ab.csv'), 'n\nwrong\n');
  writeFileSync(join(folder, 'za.csv'), 'n\nwrong\n');
  for (const name of names) writeFileSync(join(folder, name), `n\n${JSON.stringify(name).replaceAll('"', '').replaceAll('\\', '')}\n`);
  for (const name of names) {
    const rows = await ask(
      `SELECT n, filename FROM read_csv(${pathLiteral(join(folder, name))}, header = true, filename = true, quote = '', all_varchar = true, delim = '\t')`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[1]).toBe(join(folder, name));
  }
});

test('doubles go in exactly, and the one before is the one before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
      expect((await ask(`SELECT ${doubleLiteral(value)}`))[0]?.[0]).toBe(value === 0 ? 0 : value);
      const before = doubleBefore(value);
      if (Number.isFinite(before)) expect(before).toBeLessThan(value);
    }),
    { numRuns: 300 },
  );
  expect(doubleBefore(1)).toBe(1 - Number.EPSILON / 2);
  expect(doubleBefore(0)).toBe(-Number.MIN_VALUE);
  expect(doubleBefore(-1)).toBe(-1 - Number.EPSILON);
});

test('what DuckDB cannot hold is refused', () => {
  expect(() => literal('a\0b')).toThrow(RangeError);
  expect(() => identifier('a\0b')).toThrow(RangeError);
});
