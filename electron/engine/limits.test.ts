import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workspaceConnection } from '../../shared/models/workspace';
import { readEngineFile } from '../backend/lib/engine-file';
import { SILENT } from '../backend/lib/log';
import { connectEngine, type EngineLink } from '../backend/workspaces/engine-link';
import { type Engine, openEngine } from './engine';
import { OWN_NODE } from './training/node-host';

// What a workspace may keep, and for how long, in an engine that is up: asked as the backend and as a client ask.

const DAY_MS = 24 * 3_600_000;
const MLPROJECT = `name: tides
entry_points:
  say: {parameters: {text: string}, command: "node say.cjs {text}"}
  wait: {command: "node wait.cjs"}
`;
const WAIT = `console.log('still here');
const timer = setInterval(() => require('node:fs').existsSync('go') && clearInterval(timer), 20);
`;

let root: string;
let work: string;
let later: number;
let engine: Engine;
let link: EngineLink;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'limits-'));
  work = join(root, 'work');
  later = 0;
  for (const name of ['work', 'runtime']) mkdirSync(join(root, name), { mode: 0o700 });
  writeFileSync(join(work, 'MLproject'), MLPROJECT);
  writeFileSync(join(work, 'say.cjs'), 'console.log(process.argv[2]);\n');
  writeFileSync(join(work, 'wait.cjs'), WAIT);
  await open();
});
afterEach(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const env = { ...process.env, XDG_RUNTIME_DIR: join(root, 'runtime') };
  const options = { folder: work, by: 'a test', owner: null, version: '0', port: null, shippedNode: OWN_NODE, log: SILENT, env };
  engine = await openEngine({ ...options, now: () => Date.now() + later });
  const file = readEngineFile(work);
  if (!file) throw new Error('no engine');
  link = await connectEngine(file);
}
async function close(): Promise<void> {
  link.close();
  await engine.leave(true);
}
const connection = () => workspaceConnection(engine.id);

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const last = performance.now() + 15_000;
  while (!(await look())) {
    if (performance.now() > last) throw new Error(`not in time: ${what}`);
    await sleep(20);
  }
}
const stateOf = async (run: string) => (await link.request('runs.get', { connection: connection(), run })).state;
const logOf = async (run: string, text: string) =>
  (await link.request('runs.searchLog', { connection: connection(), run, text, before: null, limit: 5 })).lines.map((line) => line.text);

async function start(entryPoint: string, params: Record<string, string> = {}): Promise<string> {
  const asked = { connection: connection(), project: '.', entryPoint, params, environment: null, name: null, timeLimitMs: null };
  return (await link.request('runs.start', asked)).run;
}

/** Its log was written to last two days ago. */
function age(run: string): void {
  const folder = join(work, '.pilothouse/logs', run);
  const then = (Date.now() - 2 * DAY_MS) / 1_000;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), then, then);
}

/** As a client of MLflow asks. */
async function ask(method: string, path: string, body?: string) {
  const authorization = `Bearer ${readFileSync(engine.tokenFile, 'utf8').trim()}`;
  const answer = await fetch(`${engine.trackingUri}/api/2.0/${path}`, { method, headers: { authorization }, ...(body !== undefined && { body }) });
  const text = await answer.text();
  return { status: answer.status, text, code: /"error_code":"(\w+)"/.exec(text)?.[1] ?? null };
}

test('logs of ended runs go once they are older than is kept: when that is set, and at an opening; those of a run that trains stay', async () => {
  const [older, newer] = [await start('say', { text: 'tide at 3' }), await start('say', { text: 'tide at 9' })];
  await until('both ended', async () => (await stateOf(older)) === 'finished' && (await stateOf(newer)) === 'finished');
  const trains = await start('wait');
  await until('it trains', async () => (await logOf(trains, 'still here')).length === 1);
  for (const run of [older, trains]) age(run);

  await link.request('engine.change', { keepLogsDays: 1 });
  await until('the old log is gone', async () => (await logOf(older, 'tide')).length === 0);
  expect([await logOf(newer, 'tide'), await logOf(trains, 'still here')]).toEqual([['tide at 9'], ['still here']]);

  writeFileSync(join(work, 'go'), '');
  await until('it ended', async () => (await stateOf(trains)) === 'finished');
  await close();
  later = 2 * DAY_MS;
  await open();
  await until('all are gone', async () => (await link.request('engine.usage', {})).logs === 0);
  expect([await logOf(newer, 'tide'), await logOf(trains, 'still here')]).toEqual([[], []]);
  await until('their folders too', async () => readdirSync(join(work, '.pilothouse/logs')).length === 0);
  for (const run of [older, newer, trains]) expect(await stateOf(run)).toBe('finished'); // their logs alone went
});

test('above its quota a workspace takes nothing new, says so, and loses nothing; with room it goes on', async () => {
  const created = await ask('POST', 'mlflow/runs/create', JSON.stringify({ experiment_id: '0', run_name: 'first' }));
  const run = /"run_id":"(\w+)"/.exec(created.text)?.[1] ?? '';
  const place = (name: string) => `mlflow-artifacts/artifacts/0/${run}/artifacts/${name}`;
  expect((await ask('PUT', place('kept.bin'), 'k'.repeat(200_000))).status).toBe(200);
  const { total } = await link.request('engine.usage', {});
  await link.request('engine.change', { quotaBytes: total + 1_000_000 });

  expect((await ask('PUT', place('fits.bin'), 'f'.repeat(200_000))).status).toBe(200);
  expect(await ask('PUT', place('large.bin'), 'x'.repeat(2_000_000))).toMatchObject({ status: 400, code: 'RESOURCE_LIMIT_EXCEEDED' });
  await link.request('engine.change', { quotaBytes: total });
  expect((await ask('PUT', place('small.bin'), 's')).code).toBe('RESOURCE_LIMIT_EXCEEDED');
  expect((await ask('PUT', place('kept.bin'), 'other')).code).toBe('RESOURCE_LIMIT_EXCEEDED');
  expect((await ask('POST', 'mlflow/runs/create', '{"experiment_id":"0"}')).code).toBe('RESOURCE_LIMIT_EXCEEDED');
  await expect(start('say', { text: 'x' })).rejects.toMatchObject({
    failure: { code: 'limited', detail: { reason: 'quota-reached', values: { quota: String(total) } } },
  });

  // What had begun goes on, what was there is there, and nothing of what was refused.
  expect((await ask('POST', 'mlflow/runs/log-metric', JSON.stringify({ run_id: run, key: 'loss', value: 0.5, timestamp: 1, step: 1 }))).status).toBe(200);
  expect((await ask('GET', place('kept.bin'))).text).toBe('k'.repeat(200_000));
  const { artifacts } = await link.request('runs.artifacts', { connection: connection(), run, path: '' });
  expect(artifacts.map(({ path }) => path).toSorted()).toEqual(['fits.bin', 'kept.bin']);
  expect((await link.request('runs.get', { connection: connection(), run })).summaries).toMatchObject([{ key: 'loss', last: 0.5 }]);
  expect((await link.request('experiments.list', { connection: connection() })).experiments).toMatchObject([{ runs: 1 }]);

  await link.request('engine.change', { quotaBytes: null });
  expect((await ask('PUT', place('large.bin'), 'x'.repeat(2_000_000))).status).toBe(200);
  const said = await start('say', { text: 'on it goes' });
  await until('it ended', async () => (await stateOf(said)) === 'finished');
});
