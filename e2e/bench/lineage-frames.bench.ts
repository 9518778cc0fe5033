// A large graph in the real window, drawn without a graphics card: its layout, its frames at every distance, and one more step.
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lineage } from '../../electron/engine/lineage/lineage';
import { MIGRATIONS } from '../../electron/engine/rooms';
import { holdWorkspace } from '../../electron/engine/workspace/workspace';
import type { LineageKey, RelationName } from '../../shared/models/lineage';
import { median, ms, report, spread } from './figures';
import { framesPerSecond, framesWhile, goTo, openWorkspaceWindow } from './workspace-window';

const LARGE = { nodes: 5_000, edges: 8_000 };
const HUGE = { nodes: 20_000, edges: 32_000 };
const LIMITS = { layout: 1_000, large: 55, huge: 30, expand: 100 };
const PAN_MS = 1_500;
/** From all of it to twice its size in so many steps, each looked at. */
const DISTANCES = 10;
const ZOOM_FRAMES = 40;
const EXPANSIONS = 12;
const DAY_MS = 86_400_000;

/** The same numbers at each start. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Data, runs that read them, what they wrote and produced, and runs that read that: some forty columns, few alike. */
function stage(folder: string, { nodes, edges }: typeof LARGE): void {
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const lineage = new Lineage(held.registry, () => undefined);
  const random = createRandom(nodes);
  const began = Date.now() - 30 * DAY_MS;
  const things = Array.from({ length: nodes }, (_, index): LineageKey => {
    if (index % 2 === 1) return { kind: 'run', id: index.toString(16).padStart(32, '0') };
    return index % 5 === 0 ? { kind: 'model-version', id: `model-${index % 97}@${index}` } : { kind: 'dataset-version', id: `table-${index % 211}@${index}` };
  });
  const relationOf = (from: LineageKey, to: LineageKey): RelationName => (to.kind === 'run' ? 'reads' : from.kind === 'run' ? 'wrote' : 'derived');
  const fact = (from: number, to: number) => {
    const [source, target] = [things[from], things[to]];
    if (source && target) lineage.add({ from: source, to: target, relation: relationOf(source, target), at: began + to * 60_000 });
  };
  held.registry.write(() => {
    for (const [index, { kind, id }] of things.entries()) {
      lineage.tellOf({ kind, id, title: `${kind} ${index}`, detail: `v${index % 40}`, at: began + index * 60_000, state: index % 31 === 0 ? 'bad' : 'good' });
      // Not far from what came before it: work goes on from last week's, not from last year's.
      if (index > 0) fact(Math.max(0, index - 1 - Math.floor(random() ** 2 * nodes * 0.08)), index);
    }
    for (let edge = nodes; edge <= edges; edge += 1) {
      const to = 1 + Math.floor(random() * (nodes - 1));
      fact(Math.max(0, to - 1 - Math.floor(random() * nodes * 0.05)), to);
    }
  });
  held.close();
}

/** Times every answer of the layout's worker, in the page. */
const TIMED_WORKER = `
  window.layouts = [];
  window.Worker = class extends window.Worker {
    postMessage(...given) {
      const began = performance.now();
      this.addEventListener('message', () => window.layouts.push(performance.now() - began), { once: true });
      super.postMessage(...given);
    }
  };`;
const CANVAS = "document.querySelector('[role=application] canvas')";
const READY = `${CANVAS}?.dataset.boxes > 0`;
/** \`now\` goes to and fro, so that what is looked at is never lost. */
const PAN = `const canvas = ${CANVAS}; const way = Math.floor(now / 400) % 4; canvas.dispatchEvent(new WheelEvent('wheel', { deltaX: way === 0 ? 14 : way === 2 ? -14 : 0, deltaY: way === 1 ? 14 : way === 3 ? -14 : 0, bubbles: true, cancelable: true }));`;
const zoom = (by: number) => `
  const canvas = ${CANVAS};
  const { left, top, width, height } = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: ${by}, ctrlKey: true, clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true }));`;

type Frames = { readonly distance: string; readonly framesPerSecond: number; readonly longest: number };

