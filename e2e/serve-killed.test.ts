import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../shared/models/failure';
import { BY_RULE, type Service, type ServiceAct } from '../shared/models/service';
import { askOnce, Callers } from './peers/kills/callers';
import { SERVICE_NAME } from './peers/kills/serving-script';
import { type Report, ServingWorld } from './peers/kills/serving-world';
import type { Reached } from './peers/kills/world';
import { seededRandom } from './peers/replay/random';
import { newWorkspace, removeStage, stageServices } from './services-stage';

/** A whole proof takes 200. */
const KILLS = Number(process.env['PILOTHOUSE_KILLS'] ?? (process.env['PILOTHOUSE_SOAK'] === '1' ? 200 : 3));
/** Of the first kill; the next have the next. One that found something is begun again with its own and one kill. */
const SEED = Number(process.env['PILOTHOUSE_SEED'] ?? Date.now() % 1_000_000);
/** As many in one workspace, one after the other. */
const IN_ONE_WORKSPACE = 20;
const VICTIMS = ['app', 'engine', 'both'] as const;
const KILL_AFTER_MS = 1_200;
const START_KILL_AFTER_MS = 900;
const CALLERS = 4;
/** They leave the processors to those who are to be killed. */
const NAP_MS = 2;
const MEASURED = 200;
/** What the walk around the circle may be off by, after any number of requests. */
const OFF = 3;
/** On a busy machine too. */
const SERVES_MS = 60_000;
const GONE_MS = 15_000;

const built = join(import.meta.dirname, `../test-results/serve-kills-${process.pid}-${SEED}`);
let world: ServingWorld;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peers/kills/build.mjs'), built]);
  await stageServices();
}, 120_000);
afterEach(() => world.remove());
afterAll(() => {
  removeStage();
  rmSync(built, { recursive: true, force: true });
});

async function until<T>(what: string, look: () => Promise<T | false> | T | false, ms: number): Promise<T> {
  for (const end = performance.now() + ms; ; await sleep(20)) {
    const found = await look();
    if (found !== false) return found;
    if (performance.now() > end) throw new Error(`it did not come about: ${what}`);
  }
}

async function readService({ link, connection }: Reached): Promise<Service | null> {
  try {
    return await link.request('services.get', { connection, service: SERVICE_NAME });
  } catch (error) {
    if (failureOf(error).detail.reason === 'service-unknown') return null;
    throw error;
  }
}

/** What of all acts was seen in this workspace; a page of them is not all. */
type Seen = Map<number, ServiceAct>;

/** One kill at a moment that its seed tells. @returns what went wrong until then */
async function killOnce(trial: number): Promise<{ victim: string; faults: string[] }> {
  const random = seededRandom(SEED + trial);
  const victim = VICTIMS[(SEED + trial) % VICTIMS.length] ?? 'both';
  const up = async () => {
    if (!world.app) await world.up();
  };
  if (!world.app && random() < 0.3) {
    world.start();
    await sleep(random() * START_KILL_AFTER_MS); // while it comes up
    await world.kill(random() < 0.5 ? 'both' : 'app');
  }
  await up();
  const before = await reachKept();
  await before.link.request('engine.change', { keepServingOnQuit: trial % 2 === 0 });
  world.tell({ type: 'act', seed: SEED + trial });
  const { uri, token } = await until('a service is there', async () => placed(await readService(before), before.token), SERVES_MS);
  const callers = new Callers(() => ({ uri, token }), CALLERS, NAP_MS);
  await sleep(random() * KILL_AFTER_MS); // the moment is what is tried
  const engine = world.enginePid();
  world.leave();
  await world.kill(victim);
  const killedAt = performance.now();
  await up();
  const { uri: at } = await served(victim === 'app' ? null : engine);
  const { length } = callers.answers;
  await until('callers are answered again', () => callers.answers.slice(length).some(({ status }) => status === 200), SERVES_MS);
  await callers.stop();
  const firstAt = callers.answers.find(({ status }) => status === 200)?.at ?? Number.POSITIVE_INFINITY;
  // While it comes up, for the first time or again, it says that it is not ready; between the two it always answers.
  const badly = callers.answers.filter(({ status, at: when }) => status !== 200 && (status !== 503 || (when > firstAt && when < killedAt)));
  const moved = at === uri ? [] : [`the gateway was at ${uri}, and is at ${at}`];
  const twice = callers.answers.length - new Set(callers.answers.map(({ id, status }, place) => (status === 200 ? id : place))).size;
  const faults = [...badly.map(({ status, body }) => `${status} ${JSON.stringify(body)}`), ...callers.faults, ...moved, ...world.faults];
  return { victim, faults: twice > 0 ? [...faults, `${twice} were answered twice`] : faults };
}

/** An engine that outlives its app may end under whoever reaches it. */
async function reachKept(): Promise<Reached> {
  return until(
    'an engine stays',
    async () => {
      const reached = await world.reach();
      const facts = await reached.link.request('engine.facts', {}).catch(() => null);
      return facts && world.engines().length === 1 ? reached : false;
    },
    SERVES_MS,
  );
}

const placed = (service: Service | null, token: string) => (service?.uri ? { uri: service.uri, token } : false);

