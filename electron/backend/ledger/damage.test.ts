import Database from 'libsql';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../shared/models/failure';
import type { LedgerState } from '../../../shared/models/ledger-entry';
import { SILENT } from '../lib/log';
import { Ledger } from './ledger';
import { someIntent, someOutcome } from './test-drafts';

// What damage to the files does: it is found and said, nothing is invented, and nothing that was acknowledged goes missing unsaid.

/** Random places that are hurt; many more with PILOTHOUSE_SOAK=1. */
const ROUNDS = process.env['PILOTHOUSE_SOAK'] === '1' ? 4_000 : 80;

const root = mkdtempSync(join(tmpdir(), 'ledger-damage-'));
const work = join(root, 'work');
const LONG_MS = 3_600_000;
const opened: Ledger[] = [];

const openLedger = (folder = work) => {
  const ledger = new Ledger({ folder, log: SILENT, app: 'test' });
  opened.push(ledger);
  return ledger;
};
const everything = (ledger: Ledger): string[] =>
  Array.from({ length: ledger.state().size }, (_, seq) => {
    const { entry, leaf, changes } = ledger.get(seq);
    return JSON.stringify({ entry, leaf, changes });
  });

type Fixture = {
  /** As a power cut leaves it, all in its journal. */ readonly cut: string /** The same with the journal taken in. */;
  readonly closed: string;
  readonly truth: string[];
};

function write(name: string, pairs: number): Fixture {
  const [live, cut, closed] = ['live', 'cut', 'closed'].map((kind) => join(root, `${name}-${kind}`));
  if (!live || !cut || !closed) throw new Error('unreachable');
  const ledger = openLedger(live);
  for (let pair = 0; pair < pairs; pair++) {
    const service = `ranker-${pair % 7}`;
    const changes = [{ object: `Rollout shop/${service}`, before: `a: ${pair}\n`.repeat(30), after: `a: ${pair + 1}\n`.repeat(30) }];
    const { seq } = ledger.append(someIntent(service, { changes }));
    ledger.append(someOutcome(seq, service));
  }
  const truth = everything(ledger);
  cpSync(live, cut, { recursive: true });
  rmSync(join(cut, 'sessions'), { recursive: true });
  cpSync(cut, closed, { recursive: true });
  const other = new Database(join(closed, 'ledger.db'));
  other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
  return { cut, closed, truth };
}

