import { request } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createBackend } from '../../electron/backend/backend';
import { createLog } from '../../electron/backend/lib/log';
import { createClient } from '../../shared/api/client';
import type { Connection } from '../../shared/models/connection';
import type { Failure } from '../../shared/models/failure';
import { type Bed, startBed } from '../peers/bed';
import { rolloutsBinaries } from '../peers/rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { addAll } from './backend-role';
import { openBare, placeOf } from './bare-client';
import type { Profile } from './profile';
import { serveRole, startRole } from './roles';

/** What is measured, and where on them one scrolls. */
export const FLEET = { rollouts: 1_000, connections: 15 };
export const SCREENS = {
  attention: { route: '#/attention', scroller: 'main ul' },
  deliveries: { route: '#/deliveries', scroller: 'main :has(> [role=grid])' },
} as const;
export type Screen = keyof typeof SCREENS;

const API = '/apis/argoproj.io/v1alpha1';
const AT_ONCE = 50;
const PATIENCE_MS = 120_000;
const TICK_MS = 20;

/** Many Rollouts of a real API server, in as many namespaces as there are connections. Nobody controls them. */
export interface Fleet {
  readonly bed: Bed;
  /** A profile with one connection for each namespace, which has seen all of it. */
  profile(): Promise<Profile>;
  /**
   * Writes the next step of so many Rollouts each second, as their controller would. @returns how many it wrote.
   * Past the API server, into its etcd: by the API, 500 a second take both cores of a small machine, and nothing is left to measure.
   */
  storm(storm: { perSecond: number; seconds: number }): Promise<number>;
  stop(): Promise<void>;
}

export async function startFleet({ rollouts, connections }: { rollouts: number; connections: number }): Promise<Fleet> {
  const bed = await startBed({ nodes: 0, without: ['kcm', 'scheduler', 'kwok'], crds: join(rolloutsBinaries() ?? '', 'crds', 'argo-rollouts') });
  const namespaces = Array.from({ length: connections }, (_, index) => `fleet-${index}`);
  const client = openBare(placeOf(bed));
  for (const namespace of namespaces) await applyIn(bed, namespace);
  const left = Array.from({ length: rollouts }, (_, index) => ({ namespace: namespaces[index % connections] ?? '', name: `model-${index}` })).values();
  const create = async () => {
    for (const { namespace, name } of left) {
      await client.ask({ method: 'POST', path: `${API}/namespaces/${namespace}/rollouts`, json: someRollout({ namespace, name, steps: STEPS }) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, create));
  client.close();
  const writer = await startRole('writer');
  // All begin somewhere on their way.
  await writer.ask('storm', { port: bed.port + 1, perSecond: rollouts, seconds: 1 });
  return {
    bed,
    profile: () => usedFleetProfile(bed, namespaces, rollouts),
    storm: async (storm) => z.number().parse(await writer.ask('storm', { port: bed.port + 1, ...storm })),
    async stop() {
      await writer.stop();
      await bed.stop();
    },
  };
}

const STEPS = [10, 20, 40, 60].flatMap((setWeight) => [{ setWeight }, { pause: {} }]);

/** As the controller writes it: at odd steps it waits for a person. */
function statusAt(turn: number, generation: number): object {
  const step = turn % STEPS.length;
  const isPaused = step % 2 === 1;
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const updated = Math.min(5, 1 + Math.floor(step / 2));
  return {
    observedGeneration: String(generation),
    currentPodHash: '5d4f7c9b8',
    stableRS: '6c8b9d7f5',
    currentStepIndex: step,
    replicas: 5 + updated,
    updatedReplicas: updated,
    readyReplicas: 5,
    availableReplicas: 5,
    phase: isPaused ? 'Paused' : 'Progressing',
    message: isPaused ? 'CanaryPauseStep' : 'more replicas need to be updated',
    ...(isPaused && { controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: at }] }),
    conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: '', lastTransitionTime: at, lastUpdateTime: at }],
  };
}

