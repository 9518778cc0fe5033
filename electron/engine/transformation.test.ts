import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NamedCheck } from '../../shared/models/dataset';
import { readEngineFile } from '../backend/lib/engine-file';
import { SILENT } from '../backend/lib/log';
import { connectEngine, type EngineLink } from '../backend/workspaces/engine-link';
import { type Engine, openEngine } from './engine';

const LABELS = { owner: '', sensitivity: '', region: '', description: '' };
const POSITIVE: NamedCheck = { name: 'n is positive', check: { rule: 'range', column: 'n', min: 0, max: null } };

let folder: string;
let engine: Engine;
let link: EngineLink;
let connection: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'transform-'));
  writeFileSync(
    join(folder, 'MLproject'),
    `name: clean
entry_points:
  clean:
    parameters: {from: path, to: path}
    command: 'node clean.cjs {from} {to}'
  fetch:
    parameters: {data: path}
    command: 'node fetch.cjs {data}'
`,
  );
  writeFileSync(join(folder, 'raw.csv'), 'n\n1\n-2\n');
  writeClean('text');
  writeFileSync(
    join(folder, 'fetch.cjs'),
    "const fs = require('node:fs'); const [file] = process.argv.slice(2); if (!fs.existsSync(file)) fs.writeFileSync(file, 'n\\n-1\\n');",
  );
  engine = await openEngine({ folder, by: 'a test', owner: null, version: '0', port: null, shippedNode: null, log: SILENT });
  const file = readEngineFile(folder);
  if (!file) throw new Error('it is up and says where it is');
  link = await connectEngine(file);
  connection = `local-${file.id}`;
});
afterEach(async () => {
  link.close();
  await engine.leave(true);
  rmSync(folder, { recursive: true, force: true });
});

/** What becomes of the rows. */
function writeClean(kept: string): void {
  writeFileSync(
    join(folder, 'clean.cjs'),
    `const fs = require('node:fs'); const [from, to] = process.argv.slice(2); const text = fs.readFileSync(from, 'utf8'); fs.writeFileSync(to, ${kept});`,
  );
}
const register = (name: string, path: string, checks: NamedCheck[] = []) =>
  link.request('data.register', { connection, name, source: { path, format: 'csv' }, labels: LABELS, checks, watched: false });
const begin = (entryPoint: string, params: Record<string, string>) =>
  link.request('runs.start', { connection, project: '.', entryPoint, params, environment: null, name: null, timeLimitMs: null });
const get = (run: string) => link.request('runs.get', { connection, run });
async function finish(entryPoint: string, params: Record<string, string>) {
  const { run } = await begin(entryPoint, params);
  await vi.waitFor(async () => expect((await get(run)).exit?.code).toBe(0), 15_000);
  return await get(run);
}
const history = async (name: string) => (await link.request('data.get', { connection, name })).history.map(({ number, state }) => `${number} ${state}`);
const refused = { failure: { detail: { reason: 'data-quarantined', values: { rule: POSITIVE.name } } } };
const CLEAN = { from: 'raw.csv', to: 'clean.csv' };

test('a transformation writes again what its checks refused: a new version supersedes it, and the quarantined one stays on record', async () => {
  await register('raw', 'raw.csv');
  await finish('clean', CLEAN);
  await register('clean', 'clean.csv', [POSITIVE]);
  expect(await history('clean')).toEqual(['1 quarantined']);
  await expect(begin('fetch', { data: 'clean.csv' })).rejects.toMatchObject(refused); // whoever would read it is held up as before
  await expect(begin('clean', { from: 'clean.csv', to: 'more.csv' })).rejects.toMatchObject(refused);

  await finish('clean', CLEAN); // the same again is the same content: it is what it was
  expect(await history('clean')).toEqual(['1 quarantined']);
  writeClean("text.replace('-', '')");
  const mended = await finish('clean', CLEAN);
  expect(await history('clean')).toEqual(['2 ready', '1 quarantined']);
  expect(mended.inputs.map(({ name }) => name)).toEqual(['raw']);
  const graph = await link.request('lineage.search', { connection, match: 'clean', limit: 20 });
  expect(
    graph.nodes
      .filter(({ kind }) => kind === 'dataset-version')
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(['bad', 'good']);
  await finish('fetch', { data: 'clean.csv' });
});

test('what an entry point fetched and then trains on is held up by its checks like any other data', async () => {
  await finish('fetch', { data: 'fetched.csv' });
  await register('fetched', 'fetched.csv', [POSITIVE]);
  await expect(begin('fetch', { data: 'fetched.csv' })).rejects.toMatchObject(refused);
});

test('what the transformation reads holds it up also where it may write anew what it wrote', async () => {
  await register('raw', 'raw.csv');
  await finish('clean', CLEAN);
  await register('clean', 'clean.csv', [POSITIVE]);
  await link.request('data.change', { connection, name: 'raw', checks: [POSITIVE] });
  const { latest } = await link.request('data.get', { connection, name: 'raw' });
  await link.request('data.recheck', { connection, name: 'raw', version: latest ?? '' });
  await expect(begin('clean', CLEAN)).rejects.toMatchObject({ failure: { detail: { values: { dataset: 'raw' } } } });
});

test('a run that wrote anew what lay there is run again exactly', async () => {
  await register('raw', 'raw.csv');
  await finish('clean', CLEAN);
  const second = await finish('clean', CLEAN);
  const { run, missing } = await link.request('runs.repeat', { connection, run: second.id });
  expect(missing).toEqual([]);
  await vi.waitFor(async () => expect((await get(run ?? '')).exit?.code).toBe(0), 15_000);
});
