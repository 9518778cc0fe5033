import Database from 'libsql';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openRegistry } from './registry';

const folder = mkdtempSync(join(tmpdir(), 'registry-'));
const path = join(folder, 'registry.db');
afterEach(() => {
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
});

const room = (...steps: string[]) => [{ room: 'one', steps }];
const BEGIN = 'CREATE TABLE thing (a)';

test('a room brings its tables along, step by step, once each', () => {
  const first = openRegistry(path);
  first.migrate(room(BEGIN));
  first.database.exec("INSERT INTO thing VALUES ('kept')");
  first.close();
  const second = openRegistry(path);
  second.migrate(room(BEGIN, 'ALTER TABLE thing ADD COLUMN b'));
  second.migrate(room(BEGIN, 'ALTER TABLE thing ADD COLUMN b'));
  expect(second.database.prepare('SELECT a, b FROM thing').all()).toEqual([{ a: 'kept', b: null }]);
  second.close();
});

test('a step that fails leaves every room as it was', () => {
  const registry = openRegistry(path);
  registry.migrate(room(BEGIN));
  const broken = [...room(BEGIN, 'ALTER TABLE thing ADD COLUMN b'), { room: 'two', steps: ['CREATE TABLE broken ('] }];
  expect(() => registry.migrate(broken)).toThrow();
  expect(registry.database.prepare("SELECT name FROM pragma_table_info('thing')").all()).toEqual([{ name: 'a' }]);
  registry.migrate(room(BEGIN, 'ALTER TABLE thing ADD COLUMN c'));
  registry.close();
});

test('a registry whose room is newer is refused with its name, and left as it is', () => {
  const newer = openRegistry(path);
  newer.migrate(room(BEGIN, 'ALTER TABLE thing ADD COLUMN b'));
  newer.close();
  const older = openRegistry(path);
  expect(() => older.migrate([...room(BEGIN), { room: 'two', steps: ['CREATE TABLE two (a)'] }])).toThrow(/store-newer: one/);
  expect(older.database.prepare("SELECT name FROM sqlite_schema WHERE name = 'two'").all()).toEqual([]);
  older.close();
});

test('a damaged registry is refused and never replaced', () => {
  const damaged = 'certainly no database '.repeat(500);
  writeFileSync(path, damaged);
  expect(() => openRegistry(path)).toThrow(/store-corrupt/);
  expect(readFileSync(path, 'utf8')).toBe(damaged);
});

test('a page that was overwritten is found when it opens', () => {
  const whole = openRegistry(path);
  whole.migrate(room(`${BEGIN}; CREATE INDEX thing_a ON thing (a)`));
  whole.write(() => {
    for (let n = 0; n < 2_000; n++) whole.database.prepare('INSERT INTO thing VALUES (?)').run(`row ${n}`);
  });
  whole.close();
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4 * 4_096, 5 * 4_096);
  writeFileSync(path, bytes);
  expect(() => openRegistry(path)).toThrow(/store-corrupt/);
});

test('a write is kept whole or not at all, and a part that failed inside it undoes itself alone', () => {
  const registry = openRegistry(path);
  registry.migrate(room(BEGIN));
  const put = (value: string) => registry.database.prepare('INSERT INTO thing VALUES (?)').run(value);
  const fail = () => {
    throw new Error('broken off');
  };
  expect(() =>
    registry.write(() => {
      put('never');
      fail();
    }),
  ).toThrow('broken off');
  registry.write(() => {
    put('outer');
    try {
      registry.write(() => {
        put('inner');
        fail();
      });
    } catch {
      put('after');
    }
    registry.write(() => put('inner too'), true);
  }, true);
  expect(registry.database.prepare('SELECT a FROM thing').all()).toEqual([{ a: 'outer' }, { a: 'after' }, { a: 'inner too' }]);
  registry.close();
});

test('a full disk refuses the write in our words, and what was kept is there', () => {
  const registry = openRegistry(path);
  registry.migrate(room(BEGIN));
  registry.write(() => registry.database.exec("INSERT INTO thing VALUES ('kept')"));
  registry.database.pragma('max_page_count = 8');
  const fill = () => registry.write(() => registry.database.prepare('INSERT INTO thing VALUES (?)').run('x'.repeat(100_000)));
  expect(fill).toThrow(/disk-full/);
  expect(fill).toThrow(/disk-full/);
  expect(registry.database.prepare('SELECT a FROM thing').all()).toEqual([{ a: 'kept' }]);
  registry.close();
});

test('all of it is read while others write: nobody waits, and what is damaged is said', async () => {
  const registry = openRegistry(path);
  registry.migrate(room(`${BEGIN}; CREATE INDEX thing_a ON thing (a)`));
  registry.write(() => {
    const insert = registry.database.prepare('INSERT INTO thing VALUES (?)');
    for (let n = 0; n < 150_000; n++) insert.run(`${(n * 7_919) % 1_000_003} ${'x'.repeat(60)}`);
  });
  const began = performance.now();
  const done = new AbortController();
  const checked = Promise.all([registry.check(), registry.check()]).finally(() => done.abort());
  let [longest, last] = [0, performance.now()];
  while (!done.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    registry.write(() => registry.database.exec("INSERT INTO thing VALUES ('meanwhile')"));
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  expect(await checked).toEqual([[], []]);
  expect(longest).toBeLessThan((performance.now() - began) / 2);
  registry.close();

  const bytes = readFileSync(path);
  bytes.fill(0x5a, bytes.length - 40 * 4_096, bytes.length - 39 * 4_096);
  writeFileSync(path, bytes);
  const damaged = openRegistry(path); // too large to be read at every opening
  const faults = await damaged.check();
  expect(faults.length).toBeGreaterThan(0);
  damaged.close();
});

test('another program that writes is waited for', async () => {
  const registry = openRegistry(path);
  registry.migrate(room(BEGIN));
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE; INSERT INTO thing VALUES ('theirs')");
  registry.database.pragma('busy_timeout = 50');
  expect(() => registry.write(() => registry.database.exec("INSERT INTO thing VALUES ('ours')"))).toThrow(/store-locked/);
  other.exec('COMMIT');
  registry.write(() => registry.database.exec("INSERT INTO thing VALUES ('ours')"));
  expect(registry.database.prepare('SELECT count(*) AS n FROM thing').get()).toMatchObject({ n: 2 });
  other.close();
  expect(await registry.check()).toEqual([]);
  registry.close();
});