const Storm = z.object({ port: z.number(), perSecond: z.number(), seconds: z.number() });
const Range = z.object({ kvs: z.array(z.object({ key: z.string(), value: z.string() })) });
const Stored = z.looseObject({ metadata: z.looseObject({ generation: z.number() }) });
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A benchmark that uses a fleet serves the role `writer` by this. */
export function serveWriter(): void {
  let objects: { key: string; object: z.infer<typeof Stored>; turn: number }[] = [];
  let next = 0;
  serveRole({
    async storm(input) {
      const { port, perSecond, seconds } = Storm.parse(input);
      if (objects.length === 0) objects = await readAll(port);
      const began = performance.now();
      let written = 0;
      while (written < perSecond * seconds) {
        const due = Math.min(perSecond * seconds, Math.ceil(((performance.now() - began) / 1_000) * perSecond)) - written;
        await Promise.all(
          Array.from({ length: due }, () => {
            const each = objects[next++ % objects.length];
            if (!each) throw new Error('there is nothing to write to');
            const value = JSON.stringify({ ...each.object, status: statusAt(each.turn++, each.object.metadata.generation) });
            return ask(port, '/v3/kv/put', { key: each.key, value: base64(value) });
          }),
        );
        written += due;
        await sleep(TICK_MS);
      }
      return written / ((performance.now() - began) / 1_000);
    },
  });
}

/** They start at different steps, so that half of them wait at any time. */
async function readAll(port: number) {
  const prefix = '/registry/argoproj.io/rollouts';
  const { kvs } = Range.parse(await ask(port, '/v3/kv/range', { key: base64(`${prefix}/`), range_end: base64(`${prefix}0`) }));
  return kvs.map(({ key, value }, index) => ({ key, object: Stored.parse(JSON.parse(Buffer.from(value, 'base64').toString())), turn: index }));
}

function ask(port: number, path: string, body: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => (answer.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`etcd: ${answer.statusCode} ${text}`))));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}

function kubeconfigOf({ dir, url }: Bed, namespaces: readonly string[]): string {
  const pki = (name: string) => readFileSync(`${dir}/pki/${name}`).toString('base64');
  const cluster = { server: url, 'certificate-authority-data': pki('ca.crt') };
  const user = { 'client-certificate-data': pki('client-admin.crt'), 'client-key-data': pki('client-admin.key') };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: namespaces.map((name) => ({ name, cluster })),
    users: namespaces.map((name) => ({ name, user })),
    contexts: namespaces.map((name) => ({ name, context: { cluster: name, user: name, namespace: name } })),
  });
}

async function usedFleetProfile(bed: Bed, namespaces: readonly string[], rows: number): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  const path = join(folder, 'bench.kubeconfig');
  writeFileSync(path, kubeconfigOf(bed, namespaces), { mode: 0o600 });
  const env = { KUBECONFIG: path };
  const backend = createBackend({ dataFolder: join(folder, 'data'), log: createLog(() => undefined), env: { ...process.env, ...env } });
  const client = createClient(backend.connect());
  const failed = (failure: Failure) => console.error('a watch failed', failure);
  let connections: readonly Connection[] = [];
  client.watch('connections.watch', {}, (event) => void (connections = event.connections), failed);
  await addAll(client);
  await until('connections', () => connections.length === namespaces.length);
  for (const { id, target } of connections) await client.request('connections.update', { id, options: { namespaces: [target.context] } });
  const seen = new Set<string>();
  client.watch(
    'entities.watch',
    { kind: 'delivery', fields: ['name'] },
    ({ put, drop }) => {
      for (const { connection, id } of put) seen.add(`${connection} ${id}`);
      for (const { connection, id } of drop) seen.delete(`${connection} ${id}`);
    },
    failed,
  );
  await until('rows', () => seen.size === rows && connections.every(({ freshness }) => freshness.state === 'live'));
  backend.close();
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !holds(); await sleep(50)) if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
}
