import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StageOptions, stageTraining, type TrainingStage } from '../../../e2e/training-under-test';
import { findMarked } from '../lib/processes/process-tree';
import { RunStore } from './run-store';

let stage: TrainingStage;
const restage = async (options: StageOptions) => {
  await stage.close();
  stage = await stageTraining(options);
};
beforeEach(async () => void (stage = await stageTraining()));
afterEach(async () => {
  await stage.close();
});

const STAY = 'setInterval(() => {}, 1000);';
const DEAF = `process.on('SIGTERM', () => console.log('asked')); ${STAY} console.log('up');`;

test('a run trains, is followed, and ends with its exit code on record', async () => {
  stage.project({ main: `console.log('hello', process.argv[2]); console.error('careful');` }, { who: 'string' });
  const run = await stage.start('main', { who: 'a b; $HOME' }, { name: 'first' });
  expect(await stage.ended(run)).toEqual({
    state: 'finished',
    exit: { code: 0, signal: null, cause: 'exited', failure: null, lastLines: ['hello a b; $HOME', 'careful'] },
  });
  expect(stage.records.find(run)).toMatchObject({ name: 'first', origin: 'process', entryPoint: 'main' });
  expect(stage.records.paramsOf(run)).toEqual({ who: 'a b; $HOME' });
  expect(stage.training.more(run)).toMatchObject({ code: { project: '.', argv: [process.execPath, 'main.cjs', 'a b; $HOME'] }, queuePosition: null });
  expect(readdirSync(stage.places.runs)).toEqual([]); // what was for the process is gone
  expect(stage.facts).toMatchObject([{ relation: 'runs', to: { kind: 'run', id: run } }]);
});

test('the phases of a run are on record with their times, each while it goes on', async () => {
  stage.project({ main: `setTimeout(() => {}, 300)`, stay: STAY });
  const [first, second] = [await stage.start('main'), await stage.start('stay')];
  const phases = (run: string) => stage.training.more(run).phases;
  expect(phases(second)).toMatchObject([{ phase: 'queued', until: null }]);
  await stage.ended(first);
  await stage.until(() => stage.records.stateOf(second) === 'running' && phases(second).length === 3);
  const seen = phases(first);
  expect(seen.map(({ phase }) => phase)).toEqual(['queued', 'preparing', 'running', 'closing']);
  for (const [at, { from, until }] of seen.entries()) {
    expect(until).toBeGreaterThanOrEqual(from);
    if (at > 0) expect(seen[at - 1]?.until).toBe(from);
  }
  const ran = seen[2];
  expect((ran?.until ?? 0) - (ran?.from ?? 0)).toBeGreaterThanOrEqual(250);
  expect(phases(second).at(-1)).toMatchObject({ phase: 'running', until: null });
  expect(phases(second)[0]?.until).toBeGreaterThanOrEqual(ran?.until ?? Number.POSITIVE_INFINITY); // its turn came after the first
  stage.cancel(second);
  await stage.ended(second);
  expect(phases(second).map(({ phase, until }) => [phase, until !== null])).toEqual([
    ['queued', true],
    ['preparing', true],
    ['running', true],
    ['closing', true],
  ]);
});

test('children get the address, a token of their own and their run; not what would lead them elsewhere', async () => {
  await restage({
    env: { ...process.env, MLFLOW_TRACKING_USERNAME: 'x', PILOTHOUSE_SECRET: 'y', MLFLOW_TRACKING_URI: 'http://other', http_proxy: 'http://p', NO_PROXY: 'a' },
  });
  stage.project({ main: `console.log(JSON.stringify(process.env)); console.log('token is ' + process.env.MLFLOW_TRACKING_TOKEN); ${STAY}` });
  const run = await stage.start('main');
  await stage.until(() => existsSync(join(stage.places.runs, run, 'token')));
  const token = readFileSync(join(stage.places.runs, run, 'token'), 'utf8');
  expect(token).toMatch(/^[a-f0-9]{64}$/);
  expect(stage.tokensOf(run)).toBe(1);
  const log = await stage.log(run);
  await stage.until(() => log.texts().length === 2);
  const env: unknown = JSON.parse(log.texts()[0] ?? '');
  expect(env).toMatchObject({
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:9',
    MLFLOW_TRACKING_TOKEN: '[redacted]',
    MLFLOW_RUN_ID: run,
    MLFLOW_EXPERIMENT_NAME: 'Trial',
    MLFLOW_EXPERIMENT_ID: '1',
    PILOTHOUSE_RUN_MARK: run,
    NO_PROXY: 'a,127.0.0.1,localhost',
  });
  expect(env).not.toHaveProperty('MLFLOW_TRACKING_USERNAME');
  expect(env).not.toHaveProperty('PILOTHOUSE_SECRET');
  expect(log.texts()[1]).toBe('token is [redacted]');
  stage.cancel(run);
  await stage.ended(run);
  expect(stage.tokensOf(run)).toBe(0);
  log.stop();
});

