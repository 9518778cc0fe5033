// From the start of the process to a window that can be used and shows the last known state, against an empty page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startReplayProcess } from '../peers/replay/replay-process';
import { blankApp } from './blank-app';
import { interleave, median, ms, report, spread } from './figures';
import { usedProfile } from './profile';
import { needed } from './runtime';

const OBJECTS = 1_000;
const RUNS = 10;
/** V8 keeps compiled code from the second start on. */
const WARMUPS = 3;
const LIMIT = 2;
const START_WITHIN_MS = 30_000;
const Marks = z.record(z.string(), z.number());

async function start(app: string, profile: string, env: Readonly<Record<string, string>> = {}): Promise<z.infer<typeof Marks>> {
  const began = performance.timeOrigin + performance.now();
  const child = spawn(needed('PILOTHOUSE_ELECTRON'), [app, `--user-data-dir=${profile}`], {
    env: { ...process.env, ...env, PILOTHOUSE_BENCH: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const marks = await new Promise<z.infer<typeof Marks>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no window within ${START_WITHIN_MS / 1000} s:\n${text.slice(-2_000)}`)), START_WITHIN_MS);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /^PILOTHOUSE_MARKS (.*)$/m.exec(text)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(Marks.parse(JSON.parse(found)));
    });
  }).finally(() => child.kill('SIGTERM'));
  const timer = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  await ended;
  clearTimeout(timer);
  return Object.fromEntries(Object.entries(marks).map(([name, at]) => [name, at - began]));
}

const replay = await startReplayProcess({ objects: OBJECTS });
const profile = await usedProfile(replay.kubeconfig, OBJECTS);
const blank = blankApp();
const blankProfile = mkdtempSync(join(tmpdir(), 'blank-profile-'));
const moments = new Map<string, number[]>();
const usable = (marks: Readonly<Record<string, number>>) => marks['interactive'] ?? Number.NaN;
try {
  const result = await interleave(
    {
      blank: async () => usable(await start(blank.folder, blankProfile)),
      app: async () => {
        const marks = await start(needed('PILOTHOUSE_ROOT'), profile.folder, profile.env);
        for (const [name, at] of Object.entries(marks)) moments.set(name, [...(moments.get(name) ?? []), at]);
        return usable(marks);
      },
    },
    { runs: RUNS, warmups: WARMUPS },
  );
  const stops = [...moments].map(([name, values]) => [name, median(values)] as const).toSorted(([, a], [, b]) => a - b);
  report(
    `Start with a profile in use (${OBJECTS.toLocaleString('en')} Deployments of last known state)`,
    [
      {
        what: 'spawn → usable window',
        value: spread(result.app),
        floor: `${spread(result.blank)} blank page`,
        measured: median(result.app) / median(result.blank),
        limit: LIMIT,
      },
    ],
    [`median moments: ${stops.map(([name, at]) => `${name} ${ms(at)}`).join(', ')}`],
  );
} finally {
  profile.remove();
  blank.remove();
  rmSync(blankProfile, { recursive: true, force: true, maxRetries: 5 });
  await replay.stop();
}