/** Large enough for a kept subtree; and one that is quickly read a thousand times. */
let large: Fixture = { cut: '', closed: '', truth: [] };
let small = large;
beforeAll(() => {
  large = write('large', 150);
  small = write('small', 20);
}, LONG_MS);
afterEach(() => {
  for (const ledger of opened.splice(0)) ledger.close();
  rmSync(work, { recursive: true, force: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(sql: string): void {
  const database = new Database(join(work, 'ledger.db'));
  database.exec(sql);
  database.close();
}

const from = (folder: string) => {
  rmSync(work, { recursive: true, force: true });
  cpSync(folder, work, { recursive: true });
};

test('what a power cut leaves is whole, up to the last entry that was acknowledged', async () => {
  from(large.cut);
  const ledger = openLedger();
  expect(await ledger.verify()).toMatchObject({ state: 'whole', size: large.truth.length });
  expect(everything(ledger)).toEqual(large.truth);
});

const NOTHING_DERIVED = "UPDATE tree SET size = 0, frontier = x'', root = x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'";

test.each([
  ['a leaf', "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'promote', 'premote') AS BLOB) WHERE seq = 77", 'leaf-changed', 77],
  ['a hash', 'UPDATE entry SET hash = zeroblob(32) WHERE seq = 300', 'leaf-changed', 300],
  ['a leaf that is no text any more', "UPDATE entry SET leaf = x'fffe80' WHERE seq = 5", 'leaf-changed', 5],
  ['a line break in a leaf', "UPDATE entry SET leaf = leaf || x'0a' WHERE seq = 8", 'leaf-changed', 8],
  ['a removed entry', 'DELETE FROM entry WHERE seq = 123', 'leaf-missing', 123],
  ['two entries in each other’s place', 'UPDATE entry SET seq = -seq WHERE seq IN (9, 10); UPDATE entry SET seq = 19 + seq WHERE seq < 0', 'leaf-changed', 9],
  ['who', "UPDATE entry SET who = replace(who, 'sam', 'tom') WHERE seq = 41", 'leaf-changed', 41],
  ['a salt', 'UPDATE entry SET why_salt = zeroblob(16) WHERE seq = 41', 'leaf-changed', 41],
  ['what text filters look into', "UPDATE search SET text = 'nobody' WHERE seq = 43", 'leaf-changed', 43],
  ['a text before', "UPDATE entry SET before = replace(before, 'a: 1', 'a: 2') WHERE seq = 3", 'leaf-changed', 3],
  ['texts of an entry that has none', "UPDATE entry SET before = '[]', after = '[]' WHERE seq = 2", 'leaf-changed', 2],
  ['a text that is not even empty', 'UPDATE entry SET after = NULL WHERE seq = 3', 'leaf-changed', 3],
  ['what text filters look into, gone altogether,', 'DELETE FROM search WHERE seq = 43', 'leaf-changed', 43],
  ['what kind filters look into', "UPDATE facet SET kind = 'noted' WHERE seq = 200", 'leaf-changed', 200],
  ['a filter row that is gone', 'DELETE FROM facet WHERE seq = 201', 'leaf-changed', 201],
  ['a name that filters go by', "UPDATE word SET text = text || '!' WHERE text LIKE '%ranker-3'", 'leaf-changed', 7],
  ['a kept subtree', 'UPDATE node SET hash = zeroblob(32)', 'root-differs', null],
  ['the root and its parts', 'UPDATE tree SET root = zeroblob(32)', 'unreadable', null],
  ['a tree under another size that has as many parts', 'UPDATE tree SET size = 31', 'root-differs', null],
  ['a tree under another size', 'UPDATE tree SET size = 45', 'unreadable', null],
  ['an entry at the end that nobody wrote', "INSERT INTO entry (seq, hash, leaf) VALUES (301, zeroblob(32), x'7b7d')", 'leaf-changed', 301],
  ['an entry far beyond the end', "INSERT INTO entry (seq, hash, leaf) VALUES (400, zeroblob(32), x'7b7d')", 'unreadable', null],
  ['a hash that is none, of an entry at the end,', "INSERT INTO entry (seq, hash, leaf) VALUES (301, x'00', x'7b7d')", 'unreadable', null],
  ['a shorter ledger', `DELETE FROM entry WHERE seq > 280; ${NOTHING_DERIVED}`, 'entries-lost', 281],
  ['an emptied ledger', `DELETE FROM entry; ${NOTHING_DERIVED}`, 'entries-lost', 0],
] as const)('%s that was changed is found and named', async (_, sql, kind, seq) => {
  from(large.closed);
  const database = new Database(join(work, 'ledger.db'));
  database.exec(sql);
  const state = await openLedger().verify();
  expect(state).toMatchObject({ state: 'faulty', fault: { kind, seq } });
  expect(state.fault?.text).not.toBe('');
});

test('erased persons and texts are no fault', async () => {
  from(large.closed);
  run(
    "UPDATE entry SET who = NULL, who_salt = NULL, why = NULL, why_salt = NULL WHERE seq = 41; DELETE FROM search WHERE seq = 41; UPDATE entry SET before = NULL, after = NULL WHERE seq < 50; UPDATE entry SET who = NULL, who_salt = NULL WHERE seq = 43; UPDATE search SET text = ' ‖  ‖ errors of ranker-0 are below the limit ‖ ops-12' WHERE seq = 43",
  );
  const ledger = openLedger();
  expect(await ledger.verify()).toMatchObject({ state: 'whole', fault: null });
  expect(ledger.get(41)).toMatchObject({ entry: { erased: true, person: null, reasons: null }, changes: [] });
});

test('behind a changed entry new ones are still written, and the fault stays', async () => {
  from(large.closed);
  run("UPDATE entry SET leaf = x'7b7d' WHERE seq = 77");
  const ledger = openLedger();
  const { root: before } = await ledger.verify();
  expect(ledger.append(someIntent('after')).seq).toBe(large.truth.length + 1);
  expect(ledger.state()).toMatchObject({ state: 'faulty', size: large.truth.length + 2, fault: { seq: 77 } });
  expect(ledger.state().root).not.toBe(before);
  expect(await ledger.verify()).toMatchObject({ state: 'faulty', fault: { seq: 77 } });
});

test.each<[string, () => void]>([
  ['a ledger without its root', () => run('DELETE FROM tree')],
  ['a missing ledger', () => rmSync(join(work, 'ledger.db'))],
  ['an empty file', () => truncateSync(join(work, 'ledger.db'))],
  ['a file of something else', () => writeFileSync(join(work, 'ledger.db'), 'certainly no database '.repeat(500))],
  ['half a ledger', () => truncateSync(join(work, 'ledger.db'), 8192)],
])('with %s nothing is appended, and the file is left as it is', async (_, hurt) => {
  from(large.closed);
  hurt();
  const before = existsSync(join(work, 'ledger.db')) ? readFileSync(join(work, 'ledger.db')) : null;
  const ledger = openLedger();
  expect(await ledger.verify()).toMatchObject({ state: 'faulty' });
  expect(() => ledger.append(someIntent('a'))).toThrow(AppError);
  expect(ledger.state().state).toBe('faulty');
  ledger.close();
  const after = existsSync(join(work, 'ledger.db')) ? readFileSync(join(work, 'ledger.db')) : null;
  expect(after === null || before === null ? after === before : after.equals(before)).toBe(true);
});

test('a ledger of a newer version is left alone, and said to be', async () => {
  from(large.closed);
  run('PRAGMA user_version = 99');
  const ledger = openLedger();
  expect(await ledger.verify()).toMatchObject({ state: 'unavailable', fault: { kind: 'unreadable', text: expect.stringContaining('newer') } });
  expect(() => ledger.append(someIntent('a'))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ detail: expect.objectContaining({ reason: 'store-newer' }) }) }),
  );
});

