import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../e2e/peers/replay/random';
import { stageTraining, type TrainingStage } from '../../../e2e/training-under-test';
import { readTail } from '../lib/logs/log-reader';
import { findMarked } from '../lib/processes/process-tree';
import { RunStore } from './run-store';

/** As many as the time allows; a whole proof takes 200. */
const RANDOM_KILLS = Number(process.env['PILOTHOUSE_KILLS'] ?? (process.env['PILOTHOUSE_SOAK'] === '1' ? 200 : 6));
/** Of the moments of the kills; a trial that found something is begun again with its own. */
const SEED = Number(process.env['PILOTHOUSE_SEED'] ?? Date.now() % 1_000_000);
const KILL_MS = 60_000;
const peers = join(import.meta.dirname, '../../../e2e/peers');

let root: string;
const engines = new Set<ChildProcess>();
const stages = new Set<TrainingStage>();
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'training-killed-'))));
afterEach(async () => {
  for (const engine of engines) engine.kill('SIGKILL');
  for (const stage of stages) await stage.close();
  engines.clear();
  stages.clear();
  rmSync(root, { recursive: true, force: true });
});

/** An engine that can be killed. `queued` are the runs that it has said are queued. */
async function startEngine(count: number, entryPoint = 'main') {
  const args = ['--import', join(peers, 'typescript.mjs'), join(peers, 'training-engine.ts'), root, String(count), entryPoint];
  const engine = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  engines.add(engine);
  let said = '';
  engine.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const queued = () => [...said.matchAll(/queued ([a-f0-9]{32})\n/g)].map(([, run]) => run ?? '');
  const until = async (what: () => boolean) => {
    while (!what() && engine.exitCode === null && engine.signalCode === null) await sleep(5);
    expect(what(), `the engine ended by itself: ${engine.exitCode}`).toBe(true);
  };
  await until(() => said.includes('open\n'));
  const kill = async () => {
    const gone = once(engine, 'exit');
    engine.kill('SIGKILL');
    await gone;
    engines.delete(engine);
    return queued();
  };
  return { queued, until, kill };
}

async function openAgain() {
  const stage = await stageTraining({ root, runsAtOnce: 3, graceMs: 300 });
  stages.add(stage);
  return stage;
}

/** Only writes a project. */
async function writeProject(scripts: Readonly<Record<string, string>>) {
  const stage = await stageTraining({ root });
  stage.project(scripts);
  stage.abandon();
}

const COUNTING = (lines: number, everyMs: number) => `
  require('node:fs').appendFileSync('ran-' + process.env.MLFLOW_RUN_ID, 'x');
  let n = 0; const timer = setInterval(() => { console.log('line ' + n++); if (n === ${lines}) { clearInterval(timer); } }, ${everyMs});`;
const logOf = (stage: TrainingStage, run: string) => readTail(join(stage.places.logs, run), 10_000).map(({ text }) => text);
const counted = (lines: number) => Array.from({ length: lines }, (_, n) => `line ${n}`);

test('a run goes on while its engine is dead, and the next one follows it to its end', { timeout: KILL_MS }, async () => {
  await writeProject({ main: COUNTING(60, 50) });
  const first = await startEngine(1);
  await first.until(() => first.queued().length === 1);
  const [run = ''] = first.queued();
  await first.until(
    () => existsSync(join(root, '.pilothouse/runs', run, 'out')) && readFileSync(join(root, '.pilothouse/runs', run, 'out'), 'utf8').length > 40,
  );
  await first.kill();
  expect(await findMarked(run)).toHaveLength(1);
  const stage = await openAgain();
  expect(stage.training.isActive(run)).toBe(true);
  const live = await stage.live(run);
  await stage.until(() => live.events.some(({ resources }) => (resources?.processes ?? 0) > 0));
  const token = readFileSync(join(stage.places.runs, run, 'token'), 'utf8');
  expect(token).toHaveLength(64);
  expect(await stage.ended(run)).toMatchObject({ state: 'failed', exit: { cause: 'gone', code: null } });
  expect(logOf(stage, run)).toEqual(counted(60));
  expect(stage.tokensOf(run)).toBe(0);
  live.stop();
});

test('what ended while nobody looked: its client is believed, its exit code is not known, its log is whole', { timeout: KILL_MS }, async () => {
  await writeProject({ main: COUNTING(30, 20) });
  const first = await startEngine(2);
  await first.until(() => first.queued().length === 2);
  const [told = '', silent = ''] = first.queued();
  await first.until(() => [told, silent].every((run) => existsSync(join(root, `ran-${run}`))));
  await first.kill();
  while ((await findMarked(told)).length + (await findMarked(silent)).length > 0) await sleep(20);
  const stage = await openAgain();
  stage.records.setState(told, 'finished', Date.now()); // as its client would have, had the address been there
  expect(await stage.ended(told)).toMatchObject({ state: 'finished', exit: { cause: 'gone', code: null } });
  expect(await stage.ended(silent)).toMatchObject({ state: 'failed', exit: { cause: 'gone', code: null } });
  expect([logOf(stage, told), logOf(stage, silent)]).toEqual([counted(30), counted(30)]);
});

