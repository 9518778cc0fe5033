// 1,000 Rollouts over 15 connections: how soon the first rows of last known state are there, against an empty page from disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blankApp } from './blank-app';
import { interleave, median, ms, report, spread } from './figures';
import { FLEET, SCREENS, type Screen, serveWriter, startFleet } from './fleet';
import { leaveAt } from './profile';
import type { Profile } from './profile';
import { role } from './roles';
import { needed } from './runtime';
import { startAndEnd, type StartMarks, usable } from './start-app';

const RUNS = 8;
const WARMUPS = 2;
const LIMIT = 2;

async function starts(profile: Profile) {
  const blank = blankApp({ fromDisk: true });
  const blankProfile = mkdtempSync(join(tmpdir(), 'blank-profile-'));
  const marks = { attention: [] as StartMarks[], deliveries: [] as StartMarks[] };
  const on = (screen: Screen) => async () => {
    leaveAt(profile.folder, SCREENS[screen].route);
    const told = await startAndEnd(needed('PILOTHOUSE_ROOT'), profile.folder, profile.env);
    marks[screen].push(told);
    return usable(told);
  };
  try {
    const times = await interleave(
      { blank: async () => usable(await startAndEnd(blank.folder, blankProfile)), attention: on('attention'), deliveries: on('deliveries') },
      { runs: RUNS, warmups: WARMUPS },
    );
    return { times, marks };
  } finally {
    blank.remove();
    rmSync(blankProfile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function momentsOf(screen: Screen, all: readonly StartMarks[]): string {
  const marks = all.slice(WARMUPS);
  const stops = Object.keys(marks[0] ?? {}).map((name) => [name, median(marks.map((each) => each[name] ?? Number.NaN))] as const);
  return `${screen}, median moments: ${stops
    .toSorted(([, a], [, b]) => a - b)
    .map(([name, at]) => `${name} ${ms(at)}`)
    .join(', ')}`;
}

async function main(): Promise<void> {
  const fleet = await startFleet(FLEET);
  const profile = await fleet.profile();
  try {
    const { times, marks } = await starts(profile);
    const first = (name: string, values: readonly number[]) => ({
      what: `${name}: spawn → first rows`,
      value: spread(values),
      floor: `${spread(times.blank)} blank page from disk`,
      measured: median(values) / median(times.blank),
      limit: LIMIT,
    });
    report(
      `${FLEET.rollouts.toLocaleString('en')} Rollouts over ${FLEET.connections} connections: the start`,
      [first('Attention', times.attention), first('Deliveries', times.deliveries)],
      [momentsOf('attention', marks.attention), momentsOf('deliveries', marks.deliveries)],
    );
  } finally {
    profile.remove();
    await fleet.stop();
  }
}

if (role() === 'writer') serveWriter();
else await main();
