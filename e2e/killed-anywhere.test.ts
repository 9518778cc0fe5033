import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readTail } from '../electron/engine/lib/logs/log-reader';
import { failureOf } from '../shared/models/failure';
import { Book } from './peers/kills/book';
import { isTrained, pointKey, pointValue, startLoad } from './peers/kills/load';
import { readWorld, type SeenRun } from './peers/kills/read-world';
import { lossOf, STEPS, timeOf } from './peers/kills/training-script';
import { kill, type Reached, World } from './peers/kills/world';
import { seededRandom } from './peers/replay/random';

/** A whole proof takes 200. */
const KILLS = Number(process.env['PILOTHOUSE_KILLS'] ?? (process.env['PILOTHOUSE_SOAK'] === '1' ? 200 : 4));
/** Of the first kill; the next have the next. One that found something is begun again with its own and one kill. */
const SEED = Number(process.env['PILOTHOUSE_SEED'] ?? Date.now() % 1_000_000);
/** As many in one workspace, one after the other. */
const IN_ONE_WORKSPACE = 20;
const VICTIMS = ['app', 'engine', 'child', 'both'] as const;
const KILL_AFTER_MS = 1_300;
const START_KILL_AFTER_MS = 600;
const ENDED_MS = 60_000;

const built = join(import.meta.dirname, `../test-results/kills-${process.pid}-${SEED}`);
let world: World;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peers/kills/build.mjs'), built]);
}, 120_000);
afterEach(() => world.remove());
afterAll(() => rmSync(built, { recursive: true, force: true }));

async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = performance.now() + ms; !(await holds()); await sleep(20)) if (performance.now() > end) throw new Error(`it did not come about: ${what}`);
}

/** One kill at a moment that its seed tells. @returns the workspace as it was opened again */
async function killOnce(trial: number, book: Book): Promise<{ reached: Reached; victim: string; refusals: string[] }> {
  const random = seededRandom(SEED + trial);
  const victim = VICTIMS[(SEED + trial) % VICTIMS.length] ?? 'app';
  if (!world.app && random() < 0.3) {
    world.start();
    await sleep(random() * START_KILL_AFTER_MS); // while it comes up
    await world.kill(random() < 0.5 ? 'both' : 'app');
  }
  if (!world.app) await world.up();
  const before = await world.reach();
  await before.link.request('engine.change', { runsAtOnce: 3, keepRunsOnQuit: trial % 2 === 0 });
  const load = startLoad(before, book, trial, random);
  await sleep(random() * KILL_AFTER_MS); // the moment is what is tried
  const engine = world.enginePid();
  if (victim === 'child') await killChild(random);
  else await world.kill(victim);
  if (victim === 'app' || victim === 'both') world.leave();
  const refusals = await load.stop();
  if (victim === 'app' || victim === 'both') await world.up();
  return { reached: await world.reach(victim === 'engine' || victim === 'both' ? engine : null), victim, refusals };
}

async function killChild(random: () => number): Promise<void> {
  await until('a run has a process', () => world.trained().length > 0);
  const there = world.trained();
  kill(there[Math.floor(random() * there.length)]?.pid ?? 0);
}

/** What the processes of runs say themselves was acknowledged. */
function noteTrained(book: Book, runs: readonly SeenRun[]): void {
  for (const { id, name } of runs.filter(({ trained }) => trained)) {
    const file = join(world.folder, `logged-${id}`);
    const steps = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : [];
    for (const step of steps) book.acknowledge(pointKey(name, 'loss', step), pointValue(lossOf(step), timeOf(step)));
  }
}

/** An engine that outlives its app ends some time: what was asked of it then is asked of the one that follows. */
async function steadily<T>({ victim, reached }: { victim: string; reached: Reached }, work: (reached: Reached) => Promise<T>): Promise<T> {
  try {
    return await work(reached);
  } catch (error) {
    if (victim !== 'app' || !isEngineGone(error)) throw error;
    return await work(await world.reach());
  }
}

