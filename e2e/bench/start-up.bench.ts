// From the start of the process to a window that can be used and shows the last known state, against an empty page.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReplayProcess } from '../peers/replay/replay-process';
import { blankApp } from './blank-app';
import { interleave, median, ms, report, spread } from './figures';
import { usedProfile } from './profile';
import { needed } from './runtime';
import { startAndEnd, usable } from './start-app';

const OBJECTS = 1_000;
const RUNS = 10;
/** V8 keeps compiled code from the second start on. */
const WARMUPS = 3;
const LIMIT = 2;

const replay = await startReplayProcess({ objects: OBJECTS });
const profile = await usedProfile(replay.kubeconfig, OBJECTS);
const blank = blankApp();
const blankProfile = mkdtempSync(join(tmpdir(), 'blank-profile-'));
const moments = new Map<string, number[]>();
try {
  const result = await interleave(
    {
      blank: async () => usable(await startAndEnd(blank.folder, blankProfile)),
      app: async () => {
        const marks = await startAndEnd(needed('PILOTHOUSE_ROOT'), profile.folder, profile.env);
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
