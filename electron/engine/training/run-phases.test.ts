import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunExit } from '../../../shared/models/run';
import { openRegistry } from '../workspace/registry';
import { phasesOf } from './run-phases';
import { MIGRATIONS, RunStore } from './run-store';

const NOTHING = {
  state: 'waiting',
  process: null,
  exit: null,
  queuedAt: null,
  turnAt: null,
  startedAt: null,
  leftAt: null,
  endedAt: null,
  closedAt: null,
} as const;
const exit = (cause: RunExit['cause']): RunExit => ({ code: null, signal: null, cause, failure: null, lastLines: [] });
const process = { pid: 7, started: '1' };

test('each phase ends where the next begins, and the one that it is in has no end', () => {
  expect(phasesOf({ ...NOTHING, queuedAt: 1 })).toEqual([{ phase: 'queued', from: 1, until: null }]);
  expect(phasesOf({ ...NOTHING, queuedAt: 1, turnAt: 2 })).toEqual([
    { phase: 'queued', from: 1, until: 2 },
    { phase: 'preparing', from: 2, until: null },
  ]);
  expect(phasesOf({ ...NOTHING, state: 'running', process, queuedAt: 1, turnAt: 2, startedAt: 3, leftAt: 5 })).toEqual([
    { phase: 'queued', from: 1, until: 2 },
    { phase: 'preparing', from: 2, until: 3 },
    { phase: 'running', from: 3, until: 5 },
    { phase: 'closing', from: 5, until: null },
  ]);
});

test('one that was cancelled in the queue, or could not be started, never ran', () => {
  expect(phasesOf({ ...NOTHING, state: 'ended', exit: exit('cancelled'), queuedAt: 1, endedAt: 4, closedAt: 4 })).toEqual([
    { phase: 'queued', from: 1, until: 4 },
  ]);
  expect(phasesOf({ ...NOTHING, state: 'ended', exit: exit('start-failed'), queuedAt: 1, turnAt: 2, startedAt: 3, endedAt: 4, closedAt: 4 })).toEqual([
    { phase: 'queued', from: 1, until: 2 },
    { phase: 'preparing', from: 2, until: 4 },
  ]);
});

test('what nobody saw is not made up: the end of a run that went unwatched, and what was not noted yet when it ran', () => {
  const gone = { ...NOTHING, state: 'ended', process, exit: exit('gone'), queuedAt: 1, turnAt: 2, startedAt: 3, endedAt: 9, closedAt: 9 } as const;
  expect(phasesOf(gone).at(-1)).toEqual({ phase: 'running', from: 3, until: null });
  expect(phasesOf({ ...NOTHING, state: 'ended', process, exit: exit('exited'), startedAt: 3, endedAt: 9 })).toEqual([{ phase: 'running', from: 3, until: 9 }]);
});

test('a run of a workspace that noted no phases yet is read as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phases-'));
  const registry = openRegistry(join(folder, 'registry.db'));
  try {
    registry.migrate([{ ...MIGRATIONS, steps: MIGRATIONS.steps.slice(0, 1) }]);
    const plan = { project: '.', entryPoint: 'main', params: {}, environment: null, timeLimitMs: null, repeats: null };
    registry.database
      .prepare(
        `INSERT INTO training_run (run, place, state, project, entry_point, plan, pid, started, started_at, ended_at, exit, good)
         VALUES (?, 1, 'ended', '.', 'main', ?, 7, '1', 3, 9, ?, 1)`,
      )
      .run('a', JSON.stringify(plan), JSON.stringify({ ...exit('exited'), code: 0 }));
    registry.migrate([MIGRATIONS]);
    const stored = new RunStore(registry).find('a');
    expect(stored && phasesOf(stored)).toEqual([{ phase: 'running', from: 3, until: 9 }]);
  } finally {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
