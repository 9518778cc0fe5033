import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EngineChild, forkEngine } from '../../e2e/peers/engine-process';
import { endProcess } from '../../e2e/peers/processes';
import { readEngineFile } from '../backend/lib/engine-file';
import { SILENT } from '../backend/lib/log';
import { connectEngine, type EngineLink } from '../backend/workspaces/engine-link';
import { stopLeft } from './stop-left';
import { readProcess } from './lib/processes/process-table';
import { findMarked } from './lib/processes/process-tree';

/** Two engines start one after the other: seconds, but far more where the machine is busy. */
const TWO_ENGINES_MS = 60_000;
const MLPROJECT = "name: tides\nentry_points:\n  wait:\n    command: 'node wait.cjs'\n";
/** It, and a child that leaves its session, train for good. */
const WAIT = `const { spawn } = require('node:child_process');
if (process.argv[2] !== 'child') spawn(process.execPath, [__filename, 'child'], { detached: true, stdio: 'ignore' });
require('node:fs').appendFileSync('begun', process.pid + '\\n');
setInterval(() => undefined, 1000);
`;

let folder: string;
const engines: EngineChild[] = [];
const links: EngineLink[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'left-'));
  writeFileSync(join(folder, 'MLproject'), MLPROJECT);
  writeFileSync(join(folder, 'wait.cjs'), WAIT);
});
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
  rmSync(folder, { recursive: true, force: true });
});

const options = () => ({ folder, by: 'a test', owner: null, version: '0', port: null, shippedNode: null, log: SILENT });

async function reach() {
  const engine = forkEngine(folder);
  engines.push(engine);
  await engine.ready;
  const file = readEngineFile(folder);
  if (!file) throw new Error('it is ready and says where it is');
  const link = await connectEngine(file);
  links.push(link);
  return { engine, link, connection: `local-${file.id}` };
}

/** A run, one that waits for its turn, and the processes of the first. */
async function train() {
  const { engine, link, connection } = await reach();
  const start = () =>
    link.request('runs.start', { connection, project: '.', entryPoint: 'wait', params: {}, environment: null, name: null, timeLimitMs: null });
  const { run } = await start();
  const { run: waiting } = await start();
  const begun = () => (existsSync(join(folder, 'begun')) ? readFileSync(join(folder, 'begun'), 'utf8').trim().split('\n').map(Number) : []);
  await vi.waitFor(() => expect(begun()).toHaveLength(2), 20_000);
  const alive = async () => (await Promise.all(begun().map(async (pid) => await readProcess(pid)))).filter((row) => row !== null).length;
  return { engine, run, waiting, alive, begun };
}

test(
  'what an engine that was killed had training is ended with all its processes, on record, and what waited is not begun',
  async () => {
    const { engine, run, waiting, alive, begun } = await train();
    await endProcess(engine.child, 'SIGKILL');
    expect(await alive()).toBe(2);
    expect(await stopLeft(options())).toBe(0);
    expect(await alive()).toBe(0);
    const { link, connection } = await reach();
    const ends = await Promise.all([run, waiting].map(async (one) => await link.request('runs.get', { connection, run: one })));
    expect(ends.map(({ state, exit }) => [state, exit?.cause])).toEqual([
      ['killed', 'cancelled'],
      ['killed', 'cancelled'],
    ]);
    expect(begun()).toHaveLength(2);
  },
  TWO_ENGINES_MS,
);

test(
  'where no engine can be had, what trains is ended by its mark',
  async () => {
    const { engine, run, alive } = await train();
    await endProcess(engine.child, 'SIGKILL');
    for (const part of ['-wal', '-shm']) rmSync(join(folder, `.pilothouse/registry.db${part}`), { force: true });
    writeFileSync(join(folder, '.pilothouse/registry.db'), 'certainly no database '.repeat(500));
    expect(await findMarked(run)).toHaveLength(2);
    expect(await stopLeft(options())).toBe(0);
    expect(await alive()).toBe(0);
  },
  TWO_ENGINES_MS,
);

test(
  'runs that another engine has taken over are left to it',
  async () => {
    const { alive } = await train();
    expect(await stopLeft(options())).toBe(0);
    expect(await alive()).toBe(2);
  },
  TWO_ENGINES_MS,
);
