import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { RunExit, RunRow, RunState } from '../../shared/models/run';

// The journey of a server: no window, a folder with a project, exit codes.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const Ended = z.object({ run: z.string(), state: RunState, exit: RunExit.nullable() });
const Listed = z.object({ runs: z.array(RunRow), total: z.number() });

let data: string;
let folder: string;
let up: ChildProcess | undefined;
test.beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'command-line-'));
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'MLproject',
    `name: Trial
entry_points:
  train: {parameters: {epochs: {type: float, default: 2}}, command: 'node train.cjs {epochs}'}
  broken: {command: node broken.cjs}
`,
  );
  write(
    'train.cjs',
    'let n = 0; const t = setInterval(() => { console.log(`epoch ${++n}/${process.argv[2]}`); if (n >= +process.argv[2]) clearInterval(t); }, 50);',
  );
  write('broken.cjs', 'console.error("no such column"); process.exit(4);');
});
test.afterEach(async () => {
  if (up && up.exitCode === null) {
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
  up = undefined;
  for (const each of [data, folder]) rmSync(each, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function pilothouse(...args: string[]): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', data, ...args], { env }, (_, out, said) => resolve({ code: child.exitCode ?? -1, out, said }));
  });
}
const json = <T>(schema: z.ZodType<T>, { out, said }: Ran): T => {
  expect(out, said).not.toBe('');
  return schema.parse(JSON.parse(out));
};

test('a run is followed to its end, and its exit status is that of the command', async () => {
  const good = await pilothouse('run', folder, 'train', '-P', 'epochs=3', '--wait');
  expect(good.code, good.said).toBe(0);
  expect(good.out.split('\n').slice(1, 4)).toEqual(['epoch 1/3', 'epoch 2/3', 'epoch 3/3']);
  const bad = await pilothouse('run', folder, 'broken', '--wait', '--json');
  expect(bad.code).toBe(1);
  expect(json(Ended, bad)).toMatchObject({ state: 'failed', exit: { code: 4, lastLines: ['no such column'] } });
  const { runs } = json(Listed, await pilothouse('runs', folder, '--json'));
  expect(runs.map(({ entryPoint, state }) => [entryPoint, state])).toEqual([
    ['broken', 'failed'],
    ['train', 'finished'],
  ]);
});

test('what cannot be started says why, and exits accordingly', async () => {
  const ran = async (...args: string[]) => (await pilothouse('run', folder, ...args)).code;
  expect(await ran('train', '-P', 'epochs=many')).toBe(3);
  expect(await ran('train', '-P', 'epochs')).toBe(3);
  expect(await ran()).toBe(3);
  const unknown = await pilothouse('run', folder, 'nowhere', '--wait');
  expect([unknown.code, unknown.said]).toEqual([1, 'pilothouse: The project has no entry point nowhere.\n']);
});

test('in a workspace that is up, runs wait their turn, are shown and cancelled', async () => {
  up = spawn(process.execPath, [CLI, '--data', data, 'up', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(up.stdout ?? up, 'data');
  const start = async () => json(z.object({ run: z.string() }), await pilothouse('run', folder, 'train', '-P', 'epochs=10000', '--json')).run;
  const first = await start();
  const second = await start();
  await expect.poll(async () => json(Listed, await pilothouse('runs', folder, '--json')).runs.map(({ state }) => state)).toEqual(['queued', 'running']);
  expect((await pilothouse('runs', folder, 'cancel', second.slice(0, 12))).code).toBe(0);
  const left = await pilothouse('run', folder, 'train', '--wait', '1');
  expect([left.code, left.said]).toEqual([2, expect.stringContaining('the run goes on')]);
  await pilothouse('runs', folder, 'cancel', first);
  await expect.poll(async () => (await pilothouse('runs', folder, 'show', first)).out).toContain('killed, cancelled');
});
