import Database from 'libsql';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SILENT } from '../lib/log';
import { Ledger } from './ledger';
import { someIntent, someOutcome } from './test-drafts';

// What filters and proofs need is worked out a moment after an entry was acknowledged. Until then the entry alone is on disk.

let root: string;
let data: string;
const ledgers: Ledger[] = [];
const openLedger = (folder = data) => {
  const ledger = new Ledger({ folder, log: SILENT, app: 'test' });
  ledgers.push(ledger);
  return ledger;
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ledger-derive-'));
  data = join(root, 'data');
});
afterEach(() => {
  for (const ledger of ledgers.splice(0)) ledger.close();
  rmSync(root, { recursive: true, force: true });
});

/** As a process leaves it that is killed now. */
function killed(): string {
  const copy = join(root, 'killed');
  cpSync(data, copy, { recursive: true });
  rmSync(join(copy, 'sessions'), { recursive: true });
  return copy;
}

const inFile = (folder: string, sql: string): unknown => {
  const database = new Database(join(folder, 'ledger.db'));
  try {
    return database.prepare(sql).get();
  } finally {
    database.close();
  }
};
const change = (folder: string, sql: string) => {
  const database = new Database(join(folder, 'ledger.db'));
  database.exec(sql);
  database.close();
};

function appendSome(ledger: Ledger): number {
  for (let index = 0; index < 150; index++) ledger.append(someOutcome(ledger.append(someIntent(`ranker-${index}`)).seq, `ranker-${index}`));
  return ledger.append(someIntent('last')).seq;
}

test('entries whose process was killed at once are listed, found, proved and unsettled like all others', async () => {
  const ledger = openLedger();
  const last = appendSome(ledger);
  const state = ledger.state();
  const folder = killed();
  expect(inFile(folder, 'SELECT size FROM tree')).toMatchObject({ size: 0 });

  const again = openLedger(folder);
  expect(again.state()).toMatchObject({ size: state.size, root: state.root });
  expect(again.unsettled().map(({ seq }) => seq)).toEqual([last]);
  expect(again.list({}, null, 1)).toMatchObject({ rows: [{ seq: last }], total: last + 1 });
  expect(again.list({ text: 'below the limit', verbs: ['promote'], kinds: ['intent'] }, null, 1).total).toBe(151);
  expect(again.get(7)).toEqual(ledger.get(7));
  expect(inFile(folder, 'SELECT size FROM tree')).toMatchObject({ size: last + 1 });
  expect(inFile(folder, 'SELECT level, place FROM node')).toMatchObject({ level: 8, place: 0 });
  expect(await again.verify()).toMatchObject({ state: 'whole', size: state.size, root: state.root });
});

test('an intent is settled once, also where its outcome was written a moment ago', () => {
  const [one, two] = [openLedger(), openLedger()];
  const { seq } = one.append(someIntent('a'));
  two.append(someOutcome(seq, 'a'));
  expect(one.settle(someOutcome(seq, 'a'))).toBeNull();
});

test('it is worked out by itself, without a reader', async () => {
  const ledger = openLedger();
  ledger.append(someIntent('a'));
  expect(inFile(data, 'SELECT size FROM tree')).toMatchObject({ size: 0 });
  await vi.waitFor(() => expect(inFile(data, 'SELECT size FROM tree')).toMatchObject({ size: 2 }));
  expect(inFile(data, 'SELECT count(*) count FROM facet')).toMatchObject({ count: 2 });
});

test('an entry that is no entry any more is left out, named, and keeps no other from being worked out', async () => {
  const ledger = openLedger();
  const last = appendSome(ledger);
  const folder = killed();
  change(folder, "UPDATE entry SET leaf = x'fffe80', who = 'nobody' WHERE seq = 5");
  const again = openLedger(folder);
  expect(again.list({}, null, 1)).toMatchObject({ rows: [{ seq: last }], total: last });
  expect(await again.verify()).toMatchObject({ state: 'faulty', fault: { kind: 'leaf-changed', seq: 5 } });
});

test.each([
  ['the last', (last: number) => `DELETE FROM entry WHERE seq = ${last}`, (last: number) => ({ kind: 'entries-lost', seq: last })],
  [
    'one before others',
    () => 'DELETE FROM entry WHERE seq = 100',
    () => ({ kind: 'unreadable', seq: null, text: 'entry 100 is not there, though entry 101 is' }),
  ],
])('where %s of the newest entries is gone, it is said, and nothing is appended', async (_, sql, fault) => {
  const ledger = openLedger();
  const last = appendSome(ledger);
  const folder = killed();
  change(folder, sql(last));
  const again = openLedger(folder);
  expect(await again.verify()).toMatchObject({ state: 'faulty', fault: fault(last) });
  expect(() => again.append(someIntent('b'))).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'local' }) }));
});

test('an entry that vanishes from the end while the ledger is open stops it', () => {
  const ledger = openLedger();
  ledger.append(someIntent('a'));
  change(data, 'DELETE FROM entry WHERE seq = 1');
  expect(() => ledger.append(someIntent('b'))).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'local' }) }));
  expect(inFile(data, 'SELECT count(*) count FROM entry')).toMatchObject({ count: 1 });
});
