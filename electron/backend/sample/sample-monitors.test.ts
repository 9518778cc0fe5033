import { monitorOfEntity } from '../../../shared/models/entity-ids';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EngineChild, forkEngine } from '../../../e2e/peers/engine-process';
import { endProcess } from '../../../e2e/peers/processes';
import { createClient } from '../../../shared/api/client';
import { type Backend, createBackend } from '../backend';
import { SILENT } from '../lib/log';

const WITHIN_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'sample-monitors-'));
const source = join(folder, 'source');
const engines: EngineChild[] = [];
const backends: Backend[] = [];

/** The real one, as it is handed out. */
beforeAll(() => {
  const maker = pathToFileURL(join(import.meta.dirname, '../../../scripts/build/sample.mjs')).href;
  const code = `import(${JSON.stringify(maker)}).then(({ makeSample }) => makeSample(${JSON.stringify(source)}))`;
  execFileSync(process.execPath, ['-e', code]);
}, WITHIN_MS);
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

async function open() {
  const startEngine = (path: string) => {
    const engine = forkEngine(path, { owner: 'tests' });
    engines.push(engine);
    return engine;
  };
  const backend = createBackend({
    dataFolder: join(folder, 'data'),
    log: SILENT,
    env: { KUBECONFIG: '' },
    homeFolder: folder,
    owner: 'tests',
    startEngine,
    sample: { source, folder: join(folder, 'sample') },
  });
  backends.push(backend);
  await backend.workspaces.openSample();
  return { backend, client: createClient(backend.connect()) };
}

test('the sample is opened with monitors that hold its months against January, find what changed, and put it before people once', {
  timeout: WITHIN_MS,
}, async () => {
  const { client, backend } = await open();
  const list = async () => (await client.request('drift.list', {})).monitors;
  await expect.poll(async () => (await list()).filter(({ verdict }) => verdict).length, { timeout: WITHIN_MS, interval: 100 }).toBe(2);
  const monitors = await list();
  const idOf = (name: RegExp) => monitorOfEntity(monitors.find((monitor) => name.test(monitor.name))?.id ?? '') ?? '';
  const months = await client.request('drift.get', { id: idOf(/month/) });
  expect(months.reference).toMatchObject({ rows: 20_330 });
  expect(months.windows.map(({ start, verdict }) => [new Date(start).toISOString().slice(0, 7), verdict])).toEqual([
    ['2001-02', 'drifted'],
    ['2001-03', 'not-drifted'],
    ['2001-04', 'drifted'],
    ['2001-05', 'drifted'],
    ['2001-06', 'drifted'],
  ]);
  expect(months.standing.drift).toMatchObject({ first: Date.parse('2001-04-01'), windows: 3, worst: { column: 'delay', measure: 'ks' } });
  const weeks = await client.request('drift.heatMap', { id: idOf(/week/), slice: null, last: 100 });
  expect([weeks.windows.length, new Date(weeks.focus ?? 0).toISOString().slice(0, 10)]).toEqual([22, '2001-04-23']);
  const items: string[][] = [];
  client.watch(
    'attention.watch',
    {},
    (event) => items.push(event.items.map(({ cause, name, drift }) => `${cause} ${name}: ${drift?.worst.column}`)),
    () => undefined,
  );
  await expect.poll(() => items.at(-1)).toEqual(['drift Flights, month by month: delay']);
  await backend.workspaces.close(true);
  await expect.poll(async () => [await list(), items.at(-1)]).toEqual([[], []]);
  // What a person takes away does not come back with the sample.
  await backend.workspaces.openSample();
  await client.request('drift.remove', { id: idOf(/week/) });
  await backend.workspaces.close(true);
  await backend.workspaces.openSample();
  expect((await list()).map(({ name, verdict }) => [name, verdict])).toEqual([['Flights, month by month', 'drifted']]);
});
