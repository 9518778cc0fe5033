// A thousand features in ninety windows, in the real window, drawn without a graphics card: how long the page takes to show its map, and its frames while it is scrolled and walked.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeParquet } from '../write-parquet';
import { median, ms, report, spread } from './figures';
import { framesPerSecond, framesWhile, goTo, openWorkspaceWindow } from './workspace-window';

const SIZE = { features: 1_000, windows: 90, reference: 10, rows: 40, bins: 5 };
const LIMITS = { open: 500, frames: 55 };
const OPENINGS = 5;
const MOVE_MS = 3_000;
const LOOK_MS = 240_000;

const CANVAS = "document.querySelector('[role=application] canvas')";
const READY = `Number(${CANVAS}?.dataset.cells) === ${SIZE.features * SIZE.windows}`;

/** Days of rows, of which every fortieth feature drifts in the last third. */
function wideTable(): string {
  const days = SIZE.reference + SIZE.windows;
  const columns = Array.from({ length: SIZE.features }, (_, index) => {
    const drift = index % 40 === 0 ? ` + greatest(0, day - ${Math.round(days * 0.7)}) * 0.08` : '';
    return `(hash(n * ${SIZE.features} + ${index}) % 10000) / 10000.0${drift} AS feature_${String(index).padStart(4, '0')}`;
  });
  return `SELECT TIMESTAMP '2001-01-01' + to_days(day::INTEGER) + INTERVAL 12 HOUR AS at, ${columns.join(', ')} FROM (SELECT n, n // ${SIZE.rows} AS day FROM range(${days * SIZE.rows}) rows(n))`;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-drift-'));
try {
  await writeParquet(join(folder, 'wide/table.parquet'), wideTable());
  const window = await openWorkspaceWindow(folder);
  try {
    const { page } = window;
    await page.evaluate("location.hash = '#/drift'");
    await page.getByRole('button', { name: 'New monitor…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('wide');
    await dialog.getByLabel('File, folder or pattern').fill('wide/*.parquet');
    await dialog.getByRole('button', { name: 'Look at it' }).click();
    await dialog.getByLabel('To, not included').fill('2001-01-11');
    await dialog.getByLabel('Rows needed').fill(String(SIZE.rows));
    await dialog.getByLabel('Bins', { exact: true }).fill(String(SIZE.bins));
    await dialog.getByRole('button', { name: 'Make it, and look' }).click();
    const began = performance.now();
    await page.locator(`[role=application] canvas[data-cells="${SIZE.features * SIZE.windows}"]`).waitFor({ timeout: LOOK_MS });
    const looked = performance.now() - began;
    await page.getByRole('button', { name: 'Look now' }).waitFor({ timeout: LOOK_MS });
    const own = await page.evaluate<string>("location.hash.split('?')[0]");
    const openings: number[] = [];
    for (let index = 0; index < OPENINGS; index += 1) {
      await goTo(page, '#/drift', "document.querySelector('[role=grid]') !== null");
      await sleep(500);
      openings.push(await goTo(page, own, READY));
      await sleep(1_000);
    }
    const scrolled = await framesWhile(
      page,
      () => sleep(MOVE_MS),
      `const view = document.querySelector('[role=application]'); const most = view.scrollHeight - view.clientHeight; view.scrollTop = most * (0.5 + 0.5 * Math.sin(now / 600));`,
    );
    const pointed = await framesWhile(
      page,
      () => sleep(MOVE_MS),
      `const canvas = ${CANVAS}; const { left, top, width, height } = canvas.getBoundingClientRect(); canvas.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: left + width * (0.6 + 0.35 * Math.sin(now / 300)), clientY: top + height * (0.5 + 0.4 * Math.cos(now / 400)) }));`,
    );
    const told = (lengths: readonly number[]) => `${framesPerSecond(lengths).toFixed(1)}/s, longest ${ms(Math.max(...lengths))}`;
    report(`Drift of ${SIZE.features.toLocaleString('en')} features in ${SIZE.windows} windows`, [
      { what: 'first look, with its reference', value: ms(looked) },
      { what: 'opened from the list, pressed → drawn', value: spread(openings), measured: median(openings), limit: LIMITS.open },
      { what: 'scrolled through all features', value: told(scrolled), measured: framesPerSecond(scrolled), limit: LIMITS.frames, sense: 'above' },
      { what: 'pointed at, cell by cell', value: told(pointed), measured: framesPerSecond(pointed), limit: LIMITS.frames, sense: 'above' },
    ]);
  } finally {
    await window.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
