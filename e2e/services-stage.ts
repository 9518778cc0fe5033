// A workspace whose models are served, for tests of its deliveries: the engine is a process of its own, the gateway and the models are real.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backend, createBackend } from '../electron/backend/backend';
import { SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import { RunRecords } from '../electron/engine/records/run-records';
import { createRooms, MIGRATIONS } from '../electron/engine/rooms';
import { holdWorkspace } from '../electron/engine/workspace/workspace';
import type { EventOf } from '../shared/api/api';
import { createClient } from '../shared/api/client';
import type { ActionRequest, ActionRun, Plan } from '../shared/models/action';
import { Delivery } from '../shared/models/delivery';
import type { EntityKey } from '../shared/models/entity';
import { DEFAULT_RELEASE, type ReleasePlan } from '../shared/models/service';
import { workspaceConnection } from '../shared/models/workspace';
import { type EngineChild, forkEngine } from './peers/engine-process';
import { eventWithin } from './peers/event-within';
import { endProcess } from './peers/processes';
import { failingModel, identityModel } from './peers/small-onnx';

export const MODEL = 'echo';
export const SERVICE = 'ranker';
export const WITHIN_MS = 20_000;
/** Two steps that wait, for a candidate to be looked at. */
export const PLAN = DEFAULT_RELEASE;
/** What version 3 is: it loads, and fails at every request that is made here. */
export const FAILING = 3;
export const NOT_ONNX = 4;
const folder = mkdtempSync(join(tmpdir(), 'local-services-'));
const staged = join(folder, 'staged');
const engines: EngineChild[] = [];
const backends: Backend[] = [];
let connection = '';
let made = 0;

const ECHOES = [identityModel('INT64', ['rows']), identityModel('INT64', ['n']), failingModel(), Buffer.from('a pickle')];

/** Versions of a model, by their files: two that say what they are told, one that fails, and one that is no ONNX file; or others. */
export async function stageServices(files: readonly Uint8Array[] = ECHOES): Promise<void> {
  mkdirSync(staged);
  const held = holdWorkspace(staged, MIGRATIONS, Date.now);
  connection = workspaceConnection(held.identity.id);
  const rooms = await createRooms({ workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(held.places);
  for (const [index, file] of files.entries()) {
    const of = { experiment: '0', name: null, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt: 1, params: {}, tags: {} } as const;
    const run = records.createRun(of);
    const { digest, bytes } = await artifacts.put(once(file));
    records.addArtifact(run, `model/model.${files === ECHOES && index + 1 === NOT_ONNX ? 'pkl' : 'onnx'}`, digest, bytes);
    await rooms.handlers['models.register']({ connection, model: MODEL, run, path: 'model' }, { signal: new AbortController().signal });
  }
  await rooms.close();
  held.close();
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
export async function letGoOfServices(): Promise<void> {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGKILL')));
}
export const removeStage = (): void => rmSync(folder, { recursive: true, force: true });

export function newWorkspace(): string {
  const work = join(folder, `work-${++made}`);
  cpSync(staged, work, { recursive: true });
  return work;
}

export async function openServices(work = newWorkspace(), dataFolder = join(folder, `data-${++made}`), fork = forkEngine) {
  const startEngine = (path: string) => {
    const engine = fork(path, { owner: 'tests' });
    engines.push(engine);
    return engine;
  };
  const backend = createBackend({ dataFolder, log: SILENT, env: { KUBECONFIG: '' }, homeFolder: folder, owner: 'tests', startEngine });
  backends.push(backend);
  await backend.workspaces.openFolder(work);
  const client = createClient(backend.connect());
  const key = { connection, kind: 'delivery' as const, id: `local/${SERVICE}` };
  const plan = async (request: ActionRequest, entity: EntityKey = key) => (await client.request('actions.plan', { entity, request })).plan;
  const confirm = async ({ id, digest }: Plan) =>
    (await client.request('actions.execute', { planId: id, digest, reason: 'because', ticket: '', typedName: '' })).run;
  const service = () => client.request('services.get', { connection, service: SERVICE });
  /** Plans, confirms, and waits for the end. */
  const act = async (request: ActionRequest, entity = key): Promise<ActionRun> => {
    const { intent } = await confirm(await plan(request, entity));
    return event(opened, 'actions.watch', {}, ({ runs }) => runs.find((run) => run.intent === intent && run.endedAt !== null));
  };
  const kill = () => void engines.at(-1)?.child.kill('SIGKILL');
  /** As an app that ends: its engines hear that it is gone. */
  const leave = () => {
    backends.splice(backends.indexOf(backend), 1);
    backend.close();
    const child = engines.at(-1)?.child;
    if (child?.connected) child.disconnect();
  };
  const engine = () => engines.at(-1)?.child;
  const opened = { backend, client, connection, work, dataFolder, key, plan, confirm, service, act, kill, leave, engine };
  return opened;
}
export type Opened = Awaited<ReturnType<typeof openServices>>;

/** Resolves with the first event of which something holds. */
export function event<K extends 'connections.watch' | 'actions.watch' | 'entities.watch' | 'deliveries.detail', T>(
  { client }: Pick<Opened, 'client'>,
  verb: K,
  input: Parameters<typeof client.watch<K>>[1],
  look: (event: EventOf<K>) => T | undefined,
): Promise<T> {
  return eventWithin(WITHIN_MS, client, verb, input, look);
}
/** The delivery as the inventory tells it, once something holds. */
export function delivery(opened: Opened, holds: (found: Delivery) => boolean): Promise<Delivery> {
  const known: Record<string, unknown> = { connection, kind: 'delivery', id: opened.key.id };
  return event(opened, 'entities.watch', { kind: 'delivery', fields: Object.keys(Delivery.shape) }, ({ put }) => {
    for (const { fields } of put) Object.assign(known, fields);
    const found = Delivery.safeParse(known);
    return found.success && holds(found.data) ? found.data : undefined;
  });
}
export const live = (opened: Opened) =>
  event(opened, 'connections.watch', {}, ({ connections }) => connections.find(({ id, freshness }) => id === connection && freshness.state === 'live'));

export const start = (version: number, release: ReleasePlan | null = PLAN): ActionRequest => ({
  action: 'start',
  images: [],
  modelUri: `models:/${MODEL}/${version}`,
  release,
});
export async function atFirstStep(opened: Opened, plan = PLAN, version = 2) {
  for (const request of [start(1), start(version, plan)]) {
    const { phase } = await opened.act(request);
    if (phase !== 'done') throw new Error(`${JSON.stringify(request)} ended as ${phase}`);
  }
}
/** As a client of the gateway. @returns status and revision of each answer */
export async function ask(opened: Opened, times: number): Promise<{ status: number; revision: string | null }[]> {
  const { uri } = await opened.service();
  const token = readFileSync(join(opened.work, '.pilothouse/tracking-token'), 'utf8').trim();
  const body = JSON.stringify({ inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data: [99] }] });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const one = async () => {
    const answer = await fetch(`${uri}/v2/models/${SERVICE}/infer`, { method: 'POST', headers, body });
    const told: unknown = await answer.json();
    const version = typeof told === 'object' && told !== null && 'model_version' in told ? String(told.model_version) : null;
    return { status: answer.status, revision: version };
  };
  return Promise.all(Array.from({ length: times }, one));
}
