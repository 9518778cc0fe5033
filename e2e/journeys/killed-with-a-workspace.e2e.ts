import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, expect, test } from '../app';
import { newFolder } from '../new-folder';
import { Book } from '../peers/kills/book';
import { isTrained, pointKey, pointValue, startLoad } from '../peers/kills/load';
import { readWorld } from '../peers/kills/read-world';
import { lossOf, PROJECT, timeOf, TRAIN } from '../peers/kills/training-script';
import { reachEngine, startedWith } from '../peers/kills/world';
import { seededRandom } from '../peers/replay/random';

// The app itself, killed while its workspace trains, uploads and registers: it opens again with all that it acknowledged.

const KILLS = process.env['PILOTHOUSE_SOAK'] === '1' ? 20 : 2;
const SEED = Number(process.env['PILOTHOUSE_SEED'] ?? Date.now() % 1_000_000);
const KILL_AFTER_MS = 1_500;

let folder = '';
test.beforeEach(() => {
  folder = newFolder('killed');
  writeFileSync(join(folder, 'MLproject'), PROJECT);
  writeFileSync(join(folder, 'train.cjs'), TRAIN);
});

async function openByHand({ electron, page }: App): Promise<void> {
  await electron.evaluate(({ dialog }, path) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) });
  }, folder);
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('link', { name: /^Training/ })
    .click();
  await page.getByRole('button', { name: 'Open a folder…' }).click();
}

/** What the processes of runs say was acknowledged. */
function noteTrained(book: Book, runs: readonly { id: string; name: string; trained: boolean }[]): void {
  for (const { id, name } of runs.filter(({ trained }) => trained)) {
    const file = `logged-${id}`;
    const steps = readdirSync(folder).includes(file) ? readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean) : [];
    for (const step of steps.map(Number)) book.acknowledge(pointKey(name, 'loss', step), pointValue(lossOf(step), timeOf(step)));
  }
}

test(`the app is killed ${KILLS} times: it opens each time with what its workspace acknowledged and no more, and leaves no process`, async ({ launch }) => {
  test.info().annotations.push({ type: 'seed', description: String(SEED) });
  test.setTimeout(60_000 + KILLS * 30_000);
  const book = new Book();
  // Every second time the machine has no Node: runs are then processes of the app.
  const env = (kill: number): Record<string, string> => (kill % 2 === 1 ? { PATH: '/nonexistent' } : {});
  let app = await launch({ env: env(0) });
  await openByHand(app);
  let engine: number | null = null;
  for (let kill = 0; kill < KILLS; kill++) {
    const random = seededRandom(SEED + kill);
    const before = await reachEngine(folder, engine);
    await before.link.request('engine.change', { runsAtOnce: 2 });
    const load = startLoad(before, book, kill, random);
    await sleep(random() * KILL_AFTER_MS); // the moment is what is tried
    engine = before.link.file.pid;
    const { profile } = app;
    app.electron.process().kill('SIGKILL');
    before.link.close();
    const refusals = await load.stop();
    await expect.poll(() => startedWith(profile), { timeout: 20_000 }).toEqual([]);

    app = await launch({ profile, env: env(kill + 1) });
    const after = await reachEngine(folder, engine);
    noteTrained(book, (await readWorld(after, folder)).runs);
    const { found } = await readWorld(after, folder);
    expect({ seed: SEED + kill, faults: [...refusals, ...book.compare(found)] }).toMatchObject({ faults: [] });
    book.adopt(found, isTrained);
    after.link.close();
  }
  const last = await reachEngine(folder, engine);
  await expect.poll(async () => (await last.link.request('engine.facts', {})).activeRuns, { timeout: 60_000 }).toBe(0);
  const { runs } = await readWorld(last, folder);
  expect(runs.filter(({ trained, state }) => trained && !['finished', 'failed'].includes(state))).toEqual([]);
  last.link.close();
});
