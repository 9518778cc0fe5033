import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { type EngineChild, forkEngine } from '../../../e2e/peers/engine-process';
import { endProcess } from '../../../e2e/peers/processes';
import { stageWorkspace } from '../../../e2e/workspace-stage';
import { createClient } from '../../../shared/api/client';
import type { AttentionItem } from '../../../shared/models/attention';
import { type Backend, createBackend } from '../backend';
import { SILENT } from '../lib/log';

const MODEL = 'late-arrival';
/** An engine starts twice, and everything of it is told over a socket. */
const TWO_ENGINES_MS = 60_000;
const WITHIN = { timeout: 15_000 };

const folder = mkdtempSync(join(tmpdir(), 'concerns-'));
const engines: EngineChild[] = [];
const backends: Backend[] = [];
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGKILL')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'Attention names quarantined data and a tampered version with an alias, also while the engine is away, until they are mended',
  async () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    const { connection } = await stageWorkspace(work, { runs: 5, metrics: 1, points: 2 });
    const backend = createBackend({
      dataFolder: join(folder, 'data'),
      log: SILENT,
      env: { KUBECONFIG: '' },
      homeFolder: folder,
      owner: 'tests',
      startEngine(path) {
        const engine = forkEngine(path, { owner: 'tests' });
        engines.push(engine);
        return engine;
      },
    });
    backends.push(backend);
    const client = createClient(backend.connect());
    let items: readonly AttentionItem[] = [];
    client.watch(
      'attention.watch',
      {},
      (event) => void (items = event.items),
      () => undefined,
    );
    const waits = (...expected: readonly string[]) =>
      vi.waitFor(() => expect(items.filter(({ concern }) => concern).map(({ cause, name }) => `${cause} ${name}`)).toEqual(expected), WITHIN);
    await backend.workspaces.openFolder(work);
    await waits('data-quarantined weather');
    expect(items[0]?.concern).toMatchObject({ dataset: 'weather', number: 1, rule: 'wind not negative' });

    const { files } = await client.request('models.version', { connection, model: MODEL, version: 2 });
    const digest = files[0]?.digest ?? '';
    const path = join(work, '.pilothouse/artifacts', digest.slice(0, 2), digest);
    const right = readFileSync(path);
    writeFileSync(path, Buffer.from(right.map((byte, at) => (at === 5 ? byte ^ 1 : byte))));
    const verify = () => client.request('models.verify', { connection, model: MODEL, version: 2 });
    await verify();
    await waits('data-quarantined weather', `model-tampered ${MODEL}`);
    const since = items.map((item) => item.since);

    engines.at(-1)?.child.kill('SIGKILL');
    await vi.waitFor(() => expect(backend.workspaces.state.open?.state).toBe('lost'), WITHIN);
    await waits('data-quarantined weather', `model-tampered ${MODEL}`);
    await vi.waitFor(() => expect(backend.workspaces.state.open?.state).toBe('open'), WITHIN);

    await verify();
    await waits('data-quarantined weather', `model-tampered ${MODEL}`);
    expect(items.map((item) => item.since)).toEqual(since);
    writeFileSync(path, right);
    await verify();
    await waits('data-quarantined weather');
    const weather = join(work, 'data/weather.csv');
    const good = readFileSync(weather, 'utf8')
      .split('\n')
      .filter((line) => !line.endsWith(',-40'));
    writeFileSync(weather, good.join('\n'));
    await client.request('data.take', { connection, name: 'weather' });
    await waits();
  },
  TWO_ENGINES_MS,
);
