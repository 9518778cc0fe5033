import { hostname } from 'node:os';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/models/failure';
import { LedgerLeaf } from '../../../shared/models/ledger-entry';
import { SILENT } from '../lib/log';
import { canonicalJson } from './canonical-json';
import { Ledger } from './ledger';
import { LedgerFile } from './ledger-file';
import { EMPTY_ROOT, includes, leafHash } from './merkle';
import { someIntent, someOutcome } from './test-drafts';
import { LEAF_BYTES_MAX } from './write-entry';

const folders: string[] = [];
const ledgers: Ledger[] = [];
const newFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'ledger-'));
  folders.push(path);
  return path;
};
const openLedger = (folder: string, now?: () => number) => {
  const ledger = new Ledger({ folder, log: SILENT, app: 'Pilothouse 0.1.0', ...(now && { now }) });
  ledgers.push(ledger);
  return ledger;
};
afterEach(() => {
  for (const ledger of ledgers.splice(0)) ledger.close();
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});
const bytes = (hex: string) => Buffer.from(hex, 'hex');

test('nothing is written before the first entry, and an empty ledger is whole', async () => {
  const folder = newFolder();
  const ledger = openLedger(folder);
  expect(ledger.state()).toEqual({ state: 'whole', size: 0, root: EMPTY_ROOT.toString('hex'), verifiedAt: null, fault: null });
  expect(ledger.list({}, null, 10)).toEqual({ rows: [], total: 0 });
  expect(ledger.unsettled()).toEqual([]);
  expect(await ledger.verify()).toMatchObject({ state: 'whole', size: 0 });
  ledger.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('an intent and its outcome stand between the opening and the closing of their session, without gaps', async () => {
  const folder = newFolder();
  const first = openLedger(folder, () => Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  const intent = first.append(someIntent('ranker'));
  expect(intent.seq).toBe(1);
  expect(first.unsettled().map(({ seq }) => seq)).toEqual([1]);
  expect(first.append(someOutcome(1, 'ranker')).seq).toBe(2);
  expect(first.unsettled()).toEqual([]);
  first.close();

  const second = openLedger(folder);
  const { rows, total } = second.list({}, null, 10);
  expect(total).toBe(4);
  expect(rows.map(({ seq, kind }) => [seq, kind])).toEqual([
    [3, 'session-closed'],
    [2, 'outcome'],
    [1, 'intent'],
    [0, 'session-opened'],
  ]);
  expect(rows[2]).toEqual({
    seq: 1,
    at: '2026-01-02T03:04:05.678Z',
    kind: 'intent',
    verb: 'promote',
    phase: 'sending',
    verdict: 'allowed',
    intent: null,
    connection: 'east',
    connectionName: 'East',
    entity: 'argo-rollouts/shop/ranker',
    namespace: 'shop',
    name: 'ranker',
    who: 'sam@shop.example',
    reason: 'errors of ranker are below the limit',
    failure: null,
  });
  expect(second.get(1).entry.session).toBe(first.session);
  expect(await second.verify()).toMatchObject({ state: 'whole', size: 4, fault: null });
});

test('the leaf is canonical, names nobody, fits its hash, and is shown to be in the tree', () => {
  const ledger = openLedger(newFolder());
  for (let index = 0; index < 300; index++) ledger.append(someIntent(`ranker-${index}`));
  for (const seq of [0, 1, 255, 256, 299, 300]) {
    const { entry, leaf, proof, changes } = ledger.get(seq);
    expect(canonicalJson(LedgerLeaf.parse(JSON.parse(leaf)))).toBe(leaf);
    expect(leaf).not.toMatch(/sam|OPS-12|below the limit|release/);
    expect(leafHash(Buffer.from(leaf)).toString('hex')).toBe(entry.hash);
    expect(proof.size).toBe(301);
    expect(includes({ leaf: bytes(entry.hash), index: seq, size: proof.size, path: proof.path.map(bytes), root: bytes(proof.root) })).toBe(true);
    expect(proof.root).toBe(ledger.state().root);
    if (seq > 0) expect(changes).toEqual(someIntent(`ranker-${seq - 1}`).changes);
  }
  expect(ledger.get(1).entry).toMatchObject({ person: someIntent('').person, erased: false });
  expect(() => ledger.get(301)).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'not-found' }) }));
});

test('the same person and reason leave a different commitment each time', () => {
  const ledger = openLedger(newFolder());
  const [a, b] = [ledger.append(someIntent('ranker')), ledger.append(someIntent('ranker'))].map(({ seq }) => ledger.get(seq).entry);
  expect(a?.person).toEqual(b?.person);
  expect(a?.who).not.toBe(b?.who);
  expect(a?.why).not.toBe(b?.why);
  expect(a?.before).toBe(b?.before);
});

