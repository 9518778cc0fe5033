import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ActionsUnderTest, QUICK, startActions } from '../../../e2e/actions-under-test';
import { scriptedHere } from '../../../e2e/peers/scripted-connector';
import { type Fate, ScriptedPlace } from '../../../e2e/peers/scripted-place';
import { failure } from '../../../shared/models/failure';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'settle-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The same numbers for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const nap = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const FATES: readonly ((roll: () => number) => Fate)[] = [
  () => ({ fate: 'take' }),
  () => ({ fate: 'refuse', failure: failure('conflict', { values: { written: '0' } }) }),
  () => ({ fate: 'refuse', failure: failure('unreachable', { reason: 'connection-refused' }) }),
  () => ({ fate: 'lose-before' }),
  () => ({ fate: 'lose-after' }),
  (roll) => ({ fate: 'land-later', when: nap((roll() * QUICK.landingMs) / 3), withinMs: QUICK.landingMs / 2 }),
];

/** Acts under faults, quits and starts again, all of it by the dice. @returns what the ledger and the place say in the end. */
async function live(
  seed: number,
): Promise<{ place: ScriptedPlace; intents: number[]; outcomes: [intent: number | null, phase: string | null][]; whole: string }> {
  const roll = dice(seed);
  const own = join(folder, String(seed));
  const place = new ScriptedPlace();
  let app: ActionsUnderTest = await startActions(own, scriptedHere(place, 50));
  for (let turn = 0; turn < 5; turn++) {
    await app.live();
    place.follows = roll() < 0.8;
    const fate = FATES[Math.floor(roll() * FATES.length)];
    const plan = await app.plan();
    if (fate && plan.verdict.allowed) place.script.push(fate(roll));
    const confirmed = app.confirm(plan).catch(() => place.script.splice(0)); // refused, as by the action before it
    if (roll() < 0.3) place.touch();
    await (roll() < 0.5 ? confirmed : nap(roll() * 20));
    if (roll() < 0.6) {
      app.close();
      await confirmed;
      if (roll() < 0.3) place.touch();
      place.script.splice(0);
      app = await startActions(own, scriptedHere(place, 50));
      app.runs.settle();
    }
    place.follows = true;
  }
  await app.eventually(() => app.runs.list().every(({ endedAt }) => endedAt !== null));
  const { rows } = app.ledger.list({}, null, 500);
  const { state } = await app.ledger.verify();
  app.close();
  return {
    place,
    intents: rows.filter(({ kind }) => kind === 'intent').map(({ seq }) => seq),
    outcomes: rows.filter(({ kind }) => kind === 'outcome').map(({ intent, phase }) => [intent, phase]),
    whole: state,
  };
}

/** Most of a life is waiting. */
const AT_ONCE = 40;

test('whatever is refused, lost, late or cut off, each intent has one outcome, each is written once at most, and no outcome is a lie', async () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);
  const phases = new Set<string | null>();
  for (let start = 0; start < seeds.length; start += AT_ONCE) {
    const lives = await Promise.all(seeds.slice(start, start + AT_ONCE).map(async (seed) => ({ seed, ...(await live(seed)) })));
    for (const { seed, place, intents, outcomes, whole } of lives) {
      expect({ seed, whole, settled: outcomes.map(([intent]) => intent).toSorted() }).toEqual({ seed, whole: 'whole', settled: intents.toSorted() });
      expect({ seed, taken: new Set(place.taken).size }).toEqual({ seed, taken: place.taken.length });
      for (const [intent, phase] of outcomes) {
        phases.add(phase);
        const taken = place.taken.includes(String(intent));
        if (phase === 'not-done' || phase === 'failed') expect({ seed, intent, phase, taken }).toEqual({ seed, intent, phase, taken: false });
        if (phase === 'timed-out') expect({ seed, intent, phase, taken }).toEqual({ seed, intent, phase, taken: true });
      }
    }
  }
  expect([...phases]).toEqual(expect.arrayContaining(['done', 'failed', 'not-done']));
}, 120_000);

test('an intent of an app that is gone is settled at the next start as it can be read', async () => {
  const place = new ScriptedPlace();
  const far = scriptedHere(place);
  const first = await startActions(folder, far, { timing: { landingMs: 60_000 } });
  await first.live();
  place.script.push({ fate: 'lose-before' });
  const run = await first.confirm(await first.plan());
  expect(run.phase).toBe('uncertain');
  first.close();
  place.reachable = false;
  const second = await startActions(folder, scriptedHere(place));
  second.runs.settle();
  expect(second.runs.list()).toMatchObject([{ intent: run.intent, phase: 'uncertain', endedAt: null, settled: true, request: { action: 'promote' } }]);
  await nap(3 * QUICK.rereadMs);
  expect(second.runs.list()[0]?.endedAt).toBeNull();
  place.reachable = true;
  expect(await second.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'not-done', settled: true });
  expect(second.ledger.unsettled()).toEqual([]);
  second.close();
});

test('two copies of the app on one store: the other leaves alone what this one works on, and takes it up when it is gone', async () => {
  const place = new ScriptedPlace();
  place.follows = false;
  const one = await startActions(folder, scriptedHere(place));
  await one.live();
  const run = await one.confirm(await one.plan());
  const other = await startActions(folder, scriptedHere(place));
  other.runs.settle();
  expect([run.phase, other.runs.list()]).toEqual(['waiting', []]);
  one.close();
  place.step = 2;
  other.runs.settle();
  expect(await other.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done', settled: true });
  other.close();
});
