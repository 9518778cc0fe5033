// From a press to the plan that is drawn, and from the controller's word to "done" on the screen, in the real app.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { deliveryId } from '../../shared/models/delivery';
import { type AppProcess, startApp } from './app-process';
import { placeOf } from './bare-client';
import { type BareActor, serveBare, startBare } from './bare-role';
import { NAMESPACE, startCanaries } from './canaries';
import { median, ms, quantile, report, spread } from './figures';
import { usedProfile } from './profile';
import { role } from './roles';

const CANARIES = 8;
/** Of each canary; the first of each meets a page that is new, and does not count. */
const PROMOTES = 8;
const LIMITS = { plan: 100, done: 150 };
const PATIENCE_MS = 30_000;

/**
 * Runs in the page. `until(look)` tells when what it looks for was painted: after the frame in which it was there. All that changes the
 * page is looked at as it changes, not at times.
 */
const IN_PAGE = `
  window.bench = {
    until: (look) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('not in time: ' + look)), ${PATIENCE_MS});
      const check = () => {
        if (!look()) return;
        observer.disconnect();
        clearTimeout(timer);
        requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
      };
      const observer = new MutationObserver(check);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      check();
    }),
    promote: () => [...document.querySelectorAll('main button')].find((each) => each.textContent.startsWith('Promote one step') && !each.ariaDisabled),
    confirm: () => document.querySelector('[role=dialog] [data-confirm]:not([aria-disabled])'),
    async press(find, look) {
      const began = performance.timeOrigin + performance.now();
      find().click();
      return { began, ended: await this.until(look) };
    },
  };`;

type Press = { began: number; ended: number };
const press = (page: Page, what: string): Promise<Press> => page.evaluate<Press>(`(async () => { const b = window.bench; return ${what}; })()`);

/** One promote by two presses. @returns ms from the press to the drawn plan, and epoch ms of a drawn "done" */
async function promote({ page }: AppProcess, address: string): Promise<{ plan: number; done: number; all: number }> {
  await page.evaluate(
    `location.hash = ${JSON.stringify(address)}; window.bench.until(() => location.hash === ${JSON.stringify(address)} && window.bench.promote())`,
  );
  const planned = await press(page, 'b.press(b.promote, b.confirm)');
  const done = await press(page, `b.press(b.confirm, () => document.querySelector('[role=dialog]')?.textContent.includes('Done in'))`);
  await page.evaluate(`document.querySelector('[role=dialog] [data-run-close]').click(); window.bench.until(() => !document.querySelector('[role=dialog]'))`);
  return { plan: planned.ended - planned.began, done: done.ended, all: done.ended - done.began };
}

async function measure(app: AppProcess, bare: BareActor, addresses: ReadonlyMap<string, string>) {
  const times = { plan: [] as number[], bare: [] as number[], done: [] as number[], all: [] as number[] };
  for (let round = 0; round < PROMOTES; round++) {
    for (const [name, address] of addresses) {
      const step = await bare.paused(name);
      const before = round % 2 === 0 ? await bare.plan(name) : null; // whoever comes first finds the server cold: by turns
      const left = bare.left(name, step);
      const ours = await promote(app, address);
      const leftAt = await left;
      await bare.paused(name);
      const floor = before ?? (await bare.plan(name));
      if (round === 0) continue;
      times.plan.push(ours.plan);
      times.bare.push(floor.plan);
      times.done.push(ours.done - leftAt);
      times.all.push(ours.all);
    }
  }
  return times;
}

/** The id that the app gave its one connection, read from the address that a row leads to. */
async function connectionOf({ page }: AppProcess): Promise<string> {
  await page.evaluate(`location.hash = '#/deliveries'`);
  const first = page.locator('a[href*="#/deliveries/"]').first();
  await first.waitFor();
  const [, , connection = ''] = new URL((await first.getAttribute('href')) ?? '', 'http://x').hash.split('/');
  return connection;
}

async function main(): Promise<void> {
  const canaries = await startCanaries({ count: CANARIES, stops: PROMOTES + 2 });
  const { bed, names } = canaries;
  const bare = await startBare(placeOf(bed));
  const profile = await usedProfile(readFileSync(bed.kubeconfig('admin'), 'utf8'), CANARIES);
  const app = await startApp(profile);
  try {
    const connection = await connectionOf(app);
    await app.page.evaluate(IN_PAGE);
    const addresses = new Map(names.map((name) => [name, `#/deliveries/${connection}/${encodeURIComponent(deliveryId('argo-rollouts', NAMESPACE, name))}`]));
    const times = await measure(app, bare, addresses);
    report(
      `A promote on the screen: ${times.done.length} of them, with the real controller`,
      [
        {
          what: 'press Promote → plan painted, beyond the same calls',
          value: spread(times.plan),
          floor: `${spread(times.bare)} bare calls`,
          measured: median(times.plan) - median(times.bare),
          limit: LIMITS.plan,
        },
        { what: '… p95', value: ms(quantile(times.plan, 0.95)), floor: ms(quantile(times.bare, 0.95)) },
        {
          what: "controller's status → “done” painted, p95",
          value: ms(quantile(times.done, 0.95)),
          floor: `median ${ms(median(times.done))}, after a bare watch`,
          measured: quantile(times.done, 0.95),
          limit: LIMITS.done,
        },
        { what: 'press to confirm → “done” painted', value: spread(times.all) },
      ],
      ['Painted: the turn after the frame in which it was on the page. Presses are made in the page.'],
    );
  } finally {
    await app.stop();
    profile.remove();
    await bare.stop();
    await canaries.stop();
  }
}

if (role() === 'bare') serveBare();
else await main();
