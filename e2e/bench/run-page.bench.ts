// Opening a run of twenty million points, and watching it: how soon a curve is there, and how long its frames are while it goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendToSeries } from '../../electron/engine/records/append-to-series';
import { RunRecords } from '../../electron/engine/records/run-records';
import { MIGRATIONS } from '../../electron/engine/rooms';
import { holdWorkspace } from '../../electron/engine/workspace/workspace';
import { workspaceConnection } from '../../shared/models/workspace';
import { median, ms, quantile, report, spread } from './figures';
import { framesWhile, goTo, openWorkspaceWindow, type WorkspaceWindow } from './workspace-window';

const SERIES = 20;
const POINTS = 1_000_000;
/** Of one transaction. */
const BATCH = 20_000;
const LIVE_MS = 100;
const WATCHED_MS = 20_000;
const COMPARED = 20;
/** Each in an app that has just begun: what was asked before is kept for a while. */
const STARTS = 5;
const LIMITS = { chart: 400, frame: 50, many: 2 };
const CHART = "document.querySelector('main [role=img] path[data-curve]')";
/** So many in sight at once that every row of charts comes and goes. */
const SCROLL =
  "const place = document.querySelector('main').parentElement; const all = [place, ...document.querySelectorAll('main, main *')].find((each) => each.scrollHeight > each.clientHeight + 200 && getComputedStyle(each).overflowY !== 'visible'); if (all) all.scrollTop = (Math.sin(now / 1500) + 1) / 2 * (all.scrollHeight - all.clientHeight);";

type Staged = { readonly connection: string; readonly long: string; readonly few: string; readonly many: string; readonly compared: readonly string[] };

/** Runs as the engine keeps them: one of 20 × 1,000,000 points, one of 10 metrics, one of 1,000, and twenty to be compared. */
function stage(folder: string): Staged {
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const write = held.registry.write.bind(held.registry);
  const now = Date.now();
  const run = (name: string, series: number, points: number): string => {
    const startedAt = now - points * LIVE_MS;
    const made = { experiment: '0', name, origin: 'client', entryPoint: null, user: null, startedAt, params: {}, tags: {} } as const;
    const id = write(() => records.createRun({ ...made, state: 'running' }));
    const n = records.find(id)?.n ?? 0;
    for (let each = 0; each < series; each += 1) {
      for (let from = 0; from < points; from += BATCH) {
        const batch = Array.from({ length: Math.min(BATCH, points - from) }, (_, index) => pointOf(from + index, each, points, startedAt));
        write(() => appendToSeries(records.sql, n, keyOf(each), batch));
      }
    }
    return id;
  };
  const staged = {
    connection: workspaceConnection(held.identity.id),
    long: run('long', SERIES, POINTS),
    few: run('few', 10, 1_000),
    many: run('many', 1_000, 1_000),
    compared: Array.from({ length: COMPARED }, (_, index) => run(`compared-${index}`, 6, 10_000)),
  };
  records.close();
  held.close();
  return staged;
}

const keyOf = (series: number): string => `metric/${String(series).padStart(4, '0')}`;
const pointOf = (step: number, series: number, points: number, startedAt: number) => ({
  step,
  at: startedAt + step * LIVE_MS,
  value: 0.3 + Math.exp((-step / points) * (2 + series)) + Math.sin(step * 12.9898 + series) * 0.03,
});

/** Ten points a second for each series of a run, until it is stopped. */
async function goOn({ track }: WorkspaceWindow, run: string, forMs: number): Promise<void> {
  const until = Date.now() + forMs;
  for (let step = POINTS; Date.now() < until; step += 1) {
    const timestamp = Date.now();
    await track('runs/log-batch', {
      run_id: run,
      metrics: Array.from({ length: SERIES }, (_, series) => ({ key: keyOf(series), value: pointOf(step, series, POINTS, 0).value, timestamp, step })),
    });
    await sleep(Math.max(0, timestamp + LIVE_MS - Date.now()));
  }
}

const watch = (window: WorkspaceWindow, run: string, each = ''): Promise<number[]> => framesWhile(window.page, () => goOn(window, run, WATCHED_MS), each);

const long = (lengths: readonly number[]) => `${ms(Math.max(...lengths))}, p99 ${ms(quantile(lengths, 0.99))}, ${lengths.length} frames`;

const folder = mkdtempSync(join(tmpdir(), 'bench-runs-'));
try {
  const began = performance.now();
  const staged = stage(folder);
  console.log(`  ${SERIES} × ${POINTS.toLocaleString('en')} points kept in ${ms(performance.now() - began)}`);
  const pageOf = (run: string) => `#/runs/${staged.connection}/${run}`;
  const opened: Record<'long' | 'few' | 'many', number[]> = { long: [], few: [], many: [] };
  const live: { still: number[]; scrolled: number[]; compared: number[] } = { still: [], scrolled: [], compared: [] };
  for (let start = 0; start < STARTS; start += 1) {
    const window = await openWorkspaceWindow(folder);
    try {
      const { page } = window;
      const list = () => goTo(page, '#/runs', "document.querySelector('[role=grid] [data-line]')");
      const order = start % 2 === 0 ? (['long', 'few', 'many'] as const) : (['long', 'many', 'few'] as const);
      for (const which of order) {
        await list();
        await sleep(1_000); // a person looks before choosing
        opened[which].push(await goTo(page, pageOf(staged[which]), CHART));
      }
      if (start < STARTS - 1) continue;
      await list();
      await goTo(page, pageOf(staged.long), CHART);
      await page.getByRole('button', { name: /more/ }).first().click();
      live.still = await watch(window, staged.long);
      live.scrolled = await watch(window, staged.long, SCROLL);
      await goTo(page, `#/compare/${staged.connection}?runs=${staged.compared.join(',')}`, CHART);
      live.compared = await framesWhile(page, () => sleep(5_000), SCROLL);
    } finally {
      await window.stop();
    }
  }
  report(`A run of ${SERIES} series of ${POINTS.toLocaleString('en')} points`, [
    { what: 'chosen → first chart on the screen, new app', value: spread(opened.long), measured: median(opened.long), limit: LIMITS.chart },
    { what: '10 points/s a series: longest frame', value: long(live.still), measured: Math.max(...live.still), limit: LIMITS.frame },
    { what: '… while all charts are scrolled', value: long(live.scrolled), measured: Math.max(...live.scrolled), limit: LIMITS.frame },
    { what: `${COMPARED} runs compared, scrolled: longest frame`, value: long(live.compared), measured: Math.max(...live.compared), limit: LIMITS.frame },
    {
      what: 'page of 1,000 metrics',
      value: spread(opened.many),
      floor: `${spread(opened.few)} of 10`,
      measured: median(opened.many) / median(opened.few),
      limit: LIMITS.many,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