/** From all of it inwards: panned at each distance, and zoomed from one to the next. */
async function lookAround(page: Page): Promise<{ panned: Frames[]; zoomed: Frames[] }> {
  const panned: Frames[] = [];
  const zoomed: Frames[] = [];
  await page.locator('[role=application]').focus();
  await page.keyboard.press('0');
  await sleep(1_000);
  const note = (to: Frames[], distance: string, lengths: readonly number[]) =>
    to.push({ distance, framesPerSecond: framesPerSecond(lengths), longest: Math.max(...lengths) });
  const whole = Number(await page.evaluate(`${CANVAS}.dataset.scale`));
  const step = (Math.log(2 / whole) / DISTANCES / ZOOM_FRAMES) * 200;
  for (let distance = 0; distance <= DISTANCES; distance += 1) {
    const scale = Number(await page.evaluate(`${CANVAS}.dataset.scale`)).toFixed(2);
    note(panned, `×${scale}`, await framesWhile(page, () => sleep(PAN_MS), PAN));
    if (distance < DISTANCES) note(zoomed, `×${scale}`, await framesWhile(page, () => sleep((ZOOM_FRAMES * 1_000) / 60), zoom(-step)));
  }
  note(zoomed, 'back', await framesWhile(page, () => sleep(2 * PAN_MS), zoom((Math.log(2 / whole) / ((2 * PAN_MS * 60) / 1_000)) * 200)));
  return { panned, zoomed };
}

const worst = (all: readonly Frames[]): Frames =>
  all.toSorted((a, b) => a.framesPerSecond - b.framesPerSecond)[0] ?? { distance: '', framesPerSecond: 0, longest: 0 };
const told = ({ framesPerSecond: rate, distance, longest }: Frames) => `${rate.toFixed(1)}/s at ${distance}, longest ${ms(longest)}`;

/** One step further from a thing, by its key, until it is on the screen. */
async function expand(page: Page): Promise<number[]> {
  const times: number[] = [];
  const middle = Math.floor(LARGE.nodes / 2) | 1;
  for (let index = 0; index < EXPANSIONS; index += 1) {
    const id = (middle + 60 * index).toString(16).padStart(32, '0');
    await goTo(
      page,
      `#/lineage?of=${encodeURIComponent(`run|${id}`)}&depth=2&chosen=${encodeURIComponent(`run|${id}`)}`,
      `${READY} && location.hash.includes('${id}')`,
    );
    await sleep(500);
    const took = await page.evaluate<number>(`(async () => {
      const canvas = ${CANVAS};
      const stage = canvas.parentElement;
      const press = (key) => stage.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      // Along the graph to a thing whose neighbours are left out.
      for (let step = 0; step < 6; step += 1) { press(step % 2 === 0 ? 'ArrowRight' : 'ArrowDown'); await new Promise((done) => setTimeout(done, 60)); }
      const before = canvas.dataset.boxes;
      const began = performance.now();
      press(']');
      const limit = began + 1500;
      const ended = await window.bench.until(() => canvas.dataset.boxes !== before || performance.now() > limit);
      return canvas.dataset.boxes === before ? -1 : ended - began;
    })()`);
    if (took >= 0) times.push(took);
  }
  return times;
}

async function measure(size: typeof LARGE, withExpand: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-lineage-'));
  try {
    stage(folder, size);
    const window = await openWorkspaceWindow(folder);
    try {
      const { page } = window;
      await page.evaluate(TIMED_WORKER);
      await goTo(page, '#/lineage', READY);
      const boxes = Number(await page.evaluate(`${CANVAS}.dataset.boxes`));
      await sleep(1_000);
      const around = await lookAround(page);
      const layout = await page.evaluate<number[]>('window.layouts');
      return { ...around, layout, boxes, expanded: withExpand ? await expand(page) : [] };
    } finally {
      await window.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const large = await measure(LARGE, true);
const huge = await measure(HUGE, false);
const size = ({ nodes, edges }: typeof LARGE) => `${nodes.toLocaleString('en')} nodes, ${edges.toLocaleString('en')} edges`;
for (const [name, { panned, zoomed }] of Object.entries({ large, huge })) {
  console.log(`  ${name}, panned: ${panned.map(told).join('; ')}`);
  console.log(`  ${name}, zoomed: ${zoomed.map(told).join('; ')}`);
}
report(`Lineage of ${size(LARGE)} (${large.boxes} boxes), and of ${size(HUGE)} (${huge.boxes} boxes)`, [
  {
    what: 'layout, off the thread of the page, there and back',
    value: ms(large.layout[0] ?? Number.NaN),
    measured: large.layout[0] ?? Number.NaN,
    limit: LIMITS.layout,
  },
  ...(['panned', 'zoomed'] as const).map((how) => ({
    what: `${how}, worst of ${large[how].length} distances`,
    value: told(worst(large[how])),
    measured: worst(large[how]).framesPerSecond,
    limit: LIMITS.large,
    sense: 'above' as const,
  })),
  { what: 'one step further, pressed → drawn', value: spread(large.expanded), measured: median(large.expanded), limit: LIMITS.expand },
  { what: 'huge: layout', value: ms(median(huge.layout)) },
  ...(['panned', 'zoomed'] as const).map((how) => ({
    what: `huge: ${how}, worst of ${huge[how].length} distances`,
    value: told(worst(huge[how])),
    measured: worst(huge[how]).framesPerSecond,
    limit: LIMITS.huge,
    sense: 'above' as const,
  })),
]);