test('a failure has its exit code and its last lines; a signal its name', async () => {
  stage.project({ main: `console.log('one'); throw new Error('no such column: age')`, killed: `process.kill(process.pid, 'SIGSEGV'); ${STAY}` });
  const { state, exit } = await stage.ended(await stage.start('main'));
  expect([state, exit?.code, exit?.cause]).toEqual(['failed', 1, 'exited']);
  expect(exit?.lastLines.join('\n')).toContain('no such column: age');
  expect((await stage.ended(await stage.start('killed'))).exit).toMatchObject({ code: null, signal: 'SIGSEGV', cause: 'exited' });
});

test('as many train as are allowed; the others wait in their order, and move up', async () => {
  stage.project({ main: STAY });
  const runs = [await stage.start('main'), await stage.start('main'), await stage.start('main'), await stage.start('main')];
  const [first = '', second = '', third = '', fourth = ''] = runs;
  await stage.until(() => stage.records.stateOf(first) === 'running');
  expect(runs.map((run) => stage.training.more(run).queuePosition)).toEqual([null, 1, 2, 3]);
  expect(stage.training.active()).toBe(4);
  stage.cancel(second);
  expect(await stage.ended(second)).toMatchObject({ state: 'killed', exit: { cause: 'cancelled', code: null } });
  stage.setRunsAtOnce(2);
  await stage.until(() => stage.records.stateOf(third) === 'running');
  stage.cancel(first);
  await stage.until(() => stage.records.stateOf(fourth) === 'running');
  expect(stage.training.active()).toBe(2);
});

test('cancel ends the whole tree, also what is deaf and has left its session', async () => {
  stage.project({
    main: `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(DEAF)}], {detached: true, stdio: 'inherit'}).unref(); ${DEAF}`,
  });
  const run = await stage.start('main');
  const log = await stage.log(run);
  await stage.until(() => log.texts().filter((text) => text === 'up').length === 2);
  expect(await findMarked(run)).toHaveLength(2);
  stage.cancel(run);
  stage.cancel(run); // again is the same
  expect(await stage.ended(run)).toMatchObject({ state: 'killed', exit: { cause: 'cancelled', signal: 'SIGKILL' } });
  expect(await findMarked(run)).toEqual([]);
  expect(log.texts().filter((text) => text === 'asked')).toHaveLength(2);
  expect((await stage.refusal(Promise.resolve().then(() => stage.cancel(run)))).detail.reason).toBe('run-not-active');
  log.stop();
});

test('what outlives the first process of a run is ended with it', async () => {
  stage.project({ main: `require('node:child_process').spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'}).unref();` });
  const run = await stage.start('main');
  expect(await stage.ended(run)).toMatchObject({ state: 'finished' });
  expect(await findMarked(run)).toEqual([]);
});

test('a time limit ends a run that hangs', async () => {
  stage.project({ main: STAY });
  const run = await stage.start('main', {}, { timeLimitMs: 300 });
  expect(await stage.ended(run)).toMatchObject({ state: 'killed', exit: { cause: 'time-limit' } });
});

