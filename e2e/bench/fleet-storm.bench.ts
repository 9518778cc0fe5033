// 1,000 Rollouts over 15 connections: how smooth two screens stay under the hand while half of them change each second.
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from './app-process';
import { blankApp } from './blank-app';
import { ms, report } from './figures';
import { type Fleet, FLEET, type Screen, SCREENS, serveWriter, startFleet } from './fleet';
import { leaveAt } from './profile';
import type { Profile } from './profile';
import { role } from './roles';

const STORM = { perSecond: 500, seconds: 20 };
const FRAMES_LEAST = 55;
const STILL_MS = 5_000;

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
  leaveAt(profile.folder, SCREENS[screen].route);
  const app = await startApp(profile);
  try {
    const { scroller } = SCREENS[screen];
    await app.page.locator(scroller).first().waitFor();
    await app.page
      .getByText(/^15 live$|live/)
      .first()
      .waitFor();
    const quiet = await framesOf(app.page, scroller, still());
    const [before, began] = [app.cpuMs(), performance.now()];
    const storm = fleet.storm(STORM);
    const stormy = await framesOf(app.page, scroller, storm);
    const cores = (app.cpuMs() - before) / (performance.now() - began);
    return { quiet, stormy, perSecond: await storm, cores };
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
  const fleet = await startFleet(FLEET);
  const profile = await fleet.profile();
  try {
    const floor = await floorOfFrames(fleet);
    const attention = await smoothness(fleet, profile, 'attention');
    const deliveries = await smoothness(fleet, profile, 'deliveries');
    const frames = (name: string, { stormy, quiet, perSecond, cores }: typeof attention) => ({
      what: `${name}: frames/s while ${Math.round(perSecond)} change each second`,
      value: `${stormy.frames.toFixed(1)}, longest ${ms(stormy.longest)}; ${cores.toFixed(2)} cores for the whole app`,
      floor: `${quiet.frames.toFixed(1)} without; ${floor.frames.toFixed(1)} a blank page meanwhile`,
      measured: stormy.frames,
      limit: FRAMES_LEAST,
      sense: 'above' as const,
    });
    report(
      `${FLEET.rollouts.toLocaleString('en')} Rollouts over ${FLEET.connections} connections, of which ${STORM.perSecond} should change each second, while scrolling`,
      [frames('Attention', attention), frames('Deliveries', deliveries)],
      ['No controller: the bench writes each next step into etcd, as a controller would by the API, and the real API server tells it to 15 watches.'],
    );
  } finally {
    profile.remove();
    await fleet.stop();
  }
}

if (role() === 'writer') serveWriter();
else await main();
