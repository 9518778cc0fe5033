import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EngineChild, forkEngine } from '../../../e2e/peers/engine-process';
import { endProcess } from '../../../e2e/peers/processes';
import { createClient } from '../../../shared/api/client';
import { AppError, failure } from '../../../shared/models/failure';
import { type Backend, createBackend } from '../backend';
import { SILENT } from '../lib/log';

/** Two engines start one after the other: seconds, but far more where the machine is busy. */
const TWO_ENGINES_MS = 60_000;
const WITHIN = { timeout: 20_000 };

let folder: string;
let backend: Backend;
const engines: EngineChild[] = [];
let canStart = true;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lost-'));
  canStart = true;
  writeFileSync(join(folder, 'MLproject'), "name: tides\nentry_points:\n  wait:\n    command: 'node wait.cjs'\n");
  writeFileSync(join(folder, 'wait.cjs'), "require('node:fs').writeFileSync('begun', String(process.pid)); setInterval(() => undefined, 1000);");
  backend = createBackend({
    dataFolder: join(folder, 'data'),
    log: SILENT,
    env: { KUBECONFIG: '' },
    homeFolder: folder,
    owner: 'tests',
    startEngine(work) {
      if (!canStart) return { ready: Promise.reject(new AppError(failure('local', { reason: 'engine-not-started' }))) };
      const engine = forkEngine(work);
      engines.push(engine);
      return engine;
    },
  });
});
afterEach(async () => {
  backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
  rmSync(folder, { recursive: true, force: true });
});

const stateOf = () => backend.workspaces.state.open?.state ?? null;
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A workspace that trains, and whose engine has just died. @returns the process that trains */
async function loseWhileTraining(beforehand = (): void => undefined): Promise<number> {
  await backend.workspaces.openFolder(folder);
  const connection = backend.workspaces.state.open?.connection ?? '';
  const input = { connection, project: '.', entryPoint: 'wait', params: {}, environment: null, name: null, timeLimitMs: null };
  await createClient(backend.connect()).request('runs.start', input);
  await vi.waitFor(() => expect(existsSync(join(folder, 'begun')) && readFileSync(join(folder, 'begun'), 'utf8')).toMatch(/\d/), WITHIN);
  beforehand();
  engines.at(-1)?.child.kill('SIGKILL');
  await vi.waitFor(() => expect(stateOf()).toBe('lost'), WITHIN);
  return Number(readFileSync(join(folder, 'begun'), 'utf8'));
}

test(
  'a workspace that is closed with its runs while its engine is away has them stopped by the next one',
  async () => {
    const pid = await loseWhileTraining();
    await backend.workspaces.close(true);
    expect(stateOf()).toBeNull();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), WITHIN);
  },
  TWO_ENGINES_MS,
);

test(
  'where no engine comes back that could stop them, that is said and the workspace stays open; it can be closed without',
  async () => {
    const pid = await loseWhileTraining(() => void (canStart = false));
    await expect(backend.workspaces.close(true)).rejects.toMatchObject({ failure: { detail: { reason: 'engine-not-started' } } });
    expect(stateOf()).toBe('lost');
    expect(isAlive(pid)).toBe(true);
    await backend.workspaces.close(false);
    expect([stateOf(), isAlive(pid)]).toEqual([null, true]);
    canStart = true;
    await backend.workspaces.openFolder(folder); // which finds it again
    await backend.workspaces.close(true);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), WITHIN);
  },
  TWO_ENGINES_MS,
);
