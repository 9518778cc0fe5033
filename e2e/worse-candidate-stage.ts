// The sample's own scripts on made-up flights: a version serves, and a candidate that learnt from a table whose clock was off takes half of the traffic.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, createBackend } from '../electron/backend/backend';
import { SILENT } from '../electron/backend/lib/log';
import { createClient } from '../shared/api/client';
import { untilEvent } from '../shared/api/until-event';
import type { ActionRequest, Plan } from '../shared/models/action';
import type { ArmComparison } from '../shared/models/arm-comparison';
import { deliveryId } from '../shared/models/delivery';
import { DEFAULT_PAYLOAD } from '../shared/models/payload';
import { DEFAULT_RELEASE } from '../shared/models/service';
import { type EngineChild, forkEngine } from './peers/engine-process';
import { endProcess } from './peers/processes';

const SCRIPTS = join(import.meta.dirname, '../resources/sample');
export const SERVICE = 'late-arrival';
const TREES = 30;
const RATE = 1_500;
const LABEL_SECONDS = 1;
const TEACHING = 6_000;
const SENT = 2_500;
const MONTHS = ['04', '05', '06'];
const LOOK_MS = 200;

/** Evenings are late, mornings are not: whoever has the hour wrong knows little. */
function flights(month: string, rows: number): string {
  let state = Number(month);
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let warm = 0; warm < 10; warm++) next();
  const lines = Array.from({ length: rows }, () => {
    const [day, hour, minute] = [1 + Math.floor(28 * next()), Math.floor(24 * next()), Math.floor(60 * next())];
    const isLate = next() < (hour >= 15 && hour < 22 ? 0.55 : 0.08);
    const two = (value: number) => String(value).padStart(2, '0');
    return `2001-${month}-${two(day)}T${two(hour)}:${two(minute)},${isLate ? 40 : 2},${200 + Math.floor(2_000 * next())},A0${Math.floor(9 * next())},B0${Math.floor(7 * next())}`;
  });
  return `time,delay,distance,origin,destination\n${lines.join('\n')}\n`;
}

export class WorseCandidateStage {
  readonly #engines: EngineChild[] = [];
  readonly #backend: Backend;
  readonly client: ReturnType<typeof createClient>;
  connection = '';

  /** `parent`: a folder of the test's own, which the test removes. */
  constructor(readonly parent: string) {
    this.#backend = createBackend({
      dataFolder: join(parent, 'data'),
      log: SILENT,
      env: { KUBECONFIG: '' },
      homeFolder: parent,
      owner: 'tests',
      startEngine: (path) => {
        const engine = forkEngine(path, { owner: 'tests' });
        this.#engines.push(engine);
        return engine;
      },
    });
    this.client = createClient(this.#backend.connect());
  }

  get folder(): string {
    return join(this.parent, 'workspace');
  }

  /** Writes the workspace and opens it. */
  async open(): Promise<void> {
    const { folder } = this;
    cpSync(SCRIPTS, folder, { recursive: true });
    const project = join(folder, 'MLproject');
    writeFileSync(project, readFileSync(project, 'utf8').replace(/(?<=trees: \{type: float, default: )\d+/g, String(TREES)));
    mkdirSync(join(folder, 'data/flights'), { recursive: true });
    for (const month of ['02', '03']) writeFileSync(join(folder, `data/flights/2001-${month}.csv`), flights(month, TEACHING));
    for (const month of MONTHS) writeFileSync(join(folder, `data/flights/2001-${month}.csv`), flights(month, SENT));
    await this.#backend.workspaces.openFolder(folder);
    this.connection = this.#backend.workspaces.need().state.connection;
  }

  /** Runs an entry point to its end. */
  async run(entryPoint: string, params: Readonly<Record<string, string>> = {}): Promise<string> {
    const { client, connection } = this;
    const asked = { connection, project: '.', entryPoint, params, environment: null, name: entryPoint, timeLimitMs: null };
    const { run } = await client.request('runs.start', asked);
    for (;;) {
      const { state } = await client.request('runs.get', { connection, run });
      if (state === 'finished') return run;
      if (state === 'failed' || state === 'killed') throw new Error(`${entryPoint} ${state}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** @returns its version */
  async train(entryPoint: 'train-two-months' | 'train-spoilt'): Promise<number> {
    const run = await this.run(entryPoint);
    return (await this.client.request('models.register', { connection: this.connection, model: SERVICE, run, path: '' })).version;
  }

  async plan(request: ActionRequest): Promise<Plan> {
    const { connection } = this;
    return (await this.client.request('actions.plan', { entity: { connection, kind: 'delivery', id: deliveryId('local', '', SERVICE) }, request })).plan;
  }

  /** Plans and confirms, and waits until it is loaded. */
  async start(version: number, weight: number): Promise<void> {
    const { client, connection } = this;
    const release = { ...DEFAULT_RELEASE, steps: [{ weight, seconds: null }] };
    const { id, digest } = await this.plan({ action: 'start', images: [], modelUri: `models:/${SERVICE}/${version}`, release });
    const { run } = await client.request('actions.execute', { planId: id, digest, reason: 'to see it caught', ticket: '', typedName: '' });
    await untilEvent(client, 'actions.watch', {}, ({ runs }) => runs.find(({ intent, endedAt }) => intent === run.intent && endedAt !== null));
    for (;;) {
      const service = await client.request('services.get', { connection, service: SERVICE }).catch(() => null); // it is being made
      if (service?.arms.some((arm) => arm.version === version && arm.host === 'ready') && service.weights.length === (version === 1 ? 1 : 2)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Keeps what is asked and answered, and names what came true. */
  async keepAndJudge(): Promise<void> {
    const labels = { dataset: 'truth', key: 'request_id', row: null, label: 'late', at: 'at', output: 'probability', position: 1, task: 'score' } as const;
    const { client, connection } = this;
    await client.request('services.change', { connection, service: SERVICE, settings: { payload: { ...DEFAULT_PAYLOAD, share: 1 }, labels } });
  }

  /** Sends the flights of three months, with what came true behind them. */
  async replay(): Promise<void> {
    const { client, connection } = this;
    await this.run('replay', { rate: String(RATE), label_seconds: String(LABEL_SECONDS) });
    const source = { path: 'data/labels/late-arrival.csv', format: 'csv' } as const;
    const words = { owner: '', sensitivity: '', region: '', description: '' };
    await client.request('data.register', { connection, name: 'truth', source, labels: words, checks: [], watched: false });
    // Each row is a request. Whoever reads the log finds all of them.
    while ((await client.request('services.get', { connection, service: SERVICE })).payload.written < MONTHS.length * SENT)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  async compare(): Promise<ArmComparison> {
    const { comparison } = await this.client.request('services.compare', { connection: this.connection, service: SERVICE });
    if (!comparison) throw new Error('there is no candidate');
    return comparison;
  }

  async close(): Promise<void> {
    this.#backend.close();
    await Promise.all(this.#engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
  }
}
