import Database from 'libsql';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT } from '../lib/log';
import { Ledger } from './ledger';
import { someIntent, someOutcome } from './test-drafts';

// A ledger of the first format is taken over as it is, and what is erased is gone.

let folder: string;
const ledgers: Ledger[] = [];
const openLedger = () => {
  const ledger = new Ledger({ folder, log: SILENT, app: 'test' });
  ledgers.push(ledger);
  return ledger;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-format-'));
});
afterEach(() => {
  for (const ledger of ledgers.splice(0)) ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(sql: string): void {
  const database = new Database(join(folder, 'ledger.db'));
  database.pragma('secure_delete = ON');
  database.exec(sql);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

const everything = (ledger: Ledger) => Array.from({ length: ledger.state().size }, (_, seq) => ledger.get(seq));

/** The tables as the first format had them. */
const TO_FIRST = `
  CREATE TABLE leaves (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, leaf BLOB NOT NULL);
  INSERT INTO leaves SELECT seq, hash, leaf FROM entry;
  CREATE TABLE person (seq INTEGER PRIMARY KEY, who_salt BLOB, who TEXT, why_salt BLOB, why TEXT, search TEXT NOT NULL);
  INSERT INTO person SELECT seq, who_salt, who, why_salt, why, coalesce(text, ' ‖  ‖  ‖ ') FROM entry LEFT JOIN search USING (seq)
    WHERE instr(CAST(leaf AS TEXT), '"who":null') = 0 OR instr(CAST(leaf AS TEXT), '"why":null') = 0;
  CREATE TABLE change (seq INTEGER PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL);
  INSERT INTO change SELECT seq, before, after FROM entry WHERE before IS NOT NULL;
  DROP TABLE entry;
  DROP TABLE search;
  ALTER TABLE leaves RENAME TO entry;
  PRAGMA user_version = 1;
`;
const ERASED =
  'UPDATE entry SET who = NULL, who_salt = NULL, why = NULL, why_salt = NULL, before = NULL, after = NULL WHERE seq = 3; DELETE FROM search WHERE seq = 3;';

function fill(): void {
  const ledger = openLedger();
  for (let index = 0; index < 140; index++) ledger.append(someOutcome(ledger.append(someIntent(`ranker-${index}`)).seq, `ranker-${index}`));
  ledger.close();
}

test('a ledger of the first format has the same root, entries and erased parts afterwards, and goes on', async () => {
  fill();
  run(ERASED);
  const before = openLedger();
  const { size, root } = before.state();
  const [all, found] = [everything(before), before.list({ text: 'RANKER-77' }, null, 10)];
  before.close();
  run(TO_FIRST);

  const after = openLedger();
  expect(after.state()).toMatchObject({ size, root });
  expect(everything(after)).toEqual(all);
  expect(all[3]).toMatchObject({ entry: { erased: true, person: null }, changes: [] });
  expect(after.list({ text: 'RANKER-77' }, null, 10)).toEqual(found);
  expect(await after.verify()).toMatchObject({ state: 'whole', size, root, fault: null });
  expect(after.append(someIntent('next')).seq).toBe(size + 1); // after the opening of its session
  expect(await after.verify()).toMatchObject({ state: 'whole', size: size + 2 });
});

test.each([
  ['a leaf', "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'promote', 'premote') AS BLOB) WHERE seq = 77", 'leaf-changed', 77],
  ['a removed entry', 'DELETE FROM entry WHERE seq = 123', 'leaf-missing', 123],
  ['who', "UPDATE person SET who = replace(who, 'sam', 'tom') WHERE seq = 41", 'leaf-changed', 41],
  ['a text', "UPDATE change SET before = before || ' ' WHERE seq = 41", 'leaf-changed', 41],
] as const)('%s that was changed in the first format is found behind it', async (_, sql, kind, seq) => {
  fill();
  run(`${TO_FIRST} ${sql};`);
  expect(await openLedger().verify()).toMatchObject({ state: 'faulty', fault: { kind, seq } });
});

test('several that take over the same ledger do it once', async () => {
  fill();
  run(TO_FIRST);
  const [one, two] = [openLedger(), openLedger()];
  one.append(someIntent('a'));
  two.append(someIntent('b'));
  expect(two.state().size).toBe(282 + 4);
  expect(await one.verify()).toMatchObject({ state: 'whole', size: 282 + 4 });
});

test('what is erased is in no file any more, and the root is the same', async () => {
  const ledger = openLedger();
  for (let index = 0; index < 40; index++) {
    ledger.append(
      someIntent('ranker', {
        reasons: { reason: `secret ${index}.`, ticket: '' },
        changes: [{ object: 'o', before: `hidden ${index}. `.repeat(500), after: '' }],
      }),
    );
  }
  ledger.list({}, null, 1);
  ledger.close();
  const holds = (text: string) => readFileSync(join(folder, 'ledger.db')).includes(text);
  expect([holds('secret 7.'), holds('hidden 7.')]).toEqual([true, true]);
  const { root } = openLedger().state();
  ledgers.splice(0).forEach((each) => each.close());
  run(ERASED.replaceAll('seq = 3', 'seq = 8'));
  expect([holds('secret 7.'), holds('hidden 7.'), holds('secret 8.'), holds('hidden 8.')]).toEqual([false, false, true, true]);
  const again = openLedger();
  expect(await again.verify()).toMatchObject({ state: 'whole', root });
});