test('an entry is linked to its intent and to what ended it', () => {
  const ledger = openLedger(newFolder());
  const { seq: intent } = ledger.append(someIntent('a'));
  ledger.append(someIntent('b'));
  const { seq: outcome } = ledger.append(someOutcome(intent, 'a', { phase: 'uncertain' }));
  const { seq: later } = ledger.append(someOutcome(intent, 'a'));
  expect(ledger.get(intent).linked.map(({ seq }) => seq)).toEqual([outcome, later]);
  expect(ledger.get(later).linked.map(({ seq }) => seq)).toEqual([intent, outcome]);
  // Whoever looks for what was done sees by whom and why: the table of outcomes says it too.
  const [ended, begun] = [later, intent].map((seq) => ledger.list({}, null, 50).rows.find((row) => row.seq === seq));
  expect(begun?.who).not.toBeNull();
  expect([ended?.who, ended?.reason]).toEqual([begun?.who, begun?.reason]);
});

test('an intent is settled once, whoever comes first', () => {
  const folder = newFolder();
  const [one, two] = [openLedger(folder), openLedger(folder)];
  const { seq } = one.append(someIntent('a'));
  expect(one.settle(someOutcome(seq, 'a'))).not.toBeNull();
  expect(two.settle(someOutcome(seq, 'a'))).toBeNull();
  expect(two.list({ kinds: ['outcome'] }, null, 10).total).toBe(1);
});

test('filters find what fits, by every column and by text of whatever case', () => {
  const ledger = openLedger(newFolder());
  const at = (index: number) => Date.UTC(2026, 5, index + 1);
  const dated = openLedger(newFolder(), () => at(clock));
  let clock = 0;
  const write = (target: Ledger, name: string, more = {}) => {
    clock += 1;
    return target.append(someIntent(name, more)).seq;
  };
  const other = someIntent('x').target;
  const ranker = write(dated, 'ranker');
  const reader = write(dated, 'reader', {
    verb: 'abort',
    person: { subject: null, groups: [], osUser: 'Ömer', device: 'd' },
    reasons: { reason: 'سبب', ticket: 'SRE-7' },
  });
  const west = write(dated, 'ranker', { target: other && { ...other, connection: 'west' }, phase: 'failed' });
  const outcome = dated.append(someOutcome(ranker, 'ranker')).seq;
  const found = (filter: Parameters<Ledger['list']>[0]) => {
    const { rows, total } = dated.list(filter, null, 100);
    expect(total).toBe(rows.length);
    return rows.map(({ seq }) => seq);
  };
  expect(found({ kinds: ['intent'] })).toEqual([west, reader, ranker]);
  expect(found({ verbs: ['abort'] })).toEqual([reader]);
  expect(found({ phases: ['failed', 'done'] })).toEqual([outcome, west]);
  expect(found({ connections: ['west'] })).toEqual([west]);
  expect(found({ entity: 'argo-rollouts/shop/ranker', kinds: ['intent', 'outcome'] })).toEqual([outcome, ranker]);
  expect(found({ from: at(2), to: at(2) })).toEqual([reader]);
  expect(found({ text: 'öMER' })).toEqual([reader]);
  expect(found({ text: 'sre-7' })).toEqual([reader]);
  expect(found({ text: 'سبب' })).toEqual([reader]);
  expect(found({ text: 'SHOP/RANK' })).toEqual([outcome, ranker]);
  expect(found({ text: '%' })).toEqual([]);
  expect(dated.list({ kinds: ['intent'] }, west, 1)).toMatchObject({ rows: [{ seq: reader }], total: 3 });
  expect(ledger.list({}, null, 5).total).toBe(0);
});

test('hostile text is cut with its digest and mended, and is no reason not to remember', async () => {
  const ledger = openLedger(newFolder());
  const long = '<b>\u202e'.repeat(50_000);
  const hostile = someIntent('ranker', {
    where: {
      connection: 'east',
      name: `a\ud800${long}`,
      system: 'kubernetes',
      labels: Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`l${index}`, index % 100 ? 'v' : long])),
    },
    from: { key: long, number: 1, images: Array.from({ length: 3_000 }, (_, index) => (index % 100 ? 'i' : long)), modelUri: long },
    person: { subject: `\udc00${long}`, groups: Array.from({ length: 10_000 }, () => 'g'.repeat(200)), osUser: 'o', device: 'd' },
    reasons: { reason: 'line\nbreak\u001f\u0000', ticket: '' },
    changes: [{ object: 'o\ud800', before: 'x'.repeat(400_000), after: 'y\udfff' }],
  });
  const { seq } = ledger.append(hostile);
  const { entry, leaf, changes } = ledger.get(seq);
  expect(Buffer.byteLength(leaf)).toBeLessThanOrEqual(LEAF_BYTES_MAX);
  expect(entry.where?.name).toMatch(/^a\ufffd.*…sha256:[a-f0-9]{64}$/u);
  expect(entry.from?.images.at(-1)).toMatch(/^…\+\d+:sha256:[a-f0-9]{64}$/);
  expect(entry.person?.groups.at(-1)).toMatch(/^…\+\d+:sha256:/);
  expect(changes[0]?.after).toBe('y\ufffd');
  expect(changes[0]?.before).toHaveLength(399_900 + 72);
  expect(ledger.list({ text: 'line break' }, null, 5).total).toBe(1);
  expect(await ledger.verify()).toMatchObject({ state: 'whole' });
});

