import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { type ProcessRow, readProcess } from './process-table';
import { Resources } from './resources';

const children: ChildProcess[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Says a line once it has its memory, and then computes or waits. */
async function start(script: string): Promise<ProcessRow> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  const row = await readProcess(child.pid ?? 0);
  if (!row) throw new Error('it has ended');
  return row;
}
const HELD = 64 * 2 ** 20;
const IDLE = `globalThis.held = Buffer.alloc(${HELD}, 7); console.log('up'); setInterval(() => {}, 1000)`;
const BUSY = `console.log('up'); for (;;);`;
const ticksOf = ({ pid }: ProcessRow) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return Number(stat[11]) + Number(stat[12]);
};

test.runIf(process.platform === 'linux')('CPU and memory are right where the system has none of its programs, not even getconf', async () => {
  vi.stubEnv('PATH', '/nonexistent');
  const [idle, busy] = [await start(IDLE), await start(BUSY)];
  const resources = new Resources();
  const first = await resources.read([idle, busy], 5);
  expect(first).toMatchObject({ at: 5, processes: 2 });
  expect(first?.memoryBytes).toBeGreaterThan(HELD);
  expect(first?.memoryBytes).toBeLessThan(HELD + 400 * 2 ** 20);

  const [ticks, since] = [ticksOf(busy), performance.now()];
  await resources.read([idle, busy], 6);
  while (ticksOf(busy) - ticks < 40) await sleep(20);
  const second = await resources.read([idle, busy], 7);
  const seconds = (performance.now() - since) / 1_000;
  const share = (ticksOf(busy) - ticks) / 100 / seconds;
  expect(second?.cpu).toBeGreaterThan(share * 0.6);
  expect(second?.cpu).toBeLessThan(share * 1.4 + 0.1); // the idle one adds next to nothing
});

test('what has ended is not known, and is not nothing', async () => {
  const row = await start(IDLE);
  const resources = new Resources();
  expect(await resources.read([row], 0)).toMatchObject({ processes: 1 });
  children.at(-1)?.kill('SIGKILL');
  while ((await readProcess(row.pid)) !== null) await sleep(10);
  expect(await resources.read([row], 1)).toBeNull();
  expect(await resources.read([], 2)).toBeNull();
});