test('a cancel that was begun is carried out by the next engine', { timeout: KILL_MS }, async () => {
  await writeProject({ main: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')` });
  const first = await startEngine(1);
  await first.until(() => first.queued().length === 1);
  const [run = ''] = first.queued();
  await first.until(
    () => existsSync(join(root, '.pilothouse/runs', run, 'out')) && readFileSync(join(root, '.pilothouse/runs', run, 'out'), 'utf8') === 'up\n',
  );
  await first.kill();
  const between = await stageTraining({ root, graceMs: 60_000 });
  between.cancel(run);
  between.abandon();
  expect(await findMarked(run)).toHaveLength(1);
  const stage = await openAgain();
  expect(await stage.ended(run)).toMatchObject({ state: 'killed', exit: { cause: 'cancelled' } });
  expect(await findMarked(run)).toEqual([]);
});

test('killed before a process was on record: what is left of its run is no run that goes on', { timeout: KILL_MS }, async () => {
  await writeProject({ main: `setInterval(() => {}, 1000)` });
  const before = await stageTraining({ root });
  const run = await before.start('main');
  await before.until(() => before.records.stateOf(run) === 'running');
  const store = new RunStore(before.registry);
  await before.until(() => store.find(run)?.state === 'running');
  const first = store.find(run)?.process?.pid ?? 0;
  const deaf = spawn(process.execPath, ['-e', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, PILOTHOUSE_RUN_MARK: run },
  });
  deaf.unref();
  await before.until(() => deaf.pid !== undefined);
  before.registry.database.prepare("UPDATE training_run SET state = 'starting', pid = NULL, started = NULL WHERE run = ?").run(run);
  before.abandon();

  // Its first process is there: it goes on.
  const second = await stageTraining({ root, graceMs: 300 });
  expect(new RunStore(second.registry).find(run)?.process?.pid).toBe(first);
  second.registry.database.prepare("UPDATE training_run SET state = 'starting', pid = NULL, started = NULL WHERE run = ?").run(run);
  second.abandon();

  // It has ended, and what it left behind is deaf.
  process.kill(first, 'SIGKILL');
  while ((await findMarked(run)).some(({ pid }) => pid === first)) await sleep(10);
  const stage = await openAgain();
  expect(await stage.ended(run)).toMatchObject({ state: 'failed', exit: { cause: 'gone', code: null } });
  expect(await findMarked(run)).toEqual([]);
});

test('the queue keeps its order over restarts', { timeout: KILL_MS }, async () => {
  await writeProject({ main: `setInterval(() => {}, 1000)` });
  const first = await startEngine(6);
  await first.until(() => first.queued().length === 6);
  const queued = await first.kill();
  const stage = await openAgain();
  await stage.until(() => queued.slice(0, 3).every((run) => stage.records.stateOf(run) === 'running'));
  expect(queued.slice(3).map((run) => stage.training.more(run).queuePosition)).toEqual([1, 2, 3]);
});

test(`killed at any of ${RANDOM_KILLS} moments: no run is lost, invented or run twice, no line is lost, no process is left (seed ${SEED})`, {
  timeout: 60_000 + RANDOM_KILLS * 10_000,
}, async () => {
  const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
  await writeProject({
    main: `${COUNTING(40, 10)}
      if (process.pid % 3 === 0) require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], {detached: true, stdio: 'ignore'}).unref();`,
  });
  const random = seededRandom(SEED);
  const acknowledged: string[] = [];
  let begun = 0;
  for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
    const engine = await startEngine(2);
    begun += 2;
    await sleep(random() * 900); // the moment is what is tried
    acknowledged.push(...(await engine.kill()));
  }
  const stage = await openAgain();
  stage.setRunsAtOnce(6);
  await stage.until(() => stage.training.active() === 0, 60_000 + RANDOM_KILLS * 2_000);
  const all = new RunStore(stage.registry).inState('ended');
  expect(acknowledged.filter((run) => !all.includes(run))).toEqual([]);
  expect(all.length).toBeLessThanOrEqual(begun);
  const ended = all.map((run) => ({ run, state: stage.records.stateOf(run), exit: stage.training.more(run).exit }));
  expect(ended.filter(({ state, exit }) => exit === null || (state !== 'finished' && state !== 'failed'))).toEqual([]);
  const ran = (run: string) => (existsSync(join(root, `ran-${run}`)) ? readFileSync(join(root, `ran-${run}`), 'utf8').length : 0);
  expect(all.filter((run) => ran(run) > 1)).toEqual([]);
  // One whose end was not seen has run as well; none was ended by an engine that died.
  expect(ended.filter(({ run, exit }) => exit?.cause !== 'gone' && ran(run) !== 1)).toEqual([]);
  expect(all.filter((run) => ran(run) === 1).map((run) => [run, logOf(stage, run)])).toEqual(
    all.filter((run) => ran(run) === 1).map((run) => [run, counted(40)]),
  );
  for (const run of all) expect(await findMarked(run)).toEqual([]);
});
