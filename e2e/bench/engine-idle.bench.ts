// What the engine of an open workspace costs while nothing happens: in the real app, against an empty utility process of the same app.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readEngineFile } from '../../electron/backend/lib/engine-file';
import { connectEngine } from '../../electron/backend/workspaces/engine-link';
import { stageWorkspace } from '../workspace-stage';
import { median, megabytes, report } from './figures';
import { goTo, openWorkspaceWindow } from './workspace-window';

const RUNS = 10_000;
const SETTLE_MS = 15_000;
const SAMPLE_MS = 60_000;
const SAMPLES = 2;
const LIMITS = { percent: 1, aboveMb: 120 };
const TICKS_PER_SECOND = 100;

const cpuMs = (pid: number): number => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const stat = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(stat[11]) + Number(stat[12])) * 1_000) / TICKS_PER_SECOND;
};
const residentBytes = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1_024;

async function percentOf(pid: number): Promise<number> {
  const [before, at] = [cpuMs(pid), performance.now()];
  await sleep(SAMPLE_MS);
  return (cpuMs(pid) - before) / ((performance.now() - at) / 100);
}

/** A dataset of the staged workspace under another name: what reads data has been at work. */
async function takeIn(work: string, connection: string): Promise<void> {
  const file = readEngineFile(work);
  if (!file) throw new Error('the engine is not there any more');
  const link = await connectEngine(file);
  const labels = { owner: '', sensitivity: 'internal', region: '', description: '' } as const;
  const source = { path: 'data/flights.csv', format: 'csv' } as const;
  await link.request('data.register', { connection, name: 'again', source, labels, checks: [], watched: true });
  link.close();
}

const folder = mkdtempSync(join(tmpdir(), 'idle-bench-'));
try {
  const work = join(folder, 'work');
  mkdirSync(work);
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, "process.parentPort.on('message', () => undefined);\n");
  const { connection } = await stageWorkspace(work, { runs: RUNS });
  const window = await openWorkspaceWindow(work);
  try {
    const engine = readEngineFile(work)?.pid ?? 0;
    const emptyPid = z.number().parse(
      await window.electron.evaluate(
        ({ utilityProcess }, entry) =>
          new Promise((resolve) => {
            const child = utilityProcess.fork(entry, [], { serviceName: 'engine' });
            Object.assign(globalThis, { emptyChild: child }); // ends with the app
            child.once('spawn', () => resolve(child.pid));
          }),
        empty,
      ),
    );
    await sleep(SETTLE_MS);
    const [opened, floor] = [residentBytes(engine), residentBytes(emptyPid)];
    const percents: number[] = [];
    const nothing: number[] = [];
    const sample = async () => {
      const [ours, none] = await Promise.all([percentOf(engine), percentOf(emptyPid)]);
      percents.push(ours);
      nothing.push(none);
    };
    for (let count = 0; count < SAMPLES; count++) await sample();
    const rested = residentBytes(engine);
    // Used for a while: the list of all, a run, data and models, each of which asks what it shows.
    for (const hash of ['#/runs', '#/data', '#/models', '#/runs', '#/workspace']) {
      await goTo(window.page, hash, "document.querySelector('main h1, main h2')");
      await sleep(1_000);
    }
    await takeIn(work, connection);
    await sleep(SETTLE_MS);
    await sample();
    const used = residentBytes(engine);
    const above = (bytes: number) => (bytes - floor) / 2 ** 20;
    const memory = (what: string, bytes: number) => ({
      what,
      value: megabytes(bytes),
      floor: `${megabytes(floor)} empty`,
      measured: above(bytes),
      limit: LIMITS.aboveMb,
    });
    report(
      `An engine at rest, ${RUNS.toLocaleString('en')} runs, in the real app`,
      [
        {
          what: 'part of one core, %',
          value: `${median(percents).toFixed(2)} %`,
          floor: `${median(nothing).toFixed(2)} % empty`,
          measured: Math.max(...percents),
          limit: LIMITS.percent,
        },
        memory('memory when it was opened, above, MB', opened),
        memory('… after two minutes', rested),
        memory('… after its screens were looked at and data was taken in', used),
      ],
      [`samples of ${SAMPLE_MS / 1_000} s: ${percents.map((percent) => percent.toFixed(2)).join(' ')}; the last after that`],
    );
  } finally {
    await window.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