/** It is asked by its link and by its address; a fetch that finds nobody there is a TypeError. */
function isEngineGone(error: unknown): boolean {
  return error instanceof TypeError ? error.message === 'fetch failed' : failureOf(error).detail.reason === 'engine-lost';
}

async function compare(reached: Reached, book: Book): Promise<string[]> {
  // What a run logs between two looks is in neither or in both.
  noteTrained(book, (await readWorld(reached, world.folder)).runs);
  const { found } = await readWorld(reached, world.folder);
  const faults = book.compare(found);
  book.adopt(found, isTrained);
  return faults;
}

/** Runs have ended, each as it should, with every line that it wrote; and nothing of them is left. */
async function compareEnded({ link, connection }: Reached, runs: readonly SeenRun[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, name } of runs.filter(({ trained }) => trained)) {
    const { state, exit } = await link.request('runs.get', { connection, run: id });
    const lines = readTail(join(world.folder, '.pilothouse/logs', id), 1_000).map(({ text }) => text);
    const logged = existsSync(join(world.folder, `logged-${id}`))
      ? readFileSync(join(world.folder, `logged-${id}`), 'utf8')
          .split('\n')
          .filter(Boolean)
      : [];
    const told = lines.filter((line) => line.startsWith('line '));
    const began = existsSync(join(world.folder, `ran-${id}`)) ? readFileSync(join(world.folder, `ran-${id}`), 'utf8').length : 0;
    const note = (what: string) => faults.push(`${name} ${id} (${state}, ${exit?.cause}): ${what}`);
    if (!['finished', 'failed', 'killed'].includes(state)) note('it has not ended');
    if (state === 'finished' && logged.length < STEPS) note(`it finished with ${logged.length} steps`);
    if (began > 1) note('it ran twice');
    if (told.some((line, at) => line !== `line ${at}`)) note(`lines out of order: ${told.join(', ')}`);
    if (told.length < logged.length) note(`${logged.length - told.length} lines lost`);
  }
  return faults;
}

/** Everything that trains is waited for. @returns what is not as it should be */
async function endOf(reached: Reached, book: Book): Promise<string[]> {
  await until('every run has ended', async () => (await reached.link.request('engine.facts', {})).activeRuns === 0, ENDED_MS);
  await until('no process of a run is left', () => world.trained().length === 0);
  const { runs } = await readWorld(reached, world.folder);
  return [...(await compare(reached, book)), ...(await compareEnded(reached, runs))];
}

test(`app, engine or child is killed ${KILLS} times while it trains, uploads and registers: it opens each time, with what it acknowledged and no more (seed ${SEED})`, {
  timeout: 120_000 + KILLS * 15_000,
}, async () => {
  const ends: Record<string, number> = {};
  let records = 0;
  for (let first = 0; first < KILLS; first += IN_ONE_WORKSPACE) {
    world = new World(built);
    const book = new Book();
    let last: Awaited<ReturnType<typeof killOnce>> | undefined;
    for (let trial = first; trial < Math.min(KILLS, first + IN_ONE_WORKSPACE); trial++) {
      const after = await killOnce(trial, book);
      last = after;
      const faults = await steadily(after, (reached) => compare(reached, book));
      expect({ seed: SEED + trial, victim: after.victim, faults: [...after.refusals, ...faults] }).toMatchObject({ faults: [] });
      await until('one engine is left', () => world.engines().length === 1);
      ends[after.victim] = (ends[after.victim] ?? 0) + 1;
    }
    if (last) expect(await steadily(last, async (reached) => await endOf(reached, book))).toEqual([]);
    await world.down();
    await until('no engine is left', () => world.engines().length === 0);
    expect(readdirSync(join(world.folder, '.pilothouse/temporary'))).toEqual([]);
    expect(readdirSync(join(world.folder, '.pilothouse/runs'))).toEqual([]);
    expect(readdirSync(join(world.runtime, 'pilothouse'))).toEqual([]);
    records += book.acknowledged;
    world.remove();
  }
  console.log(
    `${KILLS} kills (${Object.entries(ends)
      .map(([victim, count]) => `${victim} ${count}`)
      .join(', ')}), ${records} acknowledged records`,
  );
});