test('a clock that is put forward ends no run before its time, and one that is put back leaves durations that are none out', async () => {
  let skewMs = 0;
  await restage({ now: () => Date.now() + skewMs });
  stage.project({ main: `setTimeout(() => {}, 700)`, hang: STAY });
  const run = await stage.start('main', {}, { timeLimitMs: 60_000 });
  await stage.until(() => stage.records.stateOf(run) === 'running');
  skewMs = 86_400_000;
  expect(await stage.ended(run)).toMatchObject({ state: 'finished', exit: { cause: 'exited' } });
  const back = await stage.start('main');
  await stage.until(() => stage.records.stateOf(back) === 'running');
  skewMs = -86_400_000;
  expect(await stage.ended(back)).toMatchObject({ state: 'finished' });
  expect(new RunStore(stage.registry).durations('.', 'main').every((ms) => ms >= 0)).toBe(true);
  const hung = await stage.start('hang', {}, { timeLimitMs: 400 });
  await stage.until(() => stage.records.stateOf(hung) === 'running');
  skewMs -= 86_400_000; // a limit is kept although the clock says that it has not begun
  expect(await stage.ended(hung)).toMatchObject({ state: 'killed', exit: { cause: 'time-limit' } });
}, 20_000);

test('what cannot be started says why, before it is queued where that is known', async () => {
  stage.project({ main: STAY }, { data: 'path', rate: 'float' });
  const why = async (entry: string, params: Record<string, string>, more: object = {}) => (await stage.refusal(stage.start(entry, params, more))).detail.reason;
  expect(await why('nowhere', {})).toBe('entry-point-unknown');
  expect(await why('main', { data: 'x' })).toBe('parameter-missing');
  expect(await why('main', { data: 'x', rate: 'fast' })).toBe('parameter-invalid');
  expect(await why('main', { data: 's3://x', rate: '1' })).toBe('parameter-invalid');
  expect(await why('main', { data: 'a\0b', rate: '1' })).toBe('parameter-invalid');
  expect(await why('main', { data: 'x', rate: '1' }, { environment: 'conda' })).toBe('environment-unknown');
  expect(await why('main', { data: 'x', rate: '1' }, { project: 'other' })).toBe('project-unknown');
  stage.write('MLproject', 'entry_points: {main: {command: "no-such-program x"}, shell: {command: "a | b"}}');
  expect(await why('main', {})).toBe('interpreter-missing');
  expect(await why('shell', {})).toBe('command-shell');
  expect(stage.training.active()).toBe(0);
});

test('what breaks between queue and start ends the run with the reason', async () => {
  stage.project({ stay: STAY, main: STAY });
  const first = await stage.start('stay');
  const run = await stage.start('main');
  stage.write('MLproject', 'entry_points: [');
  stage.cancel(first);
  expect(await stage.ended(run)).toMatchObject({ state: 'failed', exit: { cause: 'start-failed', failure: { detail: { reason: 'project-malformed' } } } });
});

test('a run that deletes its own folder and all that it can reach ends like any other', async () => {
  stage.project({
    main: `const fs = require('node:fs'); console.log('before');
      fs.rmSync('.pilothouse/runs', {recursive: true}); fs.rmSync('.pilothouse/logs', {recursive: true});
      for (const name of fs.readdirSync('.')) if (!name.startsWith('.')) fs.rmSync(name, {recursive: true});
      console.log('after'); process.exitCode = 3;`,
  });
  const { state, exit } = await stage.ended(await stage.start('main'));
  expect([state, exit?.code, exit?.lastLines.at(-1)]).toEqual(['failed', 3, 'after']);
});

test('a flood of lines leaves the engine responsive and the log bounded', async () => {
  stage.project({
    main: `const line = 'x'.repeat(99) + '\\n'; const chunk = line.repeat(10000); for (let n = 0; n < 60; n++) require('node:fs').writeSync(1, chunk); console.log('the end')`,
  });
  const run = await stage.start('main');
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const { exit } = await stage.ended(run);
  clearInterval(beat);
  expect(exit?.lastLines.at(-1)).toBe('the end');
  expect(longest).toBeLessThan(1_000);
  const log = await stage.log(run, 3);
  expect(log.events[0]).toMatchObject({ total: 600_001, ended: true });
});

