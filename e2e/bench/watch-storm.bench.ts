// Thousands of events a second while somebody scrolls: frames, and how long an event takes to the screen.
import type { Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReplayProcess } from '../peers/replay/replay-process';
import type { Replay } from '../peers/replay/replay-server';
import { startApp } from './app-process';
import { median, megabytes, ms, quantile, report } from './figures';
import { usedProfile } from './profile';

const OBJECTS = 20_000;
const STORM = { eventsPerSecond: 5_000, seconds: 30 };
const FRAMES_LEAST = 55;
const P99_MS = 150;
const FLAT = 1.15;
const WARM_MS = 10_000;
/** A backlog may be worked off; what is wrong after this stays wrong. */
const EQUAL_WITHIN_MS = 30_000;
const SCROLL_PIXELS = 3;
const SCROLLER = '[role=grid]';

const replay = await startReplayProcess({ objects: OBJECTS });
const profile = await usedProfile(replay.kubeconfig, OBJECTS);
const app = await startApp(profile);
try {
  const { page } = app;
  await page.locator(SCROLLER).waitFor();
  await page.getByText(/20,\d{3} deliveries|20,000 deliveries/).waitFor();
  const still = await framesOf(page, sleep(5_000));
  const memory: number[] = [];
  const storm = replay.storm(STORM);
  const sampler = setInterval(() => memory.push(app.backendBytes()), 1_000);
  const { framesPerSecond, latencies } = await framesOf(page, storm);
  clearInterval(sampler);
  const over = performance.now();
  let wrong = await wrongRows(page, replay);
  while (wrong > 0 && performance.now() - over < EQUAL_WITHIN_MS) wrong = await wrongRows(page, replay);
  const equalAfter = performance.now() - over;
  const warm = memory.slice(WARM_MS / 1_000);
  const [early, late] = [median(warm.slice(0, 5)), median(warm.slice(-5))];
  report(
    `Watch storm: ${STORM.eventsPerSecond.toLocaleString('en')} events/s for ${STORM.seconds} s over ${OBJECTS.toLocaleString('en')} Deployments, while scrolling`,
    [
      {
        what: 'frames per second',
        value: framesPerSecond.toFixed(1),
        floor: `${still.framesPerSecond.toFixed(1)} without events`,
        measured: framesPerSecond,
        limit: FRAMES_LEAST,
        sense: 'above',
      },
      {
        what: `event → pixel, p99 of ${latencies.length}`,
        value: ms(quantile(latencies, 0.99)),
        floor: `median ${ms(median(latencies))}`,
        measured: quantile(latencies, 0.99),
        limit: P99_MS,
      },
      {
        what: 'rows that differ from the server in the end',
        value: String(wrong),
        floor: `looked at all over within ${ms(equalAfter)}`,
        measured: wrong,
        limit: 0,
      },
      {
        what: 'backend memory, last 5 s',
        value: megabytes(late),
        floor: `${megabytes(early)} after ${WARM_MS / 1_000} s`,
        measured: late / early,
        limit: FLAT,
      },
    ],
  );
} finally {
  await app.stop();
  profile.remove();
  await replay.stop();
}

/**
 * Scrolls slowly up and down until `end`, counting frames. A row that shows another tag than in the frame before has
 * been drawn anew: its tag is the time when the event was sent, on this machine's clock.
 */
async function framesOf(page: Page, end: Promise<unknown>): Promise<{ framesPerSecond: number; latencies: number[] }> {
  const measured = page.evaluate(
    ({ selector, step }) =>
      new Promise<{ framesPerSecond: number; latencies: number[] }>((resolve) => {
        const scroller = document.querySelector(selector)?.parentElement;
        const latencies: number[] = [];
        let seen = new Map<string, string>();
        let frames = 0;
        let direction = step;
        const began = performance.now();
        const finish = { now: false };
        window.addEventListener('bench-end', () => (finish.now = true), { once: true });
        const tick = () => {
          frames++;
          const shown = new Map<string, string>();
          for (const row of document.querySelectorAll(`${selector} [data-line]`)) {
            const image = row.querySelector('span[title*="/models/"]')?.getAttribute('title') ?? '';
            const [name = '', tag = ''] = image.split(/:(?=[^:]*$)/);
            shown.set(name, tag);
            const before = seen.get(name);
            if (before !== undefined && before !== tag) latencies.push(performance.timeOrigin + performance.now() - Number(tag));
          }
          seen = shown;
          if (scroller) {
            if (scroller.scrollTop <= 0) direction = step;
            if (scroller.scrollTop > 3_000) direction = -step;
            scroller.scrollTop += direction;
          }
          if (finish.now) resolve({ framesPerSecond: (frames * 1000) / (performance.now() - began), latencies });
          else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
    { selector: SCROLLER, step: SCROLL_PIXELS },
  );
  await end;
  await page.evaluate(() => window.dispatchEvent(new Event('bench-end')));
  return measured;
}

/** Looks at rows all over the table, and counts those that are not as the server has them. */
async function wrongRows(page: Page, server: Replay): Promise<number> {
  const truth = new Set((await server.state()).map(({ image }) => image));
  let wrong = 0;
  for (let part = 0; part <= 20; part++) {
    await page.evaluate(
      ({ selector, share }) => {
        const scroller = document.querySelector(selector)?.parentElement;
        if (scroller) scroller.scrollTop = scroller.scrollHeight * share;
      },
      { selector: SCROLLER, share: part / 20 },
    );
    await sleep(100);
    const images = await page
      .locator(`${SCROLLER} [data-line] span[title*="/models/"]`)
      .evaluateAll((found) => found.map((each) => each.getAttribute('title') ?? ''));
    if (images.length === 0) wrong++;
    for (const image of images) if (!truth.has(image)) wrong++;
  }
  return wrong;
}
