// The ledger against SQLite's own durable insert, and what 100,000 entries cost.
import Database from 'libsql';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { SILENT } from '../../electron/backend/lib/log';
import { inTransaction } from '../../electron/backend/storage/database';
import { SOON_MS } from '../../electron/backend/ledger/derivation';
import { deriveNow } from '../../electron/backend/ledger/derive';
import { Frontier } from '../../electron/backend/ledger/frontier';
import { Ledger } from '../../electron/backend/ledger/ledger';
import { LedgerFile } from '../../electron/backend/ledger/ledger-file';
import { someIntent, someOutcome } from '../../electron/backend/ledger/test-drafts';
import { type LedgerDraft, writeEntry } from '../../electron/backend/ledger/write-entry';
import { interleave, median, ms, quantile, report, spread } from './figures';

const ENTRIES = 100_000;
const APPENDS = 3_000;
/** Of them: until the code is warm, as SQLite's is from the first. */
const WARM = 1_000;
const PER_RUN = 20;
const RUNS = 5;
const LIST_LIMIT_MS = 10;
/** As the YAML of a Rollout of three containers. */
const TEXT_BYTES = 1_500;
const NAMES = 50;
/** Reads a screen's worth. */
const PAGE = 100;

const yaml = (seed: number): string =>
  Array.from({ length: TEXT_BYTES / 30 }, (_, line) => `  field-${line}: value of ${seed + line}`.padEnd(29))
    .join('\n')
    .slice(0, TEXT_BYTES);
const intentOf = (index: number): LedgerDraft => {
  const name = `service-${index % NAMES}`;
  return someIntent(name, {
    reasons: { reason: `errors are below the limit for ${index} minutes`, ticket: `OPS-${index}` },
    changes: [{ object: `Rollout shop/${name}`, before: yaml(index), after: yaml(index + 1) }],
  });
};

/** Half intents with who, why and both texts, half outcomes. Written at once: reading it is measured, and what is worked out of each. */
function fill(folder: string): number[] {
  const file = LedgerFile.open(folder, true);
  const derived: number[] = [];
  let tree = Frontier.EMPTY;
  for (let start = 0; start < ENTRIES; start += 1_000) {
    inTransaction(file.database, () => {
      for (let seq = start; seq < start + 1_000; seq++) {
        const draft = seq % 2 === 0 ? intentOf(seq) : someOutcome(seq - 1, `service-${(seq - 1) % NAMES}`);
        tree = writeEntry(file, tree, draft, { at: 1_700_000_000_000 + seq * 1_000, session: 'bench', app: 'bench' }).frontier;
      }
    });
    const since = performance.now();
    deriveNow(file);
    derived.push((performance.now() - since) / 1_000);
  }
  file.close();
  return derived;
}

/** Appends and bare inserts by turns; each a commit that is flushed. In between is time for what the ledger puts off. */
async function appends(folder: string): Promise<{ append: number[]; insert: number[] }> {
  const ledger = new Ledger({ folder, log: SILENT, app: 'bench' });
  ledger.append(intentOf(0));
  const { leaf, entry, changes } = ledger.get(1);
  const bare = new Database(join(folder, 'bare.db'));
  bare.pragma('journal_mode = WAL');
  bare.pragma('synchronous = FULL');
  bare.exec('CREATE TABLE entry (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL)');
  const insert = bare.prepare('INSERT INTO entry VALUES (?, ?)');
  /** What one entry holds in all. */
  const row = Buffer.from(leaf + JSON.stringify([entry.person, entry.reasons, changes]));
  const times = { append: [] as number[], insert: [] as number[] };
  const timed = (into: number[], work: () => void) => {
    const start = performance.now();
    work();
    into.push(performance.now() - start);
  };
  for (let done = 0; done < APPENDS; done += PER_RUN) {
    const drafts = Array.from({ length: PER_RUN }, (_, place) => intentOf(done + place)); // not the ledger's work
    const turns = [
      () => {
        for (const draft of drafts) timed(times.append, () => void ledger.append(draft));
      },
      () => {
        for (let index = done; index < done + PER_RUN; index++) timed(times.insert, () => void insert.run(index, row));
      },
    ];
    for (const turn of (done / PER_RUN) % 2 === 0 ? turns : turns.toReversed()) turn();
    await delay(2 * SOON_MS);
  }
  ledger.close();
  bare.close();
  return { append: times.append.slice(WARM), insert: times.insert.slice(WARM) };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `ledger-bench-${randomBytes(3).toString('hex')}-`));
  try {
    const { append, insert } = await appends(join(folder, 'small'));
    const big = join(folder, 'big');
    const derived = fill(big);
    const turns = monitorEventLoopDelay({ resolution: 1 });
    const openAndVerify = async () => {
      const start = performance.now();
      const ledger = new Ledger({ folder: big, log: SILENT, app: 'bench' });
      const { state, size } = await ledger.verify();
      const took = performance.now() - start;
      if (state !== 'whole' || size !== ENTRIES) throw new Error(`the ledger is ${state} with ${size} entries`);
      ledger.close();
      return took;
    };
    turns.enable();
    const { verify } = await interleave({ verify: openAndVerify }, { runs: RUNS });
    turns.disable();
    const ledger = new Ledger({ folder: big, log: SILENT, app: 'bench' });
    const list = (filter: Parameters<Ledger['list']>[0]) => async () => {
      const start = performance.now();
      ledger.list(filter, null, PAGE);
      return performance.now() - start;
    };
    const reads = await interleave(
      {
        all: list({}),
        filtered: list({ kinds: ['intent'], connections: ['east'], from: 1_700_000_000_000 + 50_000_000 }),
        entity: list({ entity: 'argo-rollouts/shop/service-42' }),
        text: list({ text: 'ops-4242' }),
        proof: async () => {
          const start = performance.now();
          ledger.get(77_777);
          return performance.now() - start;
        },
        unsettled: async () => {
          const start = performance.now();
          ledger.unsettled();
          return performance.now() - start;
        },
      },
      { runs: 15, warmups: 3 },
    );
    ledger.close();
    const [high, low] = [median(append), median(insert)];
    const first = (what: string, values: readonly number[]) => ({ what, value: spread(values), measured: median(values), limit: LIST_LIMIT_MS });
    report('The ledger', [
      { what: 'append an intent with texts, flushed', value: ms(high), floor: `${ms(low)} bare insert of a row as long`, measured: high / low, limit: 2 },
      { what: '… p95', value: ms(quantile(append, 0.95)), floor: ms(quantile(insert, 0.95)) },
      { what: '… what is put off, of an entry', value: spread(derived) },
      { what: `open and verify ${ENTRIES.toLocaleString('en')} entries`, value: spread(verify), measured: median(verify) / 1_000, limit: 1.5 },
      { what: '… longest turn of the event loop', value: ms(turns.max / 1e6), measured: turns.max / 1e6 },
      first('first page', reads.all),
      first('… three filters', reads.filtered),
      first('… one entity', reads.entity),
      { what: '… text', value: spread(reads.text) },
      first('one entry with its proof', reads.proof),
      { what: 'intents without an outcome', value: spread(reads.unsettled) },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
