import Database from 'libsql';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import { SILENT } from '../lib/log';
import { databaseBytes, openDatabase } from './database';
import { Documents } from './documents';
import { LastKnown } from './last-known';

const folders: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'store-'));
  folders.push(path);
  return path;
};
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

const delivery = (id: string, message: string | null = null) => someDelivery('one', id, message);

test('documents are there after the store was closed and opened again', () => {
  const path = folder();
  const first = openDatabase(path, SILENT);
  new Documents(first.database, SILENT).write('a', { n: 1 });
  first.database.close();
  const second = openDatabase(path, SILENT);
  expect(second.failure).toBeNull();
  expect(new Documents(second.database, SILENT).read('a', z.object({ n: z.number() }), { n: 0 })).toEqual({ n: 1 });
  expect(databaseBytes(second.path)).toBeGreaterThan(0);
  second.database.close();
});

test('a document that cannot be read gives way to the default, and is kept beside', () => {
  const { database } = openDatabase(folder(), SILENT);
  const documents = new Documents(database, SILENT);
  documents.write('a', { n: 'not a number' });
  expect(documents.read('a', z.object({ n: z.number() }), { n: 7 })).toEqual({ n: 7 });
  expect(documents.read('a.unreadable', z.object({ n: z.string() }), { n: '' })).toEqual({ n: 'not a number' });
  database.close();
});

test('a damaged store is put aside whole, and a new one begun', () => {
  const path = folder();
  writeFileSync(join(path, 'pilothouse.db'), 'certainly no database '.repeat(500));
  const opened = openDatabase(path, SILENT, () => Date.UTC(2026, 0, 2, 3, 4, 5));
  expect(opened.failure).toBeNull();
  expect(opened.setAside).toBe('pilothouse.db.damaged-2026-01-02T03-04-05-000Z');
  expect(readdirSync(path)).toContain(opened.setAside);
  new Documents(opened.database, SILENT).write('a', 1);
  opened.database.close();
});

test('a store of a newer version is left as it is, and this session works in memory', () => {
  const path = folder();
  const newer = new Database(join(path, 'pilothouse.db'));
  newer.exec("PRAGMA user_version = 99; CREATE TABLE precious (a); INSERT INTO precious VALUES ('kept')");
  newer.close();
  const opened = openDatabase(path, SILENT);
  expect(opened).toMatchObject({ path: null, setAside: null, failure: { code: 'local', detail: { reason: 'store-newer' } } });
  new Documents(opened.database, SILENT).write('a', 1);
  opened.database.close();
  const again = new Database(join(path, 'pilothouse.db'));
  expect(again.prepare('SELECT a FROM precious').get()).toMatchObject({ a: 'kept' });
  again.close();
});

test('a store that another program holds is left as it is, and said', () => {
  const path = folder();
  const holder = new Database(join(path, 'pilothouse.db'));
  holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE a (b)');
  const opened = openDatabase(path, SILENT);
  expect(opened).toMatchObject({ path: null, failure: { code: 'local', detail: { reason: 'store-locked' } } });
  opened.database.close();
  holder.exec('ROLLBACK');
  holder.close();
});

test('a folder that cannot be made is said, and all goes on in memory', () => {
  const path = join(folder(), 'file');
  writeFileSync(path, '');
  const opened = openDatabase(join(path, 'inside'), SILENT);
  expect(opened).toMatchObject({ path: null, failure: { code: 'local', detail: { reason: 'store-unwritable' } } });
  opened.database.close();
});

test('a full disk refuses the new document and leaves the old one', () => {
  const { database } = openDatabase(folder(), SILENT);
  const documents = new Documents(database, SILENT);
  documents.write('a', 'old');
  const { page_count: pages } = z.object({ page_count: z.number() }).parse(database.prepare('PRAGMA page_count').get());
  database.pragma(`max_page_count = ${pages}`);
  expect(() => documents.write('a', 'x'.repeat(100_000))).toThrow(/disk-full/);
  expect(documents.read('a', z.string(), '')).toBe('old');
  database.close();
});

test('the last known state comes back as it was, without what was dropped', () => {
  const path = folder();
  const first = openDatabase(path, SILENT);
  const known = new LastKnown(first.database, SILENT, () => true);
  for (let i = 0; i < 1_100; i++) known.note(delivery(`d${i}`), false);
  known.note(delivery('d3'), true);
  known.note(delivery('d4', 'changed'), false);
  known.noteSeen('one', 1_234);
  known.writeAll();
  first.database.close();
  const second = openDatabase(path, SILENT);
  const again = new LastKnown(second.database, SILENT, () => true);
  const loaded = new Map(again.load('delivery').map((entity) => [entity.id, entity]));
  expect(loaded.size).toBe(1_099);
  expect(loaded.get('d4')).toEqual(delivery('d4', 'changed'));
  expect(again.seen()).toEqual(new Map([['one', 1_234]]));
  expect(again.forget('one')).toBe(1_099);
  expect(again.load('delivery')).toEqual([]);
  second.database.close();
});

test('an entity that an older version kept in another form is not drawn', () => {
  const { database } = openDatabase(folder(), SILENT);
  const known = new LastKnown(database, SILENT, () => true);
  known.note({ connection: 'one', kind: 'delivery', id: 'odd', state: 'splendid' }, false);
  known.note(delivery('fine'), false);
  known.writeAll();
  expect(known.load('delivery').map(({ id }) => id)).toEqual(['fine']);
  database.close();
});

test('switched off, nothing is kept and nothing is drawn', () => {
  const { database } = openDatabase(folder(), SILENT);
  const known = new LastKnown(database, SILENT, () => false);
  known.note(delivery('a'), false);
  known.writeAll();
  expect(known.load('delivery')).toEqual([]);
  database.close();
});

test('what a full disk refused is said, and written once there is room', () => {
  const { database } = openDatabase(folder(), SILENT);
  const known = new LastKnown(database, SILENT, () => true);
  const { page_count: pages } = z.object({ page_count: z.number() }).parse(database.prepare('PRAGMA page_count').get());
  database.pragma(`max_page_count = ${pages}`);
  for (let i = 0; i < 400; i++) known.note(delivery(`d${i}`, 'x'.repeat(300)), false);
  known.writeAll();
  expect(known.failure).toMatchObject({ code: 'local', detail: { reason: 'disk-full' } });
  database.pragma('max_page_count = 1000000');
  known.writeAll();
  expect(known.failure).toBeNull();
  expect(known.load('delivery')).toHaveLength(400);
  database.close();
});

test('a connection that was seen at the same moment as before costs no writing', () => {
  const opened = openDatabase(folder(), SILENT);
  const known = new LastKnown(opened.database, SILENT, () => true);
  const write = (at: number) => {
    known.noteSeen('one', at);
    known.writeAll();
    return databaseBytes(opened.path);
  };
  const bytes = write(1_234);
  expect(write(1_234)).toBe(bytes);
  expect(write(1_235)).toBeGreaterThan(bytes);
  expect(known.seen()).toEqual(new Map([['one', 1_235]]));
  opened.database.close();
});