/** Opens what was hurt. Whatever is read must be what was written, or a fault must have been said. */
async function judge(what: string): Promise<LedgerState> {
  const ledger = openLedger();
  const state = await ledger.verify();
  if (state.state === 'whole') {
    expect({ what, read: everything(ledger), total: ledger.list({}, null, 500).total }).toEqual({ what, read: small.truth, total: small.truth.length });
  } else expect({ what, fault: state.fault }).not.toEqual({ what, fault: null });
  opened.splice(opened.indexOf(ledger), 1);
  ledger.close();
  return state;
}

/** The same places in each run. */
function* places(length: number): Generator<number> {
  let seed = 42;
  for (let round = 0; round < ROUNDS; round++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    yield seed % length;
  }
}

const FILES = [
  ['ledger.db', 'closed'],
  ['ledger.db-wal', 'cut'],
] as const;

test.each(FILES)('a flipped bit anywhere in %s is found, or does no harm', { timeout: LONG_MS }, async (name, kind) => {
  const whole = readFileSync(join(small[kind], name));
  let found = 0;
  for (const place of places(whole.length)) {
    from(small[kind]);
    const hurt = Buffer.from(whole);
    hurt[place] = (hurt[place] ?? 0) ^ (1 << (place % 8));
    writeFileSync(join(work, name), hurt);
    found += (await judge(`bit ${place % 8} of byte ${place}`)).state === 'whole' ? 0 : 1;
  }
  expect(found).toBeGreaterThan(ROUNDS / 4);
});

test.each(FILES)('%s cut short anywhere loses nothing unsaid', { timeout: LONG_MS }, async (name, kind) => {
  const { length } = readFileSync(join(small[kind], name));
  let found = 0;
  for (const place of places(length)) {
    from(small[kind]);
    truncateSync(join(work, name), place);
    found += (await judge(`cut at ${place}`)).state === 'whole' ? 0 : 1;
  }
  expect(found).toBeGreaterThan(ROUNDS / 4);
});
