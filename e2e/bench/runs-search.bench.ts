// Ten thousand runs of twenty metrics: what a page of them costs, in whatever order, and how soon its rows are on the screen.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input } from '../../shared/api/api';
import { serveEngine, startEngineActor, type EngineActor } from './engine-role';
import { fillRecords, metricName } from './filled-records';
import { median, ms, quantile, report, spread } from './figures';
import { role } from './roles';
import { goTo, openWorkspaceWindow } from './workspace-window';

const RUNS = 10_000;
const METRICS = 20;
const PAGE = 100;
const ROUNDS = 20;
const SCREEN_ROUNDS = 7;
const STORE_MS = 50;
const SCREEN_MS = 300;
/** Two steps of each metric, that a fold has something to fold. */
const STEPS = 2;

type Query = Omit<Input<'runs.search'>, 'connection'>;

/** Each run is the best of another metric's order: values are a permutation, and known. */
const valueOf = (run: number, metric: number): number => ((run * (2 * metric + 7)) % RUNS) / RUNS;
const nameOf = (run: number): string => `trial-${String(run).padStart(5, '0')}`;
const optimizers = ['adam', 'sgd', 'lamb'];

function fill(folder: string): void {
  const startedAt = Date.now() - RUNS * 60_000;
  fillRecords(folder, ({ records, write }) => {
    for (let first = 0; first < RUNS; first += 500) {
      write(() => {
        for (let run = first; run < first + 500; run++) {
          const at = startedAt + run * 60_000;
          const params = { lr: String((run % 97) / 1_000), depth: String(run % 9), optimizer: optimizers[run % 3] ?? '', seed: String(run), batch: '256' };
          const tags = { team: run % 2 === 0 ? 'arrivals' : 'routes' };
          const made = { experiment: '0', name: nameOf(run), origin: 'client', entryPoint: null, user: 'mona', startedAt: at, params, tags } as const;
          const id = records.createRun({ ...made, state: 'running' });
          const points = Array.from({ length: METRICS * STEPS }, (_, index) => {
            const [metric, step] = [Math.floor(index / STEPS), index % STEPS];
            return { key: metricName(metric), step, at: at + step, value: step === STEPS - 1 ? valueOf(run, metric) : 1 };
          });
          records.logPoints(id, points);
          records.setState(id, run % 11 === 3 ? 'failed' : 'finished', at + 30_000);
        }
      });
      records.metrics.fold();
    }
  });
}

const shown = {
  experiment: null,
  conditions: [],
  metrics: Array.from({ length: METRICS }, (_, metric) => metricName(metric)),
  params: ['lr', 'depth', 'optimizer', 'seed'],
  deleted: false,
  offset: 0,
  limit: PAGE,
} satisfies Partial<Query>;
const newest = { by: 'started', key: null, descending: true } as const;
const best = (metric: number) => ({ by: 'metric', key: metricName(metric), descending: true }) as const;

const FIRST = { ...shown, order: newest };
const ASKED: readonly (readonly [what: string, query: Query, judged: boolean])[] = [
  ['newest first', { ...shown, order: newest }, true],
  ['best of a metric first', { ...shown, order: best(3) }, true],
  ['by a parameter', { ...shown, order: { by: 'param', key: 'lr', descending: false } }, true],
  ['by name', { ...shown, order: { by: 'name', key: null, descending: false } }, true],
  ['by duration', { ...shown, order: { by: 'duration', key: null, descending: true } }, true],
  ['a text in them, newest first', { ...shown, order: newest, conditions: [{ on: 'text', text: 'lamb' }] }, true],
  ['a text in none of them', { ...shown, order: newest, conditions: [{ on: 'text', text: 'nowhere' }] }, true],
  [
    'three conditions, best of a metric first',
    {
      ...shown,
      order: best(5),
      conditions: [
        { on: 'metric', key: metricName(2), is: '>', value: 0.2 },
        { on: 'param', key: 'optimizer', is: '=', value: 'adam' },
        { on: 'state', states: ['finished'] },
      ],
    },
    true,
  ],
  ['the page in the middle, best first', { ...shown, order: best(3), offset: RUNS / 2 }, true],
];

async function askStore(engine: EngineActor) {
  const { connection, link } = engine;
  const times = new Map(ASKED.map(([what]) => [what, [] as number[]]));
  const first = performance.now();
  await link.request('runs.search', { connection, ...FIRST });
  const cold = performance.now() - first;
  const keys: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [what, query] of ASKED) {
      const began = performance.now();
      await link.request('runs.search', { connection, ...query });
      times.get(what)?.push(performance.now() - began);
    }
    const began = performance.now();
    await link.request('runs.keys', { connection, experiment: null, match: '' });
    keys.push(performance.now() - began);
  }
  const { rows, total } = await link.request('runs.search', { connection, ...shown, order: best(3) });
  const sorted = rows.every(({ metrics }, index) => metrics[metricName(3)] === (RUNS - 1 - index) / RUNS);
  if (!sorted || total !== RUNS) throw new Error(`the page is wrong: ${total} runs, ${JSON.stringify(rows[0])}`);
  return { times, cold, keys, top: rows[0]?.name ?? '' };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'runs-bench-'));
  try {
    fill(folder);
    const engine = await startEngineActor(folder);
    const { times, cold, keys, top } = await askStore(engine);
    await engine.stop();

    const onScreen: Record<'opened' | 'sorted', number[]> = { opened: [], sorted: [] };
    const window = await openWorkspaceWindow(folder);
    try {
      const has = (text: string) => `document.querySelector('[role=grid]')?.textContent.includes(${JSON.stringify(text)})`;
      for (let round = 0; round < SCREEN_ROUNDS; round++) {
        await goTo(window.page, '#/workspace', "document.querySelector('main h1, main h2')");
        onScreen.opened.push(await goTo(window.page, '#/runs', has(nameOf(RUNS - 1))));
        onScreen.sorted.push(await goTo(window.page, `#/runs?sort=-metric%3A${encodeURIComponent(metricName(3))}`, has(top)));
      }
    } finally {
      await window.stop();
    }
    report(`${RUNS.toLocaleString('en')} runs of ${METRICS} metrics, pages of ${PAGE} with all of them`, [
      { what: 'first page of an engine that just began', value: ms(cold) },
      ...ASKED.map(([what, , judged]) => {
        const took = times.get(what) ?? [];
        return { what, value: `${spread(took)}, p95 ${ms(quantile(took, 0.95))}`, measured: median(took), ...(judged && { limit: STORE_MS }) };
      }),
      { what: 'columns to choose from', value: spread(keys) },
      { what: 'rows on the screen, the list opened', value: spread(onScreen.opened), measured: median(onScreen.opened), limit: SCREEN_MS },
      { what: '… sorted by a metric', value: spread(onScreen.sorted), measured: median(onScreen.sorted), limit: SCREEN_MS },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (role() === 'engine') serveEngine();
else await main();
