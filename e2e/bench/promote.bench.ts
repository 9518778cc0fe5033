// From a wish to promote to its plan, from its confirmation to the patch, and from the controller's word to "done", at the backend's port.
import type { ClientHttp2Session } from 'node:http2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createBackend } from '../../electron/backend/backend';
import { createLog } from '../../electron/backend/lib/log';
import { createClient } from '../../shared/api/client';
import type { ActionRun } from '../../shared/models/action';
import { deliveryId } from '../../shared/models/delivery';
import { addAll } from './backend-role';
import { BedPlace, openBare, placeOf } from './bare-client';
import { type BareActor, serveBare, startBare, wallNow } from './bare-role';
import { NAMESPACE, planTurns, startCanaries } from './canaries';
import { median, ms, quantile, report, spread } from './figures';
import { type Actor, role, serveRole, startRole } from './roles';

const CANARIES = 8;
/** Of each canary the last pause is left: to end that would promote it to the end. */
const PROMOTES = 8;
const WARM = 1;
const LIMITS = { plan: 100, wire: 30, done: 150 };
const DATA = 'PILOTHOUSE_BENCH_DATA';

const Named = z.object({ name: z.string() });
const Times = z.object({ plan: z.number(), wire: z.number(), execute: z.number(), done: z.number() });
const PLAN_CALLS = planTurns({ name: '', uid: '' }).flat().length;

/** The whole backend, asked over its port. Times are of one clock for all processes of the machine; durations in ms. */
function serveActor(): void {
  const folder = process.env[DATA] ?? '';
  const backend = createBackend({ dataFolder: folder, homeFolder: folder, log: createLog(() => undefined) });
  const client = createClient(backend.connect());
  let connection = '';
  let runs: readonly ActionRun[] = [];
  let heard: () => void = () => undefined;
  const failed = (failure: unknown) => console.error('a watch failed', failure);
  const seen = new Set<string>();
  client.watch('entities.watch', { kind: 'delivery', fields: ['name', 'state'] }, ({ put }) => put.forEach(({ id }) => seen.add(id)), failed);
  client.watch(
    'actions.watch',
    {},
    (event) => {
      runs = event.runs;
      heard();
    },
    failed,
  );
  let wiredAt = Number.NaN;
  let calls = 0;
  const keyOf = (name: string) => ({ connection, kind: 'delivery' as const, id: deliveryId('argo-rollouts', NAMESPACE, name) });
  serveRole({
    async connect(place) {
      const bare = openBare(BedPlace.parse(place));
      watchRequests(bare.session, (path, isWrite) => {
        if (!path.endsWith('/selfsubjectreviews')) calls += 1;
        if (isWrite) setImmediate(() => (wiredAt = wallNow())); // in the turn after it was handed to the socket
      });
      bare.close();
      await addAll(client);
      await new Promise<void>((resolve) => {
        client.watch(
          'connections.watch',
          {},
          ({ connections }) => {
            const [first] = connections;
            if (first?.freshness.state !== 'live' || seen.size < CANARIES) return;
            connection = first.id;
            resolve();
          },
          failed,
        );
      });
    },
    async promote(input) {
      const { name } = Named.parse(input);
      calls = 0;
      const asked = performance.now();
      const { plan } = await client.request('actions.plan', { entity: keyOf(name), request: { action: 'promote' } });
      const planned = performance.now();
      if (calls !== PLAN_CALLS) throw new Error(`a plan made ${calls} calls, and the bare client makes ${PLAN_CALLS}`);
      if (!plan.verdict.allowed) throw new Error(`refused by ${plan.verdict.by}`);
      wiredAt = Number.NaN;
      const confirmed = wallNow();
      const { run } = await client.request('actions.execute', { planId: plan.id, digest: plan.digest, reason: 'bench', ticket: '', typedName: '' });
      const executed = wallNow();
      const done = await new Promise<number>((resolve, reject) => {
        heard = () => {
          const found = runs.find(({ intent }) => intent === run.intent);
          if (!found || found.endedAt === null) return;
          if (found.phase === 'done') resolve(wallNow());
          else reject(new Error(`${name}: ${found.phase}`));
        };
        heard();
      });
      heard = () => undefined;
      return { plan: planned - asked, wire: wiredAt - confirmed, execute: executed - confirmed, done } satisfies z.infer<typeof Times>;
    },
  });
}

/** Tells of every request that any session of this process sends. */
function watchRequests(session: ClientHttp2Session, onRequest: (path: string, isWrite: boolean) => void): void {
  const prototype: ClientHttp2Session = Object.getPrototypeOf(session);
  const { request } = prototype;
  prototype.request = function (headers = {}, ...rest) {
    const fields: Record<string, unknown> = { ...headers };
    const path = String(fields[':path']);
    onRequest(path, fields[':method'] === 'PATCH' && !path.includes('dryRun'));
    return request.call(this, headers, ...rest);
  };
}

async function measure(backend: Actor, bare: BareActor, names: readonly string[]) {
  const times = { plan: [] as number[], bare: [] as number[], reads: [] as number[], wire: [] as number[], execute: [] as number[], done: [] as number[] };
  for (let round = 0; round < PROMOTES; round++) {
    for (const name of names) {
      const step = await bare.paused(name);
      // Whoever comes first finds the server cold: by turns. A promoted one asks the same.
      const before = round % 2 === 0 ? await bare.plan(name) : null;
      const left = bare.left(name, step);
      const ours = Times.parse(await backend.ask('promote', { name }));
      await bare.paused(name);
      const floor = before ?? (await bare.plan(name));
      const at = await left;
      if (round < WARM) continue;
      times.plan.push(ours.plan);
      times.bare.push(floor.plan);
      times.reads.push(floor.reads);
      times.wire.push(ours.wire);
      times.execute.push(ours.execute);
      times.done.push(ours.done - at);
    }
  }
  return times;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'promote-bench-'));
  const canaries = await startCanaries({ count: CANARIES, stops: PROMOTES + 2 });
  try {
    const { bed, names } = canaries;
    const backend = await startRole('backend', { KUBECONFIG: bed.kubeconfig('admin'), [DATA]: folder });
    const bare = await startBare(placeOf(bed));
    await backend.ask('connect', placeOf(bed));
    const times = await measure(backend, bare, names);
    await backend.stop();
    await bare.stop();
    const beyond = median(times.plan) - median(times.bare);
    report(
      `A promote, at the backend's port: ${times.done.length} of them, with the real controller`,
      [
        {
          what: 'actions.plan beyond the same calls',
          value: spread(times.plan),
          floor: `${spread(times.bare)} bare calls`,
          measured: beyond,
          limit: LIMITS.plan,
        },
        {
          what: 'confirmed → patch on the wire',
          value: spread(times.wire),
          floor: `${ms(median(times.reads))} its two turns of reading, bare`,
          measured: median(times.wire),
          limit: LIMITS.wire,
        },
        { what: '… p95', value: ms(quantile(times.wire, 0.95)) },
        { what: 'confirmed → the server took it', value: spread(times.execute) },
        {
          what: "controller's status → done at the port, p95",
          value: ms(quantile(times.done, 0.95)),
          floor: `median ${ms(median(times.done))}, after a bare watch`,
          measured: quantile(times.done, 0.95),
          limit: LIMITS.done,
        },
      ],
      ['Before the patch leaves, the object is read and judged again and the intent is flushed to the disk: all of that is counted.'],
    );
  } finally {
    await canaries.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (role() === 'backend') serveActor();
else if (role() === 'bare') serveBare();
else await main();