/** The service of the engine that is there, once its gateway answers as it is told to. */
async function served(before: number | null): Promise<Service & { uri: string }> {
  return until(
    'the gateway answers by what is on record',
    async () => {
      const reached = await world.reach(before);
      const service = await readService(reached).catch(() => null); // an engine that outlived its app ends, and another comes
      const isOver = service && ['stable', 'paused', 'aborted'].includes(service.release.state);
      return isOver && service.uri !== null && service.weights.length > 0 ? { ...service, uri: service.uri } : false;
    },
    SERVES_MS,
  );
}

/** Reality, by what is answered; the record, by what the engine tells; the ledger, by what the app reads in it. */
async function compare(seen: Seen): Promise<string[]> {
  const report = await world.report();
  const service = await served(null);
  const reached = await world.reach();
  for (const act of service.acts) seen.set(act.n, act);
  return [...(await splitFaults(service, reached.token)), ...recordFaults(service), ...ledgerFaults(report, [...seen.values()])];
}

async function splitFaults({ uri, weights }: Service & { uri: string }, token: string): Promise<string[]> {
  const hits = new Map<number, number>();
  for (let number = 0; number < MEASURED; number++) {
    const { status, revision } = await askOnce({ uri, token }, number);
    if (status !== 200) return [`a request after the kill was answered with ${status}`];
    hits.set(revision, (hits.get(revision) ?? 0) + 1);
  }
  const strange = [...hits.keys()].filter((revision) => !weights.some((each) => each.revision === revision));
  const off = weights.filter(({ revision, weight }) => Math.abs((hits.get(revision) ?? 0) - (MEASURED * weight) / 100) > OFF);
  return [
    ...strange.map((revision) => `${revision} answers and has no share`),
    ...off.map(({ revision, weight }) => `${revision} has ${weight} %, measured ${hits.get(revision)}`),
  ];
}

/** What is kept of the release says these very weights, and the last act on record says so too. */
function recordFaults({ release, plan, weights, acts }: Service): string[] {
  const share = release.state === 'paused' && release.step !== null ? (plan.steps[release.step]?.weight ?? 0) : 0;
  const told = Object.fromEntries(weights.map(({ revision, weight }) => [revision, weight]));
  const wanted = share === 0 || release.candidate === null ? { [release.stable]: 100 } : { [release.stable]: 100 - share, [release.candidate]: share };
  const faults = JSON.stringify(told) === JSON.stringify(wanted) ? [] : [`the record says ${JSON.stringify(wanted)}, the gateway ${JSON.stringify(told)}`];
  const last = acts[0];
  if (last && last.revision !== null && last.weight !== (told[last.revision] ?? 0))
    faults.push(`the last act (${last.verb}) left ${last.revision} with ${last.weight} %, it has ${told[last.revision]}`);
  return faults;
}

/** Each intent has one outcome; what is called done was done once, what is called not done never was; nothing was done without an intent. */
function ledgerFaults({ ledger, intents }: Report, acts: readonly ServiceAct[]): string[] {
  const faults = ledger === 'whole' ? [] : [`the ledger is ${ledger}`];
  const taken = acts.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  for (const { seq, verb, phase, outcomes } of intents) {
    const times = taken.filter((entry) => entry === seq).length;
    const note = (what: string) => faults.push(`${verb} (${seq}, ${phase}): ${what}`);
    if (outcomes !== 1) note(`${outcomes} outcomes`);
    if (times > 1) note(`taken ${times} times`);
    if (phase === 'done' && times !== 1) note('was never taken');
    if (phase === 'not-done' && times !== 0) note('was taken');
  }
  const known = new Set(intents.map(({ seq }) => seq));
  for (const entry of taken) if (!known.has(entry)) faults.push(`an act names ${entry}, which the ledger does not hold`);
  const byRule = acts.filter(({ by }) => by === BY_RULE);
  return [...faults, ...byRule.map(({ verb, revision }) => `a rule did ${verb} to ${revision}, which answers well`)];
}

test(`app, engine or both are killed ${KILLS} times while a service answers and is moved: split, ledger and record agree each time (seed ${SEED})`, {
  timeout: 60_000 + KILLS * 60_000,
}, async () => {
  const ends: Record<string, number> = {};
  const phases: Record<string, number> = {};
  const staged = newWorkspace();
  for (let first = 0; first < KILLS; first += IN_ONE_WORKSPACE) {
    world = new ServingWorld(built, staged);
    const seen: Seen = new Map();
    for (let trial = first; trial < Math.min(KILLS, first + IN_ONE_WORKSPACE); trial++) {
      const tried = async () => {
        const { victim, faults } = await killOnce(trial);
        const found = { seed: SEED + trial, victim, faults: [...faults, ...(await compare(seen))] };
        await until('one engine is left', () => world.engines().length === 1, GONE_MS);
        return found;
      };
      const { victim, ...found } = await tried().catch((error: unknown) => ({ seed: SEED + trial, victim: '', faults: [String(error)] }));
      expect({ victim, ...found }).toMatchObject({ faults: [] });
      ends[victim] = (ends[victim] ?? 0) + 1;
    }
    for (const { phase } of (await world.report()).intents) phases[phase ?? ''] = (phases[phase ?? ''] ?? 0) + 1;
    await world.down();
    await until('no engine is left', () => world.engines().length === 0, GONE_MS);
    expect(existsSync(join(world.runtime, 'pilothouse')) ? readdirSync(join(world.runtime, 'pilothouse')) : []).toEqual([]);
    world.remove();
  }
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  console.log(`${KILLS} kills (${counted(ends)}), acts: ${counted(phases)}`);
});
