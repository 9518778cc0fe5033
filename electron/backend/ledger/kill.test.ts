import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { SILENT } from '../lib/log';
import { Ledger } from './ledger';
import { someIntent } from './test-drafts';

// Processes that append are killed at any moment, alone and two at a time.

const ROUNDS = process.env['PILOTHOUSE_SOAK'] === '1' ? 200 : 6;
const WRITERS = 2;
const ENTRIES_BEFORE_KILL = 12;
const KILL_WITHIN_MS = 4;
const LONG_MS = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'ledger-kill-'));
const data = join(folder, 'data');
const root = join(import.meta.dirname, '../../..');
const ledgers: Ledger[] = [];
afterEach(() => {
  for (const ledger of ledgers.splice(0)) ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Appends intents without end, and says of each that it was acknowledged. */
const WRITER = `
  import { writeSync } from 'node:fs';
  import { Ledger } from '${join(root, 'electron/backend/ledger/ledger.ts')}';
  import { someIntent } from '${join(root, 'electron/backend/ledger/test-drafts.ts')}';
  const log = { info() {}, warn() {}, error() {} };
  const ledger = new Ledger({ folder: process.argv[1], log, app: 'writer' });
  const changes = [{ object: 'o', before: 'x'.repeat(5_000), after: 'y'.repeat(5_000) }];
  for (let n = 0; ; n++) {
    const { seq, hash } = ledger.append(someIntent('ranker-' + n, { changes }));
    writeSync(1, seq + ' ' + hash + '\\n');
    if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
`;

/** Runs a writer, and kills it a moment after it has said some. */
async function killedWriter(acknowledged: Map<number, string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', join(root, 'e2e/peers/typescript.mjs'), '--input-type=module', '-e', WRITER, data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = 0;
  const until = Math.ceil(Math.random() * ENTRIES_BEFORE_KILL);
  for await (const line of createInterface(child.stdout)) {
    const [seq = '', hash] = line.split(' ');
    if (hash?.length === 64) acknowledged.set(Number(seq), hash); // the last line may be torn by the kill
    said += 1;
    // From outside the moment falls anywhere in an append.
    if (said === until) setTimeout(() => child.kill('SIGKILL'), Math.random() * KILL_WITHIN_MS);
  }
  await ended;
}

test('whatever was acknowledged before a kill is there, nothing else is but what was on its way, and all of it verifies', { timeout: LONG_MS }, async () => {
  const all = new Map<number, string>();
  const check = (ledger: Ledger, said: ReadonlyMap<number, string>) => {
    for (const [seq, hash] of said) expect(ledger.get(seq).entry.hash).toBe(hash);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const acknowledged = new Map<number, string>();
    await Promise.all(Array.from({ length: WRITERS }, () => killedWriter(acknowledged)));
    const ledger = new Ledger({ folder: data, log: SILENT, app: 'test' });
    ledgers.push(ledger);
    const { state, size, fault } = await ledger.verify();
    expect({ state, fault }).toEqual({ state: 'whole', fault: null });
    check(ledger, acknowledged);
    for (const [seq, hash] of acknowledged) all.set(seq, hash);
    // Each writer may have had one entry on disk that it could not say any more.
    const intents = ledger.list({ kinds: ['intent'] }, null, 1).total;
    expect(intents).toBeGreaterThanOrEqual(all.size);
    expect(intents).toBeLessThanOrEqual(all.size + (round + 1) * WRITERS);
    expect(size).toBe(intents + ledger.list({ kinds: ['session-opened'] }, null, 1).total);
    // Their sessions died with them: what they left is for whoever comes next.
    expect(ledger.unsettled()).toHaveLength(intents);
    ledger.close();
  }
  const last = new Ledger({ folder: data, log: SILENT, app: 'test' });
  ledgers.push(last);
  check(last, all);
  last.append(someIntent('after'));
  expect(readdirSync(join(data, 'sessions'))).toEqual([`${last.session}.db`]);
});
