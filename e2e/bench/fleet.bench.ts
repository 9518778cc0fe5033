// 1,000 Rollouts over 15 connections: how soon the first rows are there, and how smooth the screens stay while half of them change each second.
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from './app-process';
import { blankApp } from './blank-app';
import { interleave, median, ms, quantile, report, spread } from './figures';
import { type Fleet, serveWriter, startFleet } from './fleet';
import type { Profile } from './profile';
import { role } from './roles';
import { needed } from './runtime';
import { startAndEnd, type StartMarks, usable } from './start-app';

const SIZE = { rollouts: 1_000, connections: 15 };
const STORM = { perSecond: 500, seconds: 20 };
const RUNS = 8;
const WARMUPS = 2;
const LIMITS = { start: 2, frames: 55 };
const STILL_MS = 5_000;

const SCREENS = {
  attention: { route: '#/attention', scroller: 'main ul' },
  deliveries: { route: '#/deliveries', scroller: 'main :has(> [role=grid])' },
} as const;
type Screen = keyof typeof SCREENS;

/** The app begins where it was left. */
function leaveAt({ folder }: Profile, screen: Screen): void {
  writeFileSync(join(folder, 'shell.json'), JSON.stringify({ bounds: null, maximised: false, fullScreen: false, zoomLevel: 0, route: SCREENS[screen].route }));
}

async function starts(profile: Profile) {
  const blank = blankApp({ fromDisk: true });
  const blankProfile = mkdtempSync(join(tmpdir(), 'blank-profile-'));
  const marks = { attention: [] as StartMarks[], deliveries: [] as StartMarks[] };
  const on = (screen: Screen) => async () => {
    leaveAt(profile, screen);
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

/** Scrolls slowly up and down until `end`, counting frames and what changed in the rows that are shown. */
async function framesOf(page: Page, scroller: string | null, end: Promise<unknown>): Promise<{ frames: number; changes: number; longest: number }> {
  const measured = page.evaluate(
    (selector) =>
      new Promise<{ frames: number; changes: number; longest: number }>((resolve) => {
        const list = selector === null ? null : document.querySelector(selector);
        let [frames, changes, longest, direction] = [0, 0, 0, 3];
        const observer = new MutationObserver((records) => (changes += records.length));
        if (list) observer.observe(list, { subtree: true, characterData: true });
        const began = performance.now();
        let before = began;
        const finish = { now: false };
        window.addEventListener('bench-end', () => (finish.now = true), { once: true });
        const tick = () => {
          frames++;
          const now = performance.now();
          longest = Math.max(longest, now - before);
          before = now;
          if (list) {
            if (list.scrollTop <= 0) direction = 3;
            if (list.scrollTop > 3_000) direction = -3;
            list.scrollTop += direction;
          }
          if (finish.now) {
            observer.disconnect();
            resolve({ frames: (frames * 1000) / (now - began), changes, longest });
          } else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
    scroller,
  );
  await end;
  await page.evaluate(() => window.dispatchEvent(new Event('bench-end')));
  return measured;
}

const still = () => new Promise((resolve) => setTimeout(resolve, STILL_MS));

async function smoothness(fleet: Fleet, profile: Profile, screen: Screen) {
  leaveAt(profile, screen);
  const app = await startApp(profile);
  try {
    const { scroller } = SCREENS[screen];
    await app.page.locator(scroller).first().waitFor();
    await app.page
      .getByText(/^15 live$|live/)
      .first()
      .waitFor();
    const quiet = await framesOf(app.page, scroller, still());
    const storm = fleet.storm(STORM);
    const stormy = await framesOf(app.page, scroller, storm);
    return { quiet, stormy, perSecond: await storm };
  } finally {
    await app.stop();
  }
}

/** What the machine still gives to a page that does nothing but ask for frames. */
async function floorOfFrames(fleet: Fleet) {
  const blank = blankApp();
  const folder = mkdtempSync(join(tmpdir(), 'blank-profile-'));
  const app = await startApp({ folder, env: {}, remove: () => undefined }, blank.folder);
  try {
    return await framesOf(app.page, null, fleet.storm(STORM));
  } finally {
    await app.stop();
    blank.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main(): Promise<void> {
  const fleet = await startFleet(SIZE);
  const profile = await fleet.profile();
  try {
    const only = process.env['PILOTHOUSE_FLEET'];
    const { times, marks } = only === 'frames' ? { times: null, marks: null } : await starts(profile);
    const floor = await floorOfFrames(fleet);
    const attention = await smoothness(fleet, profile, 'attention');
    const deliveries = await smoothness(fleet, profile, 'deliveries');
    const frames = (name: string, { stormy, quiet, perSecond }: typeof attention) => ({
      what: `${name}: frames/s while ${Math.round(perSecond)} change each second`,
      value: `${stormy.frames.toFixed(1)}, longest ${ms(stormy.longest)}, ${stormy.changes} texts changed`,
      floor: `${quiet.frames.toFixed(1)} without; ${floor.frames.toFixed(1)} a blank page meanwhile`,
      measured: stormy.frames,
      limit: LIMITS.frames,
      sense: 'above' as const,
    });
    const first = (name: string, values: readonly number[], blank: readonly number[]) => ({
      what: `${name}: spawn → first rows of last known state`,
      value: spread(values),
      floor: `${spread(blank)} blank page from disk`,
      measured: median(values) / median(blank),
      limit: LIMITS.start,
    });
    const notes = marks
      ? (['attention', 'deliveries'] as const).map((screen) => {
          const names = Object.keys(marks[screen][0] ?? {});
          const stops = names
            .map(
              (name) =>
                [
                  name,
                  quantile(
                    marks[screen].map((each) => each[name] ?? 0),
                    0.5,
                  ),
                ] as const,
            )
            .toSorted(([, a], [, b]) => a - b);
          return `${screen}, median moments: ${stops.map(([name, at]) => `${name} ${ms(at)}`).join(', ')}`;
        })
      : [];
    report(
      `${SIZE.rollouts.toLocaleString('en')} Rollouts over ${SIZE.connections} connections`,
      [
        ...(times ? [first('Attention', times.attention, times.blank), first('Deliveries', times.deliveries, times.blank)] : []),
        frames('Attention', attention),
        frames('Deliveries', deliveries),
      ],
      [...notes, 'No controller: the bench writes each next step into etcd, as a controller would, and the real API server tells it to 15 watches.'],
    );
  } finally {
    profile.remove();
    await fleet.stop();
  }
}

if (role() === 'writer') serveWriter();
else await main();
