import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ActionsUnderTest, startActions } from '../../../e2e/actions-under-test';
import { seededRandom } from '../../../e2e/peers/replay/random';
import { scriptedHere } from '../../../e2e/peers/scripted-connector';
import { KILL_STOPS, type KillStop, ScriptedPlace, servePlace } from '../../../e2e/peers/scripted-place';
import type { LedgerRow } from '../../../shared/models/ledger-entry';

/** As many as the time allows; a whole proof takes 200. */
const RANDOM_KILLS = Number(process.env['PILOTHOUSE_KILLS'] ?? (process.env['PILOTHOUSE_SOAK'] === '1' ? 200 : 12));
/** Of the moments of the kills; a run that found something is begun again with its own. */
const SEED = Number(process.env['PILOTHOUSE_SEED'] ?? Date.now() % 1_000_000);
const peers = join(import.meta.dirname, '../../../e2e/peers');

let folder: string;
let place: ScriptedPlace;
let served: Awaited<ReturnType<typeof servePlace>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'));
  place = new ScriptedPlace();
  served = await servePlace(place);
});
afterEach(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

function act(stop: KillStop | 'never'): ChildProcess {
  const args = ['--import', join(peers, 'typescript.mjs'), join(peers, 'acting-app.ts'), folder, served.url, stop];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

const PAGE = 500;
/** A run of many kills leaves more than a page holds. */
function everyRow({ ledger }: ActionsUnderTest): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (;;) {
    const page = ledger.list({ kinds: ['intent', 'outcome'] }, rows.at(-1)?.seq ?? null, PAGE).rows;
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

/** Starts again on what was left, settles it, and says what the ledger holds. */
async function startAgain() {
  const app = await startActions(folder, scriptedHere(place, 1_000_000));
  app.runs.settle();
  await app.eventually(() => app.runs.list().every(({ endedAt }) => endedAt !== null));
  const rows = everyRow(app);
  const { state } = await app.ledger.verify();
  const unsettled = app.ledger.unsettled();
  app.close();
  const outcomes = rows.filter(({ kind }) => kind === 'outcome');
  return { state, unsettled, intents: rows.filter(({ kind }) => kind === 'intent').map(({ seq }) => seq), outcomes };
}

/** Each intent has one outcome, each write one intent, and what is said of it is what the place says. */
function expectTrue({ state, unsettled, intents, outcomes }: Awaited<ReturnType<typeof startAgain>>) {
  expect({ state, unsettled }).toEqual({ state: 'whole', unsettled: [] });
  expect(outcomes.map(({ intent }) => intent).toSorted()).toEqual(intents.toSorted());
  expect(new Set(place.taken).size).toBe(place.taken.length);
  for (const taken of place.taken) expect(intents).toContain(Number(taken));
  for (const { intent, phase } of outcomes) expect([intent, phase]).toEqual([intent, place.taken.includes(String(intent)) ? 'done' : 'not-done']);
}

test.each(KILL_STOPS)(
  'an app that is killed at %s has done it once or not at all, and the next start settles and records it',
  async (stop) => {
    const child = act(stop);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const sent = ['after-send', 'before-outcome', 'after-outcome'].includes(stop);
    const recorded = sent || ['after-intent', 'before-send'].includes(stop);
    expect(place.taken).toHaveLength(sent ? 1 : 0);
    const after = await startAgain();
    expect(after.intents).toHaveLength(recorded ? 1 : 0);
    expectTrue(after);
    expectTrue(await startAgain());
  },
  60_000,
);

test(
  `an app that is killed ${RANDOM_KILLS} times at any moment (seed ${SEED}) leaves a ledger that verifies, and every act done once or not at all`,
  async () => {
    const random = seededRandom(SEED);
    for (let kill = 0; kill < RANDOM_KILLS; kill++) {
      const child = act('never');
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
      expect(child.exitCode).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, random() * 150));
      child.kill('SIGKILL');
      await once(child, 'exit');
      if (kill % 4 === 3) expectTrue(await startAgain());
    }
    expectTrue(await startAgain());
    expect(place.taken.length).toBeGreaterThan(0);
    process.stdout.write(`${RANDOM_KILLS} kills, seed ${SEED}: ${place.taken.length} acts taken\n`);
  },
  60_000 + RANDOM_KILLS * 5_000,
);