test('a reader sees the end of the log, then what comes, and what it missed as a gap', async () => {
  stage.project({
    main: `console.log('a\\nb\\nc'); process.on('SIGTERM', () => { for (let n = 0; n < 50; n++) console.log('line ' + n); process.exit(); }); ${STAY}`,
  });
  const run = await stage.start('main');
  await stage.until(() => stage.records.stateOf(run) === 'running');
  const early = await stage.log(run);
  await stage.until(() => early.texts().length === 3);
  const late = await stage.log(run, 2);
  expect(late.events[0]).toMatchObject({
    lines: [
      { n: 2, text: 'b' },
      { n: 3, text: 'c' },
    ],
    gap: false,
    ended: false,
    total: 3,
  });
  stage.cancel(run);
  await stage.ended(run);
  await stage.until(() => late.events.at(-1)?.ended === true);
  expect(early.texts()).toHaveLength(53);
  expect(late.events.some(({ gap }) => gap)).toBe(true);
  expect(late.texts().at(-1)).toBe('line 49');
  expect((await stage.search(run, 'LINE 4', null, 3)).lines.map(({ text }) => text)).toEqual(['line 49', 'line 48', 'line 47']);
  early.stop();
  late.stop();
});

test('live: state, progress with its source, resources of the tree, and metrics that changed', async () => {
  stage.project({ main: `console.log('step 3/12'); ${STAY}` });
  const run = await stage.start('main');
  const live = await stage.live(run);
  await stage.until(() => live.events.some(({ progress }) => progress.source === 'log'));
  expect(live.events.at(-1)).toMatchObject({ state: 'running', progress: { done: 0.25, step: 3, total: 12 } });
  await stage.until(() => (live.events.at(-1)?.resources?.memoryBytes ?? 0) > 1_000_000);
  stage.records.setTags(run, { 'pilothouse.progress': '0.5' });
  await stage.until(() => live.events.at(-1)?.progress.source === 'reported');
  stage.cancel(run);
  await stage.until(() => live.events.at(-1)?.exit?.cause === 'cancelled');
  expect(live.events.at(-1)).toMatchObject({ state: 'killed', resources: null });
  live.stop();
});

test('a metric that is no number is a concern while the run trains, and no longer', async () => {
  stage.project({ main: STAY });
  const run = await stage.start('main', {}, { name: 'diverging' });
  const concerns = await stage.concerns();
  await stage.until(() => stage.records.stateOf(run) === 'running');
  stage.records.logPoints(run, [{ key: 'loss', value: Number.NaN, step: 3, at: 1_000 }]);
  await stage.until(() => concerns.now().length > 0);
  expect(concerns.now()).toMatchObject([{ run, name: 'diverging', concern: 'not-finite', metric: 'loss', since: 1_000 }]);
  stage.cancel(run);
  await stage.until(() => concerns.now().length === 0);
  concerns.stop();
});

test('what its client said stands only where its process does not say otherwise', async () => {
  stage.project({ fine: STAY, bad: `setTimeout(() => process.exit(2), 300)` });
  const bad = await stage.start('bad');
  await stage.until(() => stage.records.stateOf(bad) === 'running');
  stage.records.setState(bad, 'finished', Date.now());
  expect(await stage.ended(bad)).toMatchObject({ state: 'failed', exit: { code: 2 } });
});

test('a run of somebody else cannot be cancelled or repeated', async () => {
  const other = stage.records.createRun({
    experiment: 'x',
    name: null,
    state: 'running',
    origin: 'client',
    entryPoint: null,
    user: null,
    startedAt: 1,
    params: {},
    tags: {},
  });
  expect((await stage.refusal(Promise.resolve().then(() => stage.cancel(other)))).detail.reason).toBe('run-not-ours');
  expect((await stage.refusal(stage.repeat(other))).detail.reason).toBe('run-not-ours');
  expect(stage.training.more(other)).toEqual({ code: null, exit: null, timeLimitMs: null, queuePosition: null, repeats: null, phases: [] });
});

test('the folder may be removed while nothing runs', async () => {
  rmSync(stage.places.runs, { recursive: true });
  stage.project({ main: '' });
  expect(await stage.ended(await stage.start('main'))).toMatchObject({ state: 'finished' });
});