test('two ledgers on one folder number their entries without gaps, and each hears of the other', async () => {
  const folder = newFolder();
  const [one, two] = [openLedger(folder), openLedger(folder)];
  const sizes: number[] = [];
  const stop = two.listen(() => sizes.push(two.state().size));
  for (let index = 0; index < 20; index++) {
    one.append(someIntent(`one-${index}`));
    two.append(someIntent(`two-${index}`));
  }
  one.append(someIntent('last'));
  await vi.waitFor(() => expect(sizes.at(-1)).toBe(43));
  stop();
  expect(two.list({}, null, 100).rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 43 }, (_, index) => 42 - index));
  expect(await one.verify()).toMatchObject({ state: 'whole', size: 43 });
  expect(one.state().root).toBe(two.state().root);
});

test('a ledger that another process begins is noticed', async () => {
  const folder = newFolder();
  const watcher = openLedger(folder);
  const states: string[] = [];
  watcher.listen(() => states.push(`${watcher.state().state} ${watcher.state().size}`));
  openLedger(folder).append(someIntent('a'));
  await vi.waitFor(() => expect(states.at(-1)).toBe('whole 2'));
});

test('intents of a session that lives are left to it; of one that ended they are for whoever comes next', () => {
  const folder = newFolder();
  const [one, two] = [openLedger(folder), openLedger(folder)];
  const { seq } = one.append(someIntent('a'));
  const { seq: own } = two.append(someIntent('b'));
  expect(two.unsettled().map((entry) => entry.seq)).toEqual([own]);
  expect(readdirSync(join(folder, 'sessions'))).toHaveLength(2);
  one.close();
  expect(two.unsettled().map((entry) => entry.seq)).toEqual([seq, own]);
  expect(readdirSync(join(folder, 'sessions'))).toEqual([`${two.session}.db`]);
});

test('a full disk refuses the entry whole, and what was there stays', async () => {
  const folder = newFolder();
  const ledger = openLedger(folder);
  ledger.append(someIntent('a'));
  const before = ledger.state();
  const limit = vi.spyOn(LedgerFile.prototype, 'inPlace').mockImplementationOnce(function (this: LedgerFile) {
    limit.mockRestore();
    this.database.pragma('max_page_count = 1'); // SQLite takes the number of pages that there are
    return this.inPlace();
  });
  const big = someIntent('b', { changes: [{ object: 'o', before: 'x'.repeat(300_000), after: '' }] });
  expect(() => ledger.append(big)).toThrow(
    expect.objectContaining({
      failure: expect.objectContaining({ code: 'local', detail: expect.objectContaining({ reason: 'disk-full', values: { file: 'ledger.db' } }) }),
    }),
  );
  expect(ledger.state()).toEqual(before);
  expect(ledger.list({}, null, 10).total).toBe(2);
  const again = openLedger(folder);
  expect(again.append(someIntent('c')).seq).toBe(3); // after the opening of its session
  expect(await again.verify()).toMatchObject({ state: 'whole', size: 4 });
});

test('a ledger that is removed or replaced while it is open takes no more entries', () => {
  const folder = newFolder();
  const ledger = openLedger(folder);
  ledger.append(someIntent('a'));
  rmSync(join(folder, 'ledger.db'));
  expect(() => ledger.append(someIntent('b'))).toThrow(AppError);
});

test('a draft of another shape is a bug, and leaves nothing', () => {
  const ledger = openLedger(newFolder());
  expect(() => ledger.append(someIntent('a', { plan: 'not a digest' }))).toThrow('plan');
  expect(ledger.state().size).toBe(0);
  expect(ledger.append(someIntent('a')).seq).toBe(1);
});

test('after it is closed it takes nothing, and closing twice is no harm', () => {
  const folder = newFolder();
  const ledger = openLedger(folder);
  ledger.append(someIntent('a', { person: null }));
  ledger.close();
  ledger.close();
  expect(() => ledger.append(someIntent('b'))).toThrow(AppError);
  expect(existsSync(join(folder, 'sessions', `${ledger.session}.db`))).toBe(false);
  expect(JSON.parse(readFileSync(join(folder, 'ledger.head'), 'utf8'))).toMatchObject({ size: 3 });
});

test('the opening of a session names user and machine, no subject of a cluster', () => {
  const ledger = openLedger(newFolder());
  ledger.append(someIntent('a', { person: { subject: 's', groups: ['g'], osUser: 'sam', device: hostname() } }));
  expect(ledger.get(0).entry.person).toEqual({ subject: null, groups: [], osUser: 'sam', device: hostname() });
});

test('a folder that cannot be written refuses, and says so', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(() => openLedger(join(folder, 'file', 'below')).append(someIntent('a'))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'local', detail: expect.objectContaining({ reason: 'store-unwritable' }) }) }),
  );
});
