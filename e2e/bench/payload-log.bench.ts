// What the payload log costs: no sampled row is lost at 5,000 requests a second, and what callers get of the full speed while so many are sampled.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Serving } from '../../electron/engine/serving/contract';
import { startServing } from '../../electron/engine/serving/serving';
import { PayloadState } from '../../shared/models/payload';
import { DEFAULT_SETTINGS } from '../../shared/models/service';
import { readParquet } from '../read-parquet';
import { median, ms, report } from './figures';
import { load, type Load, type Target } from './http-load';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, trainModel } from './served-flights';

const CONNECTIONS = 16;
const RUNS = 7;
const SECONDS = 5;
const PACED_SECONDS = 20;
const REST_MS = 500;
const SAMPLED = 5_000;
const COST = 0.1;
const SETTLE_MS = 30_000;
const TOKEN = 'bench';

let serving: Serving;
let put: (share: number) => Promise<void>;

async function serve(folder: string): Promise<number> {
  const entry = { file: join(needed('PILOTHOUSE_ROOT'), 'out/serving/serving-thread.js'), execArgv: [] };
  serving = await startServing({ port: null, tokens: [createHash('sha256').update(TOKEN).digest('hex')], entry, payloads: join(folder, 'payloads') });
  const path = join(folder, 'late.onnx');
  const held = [{ revision: 1, digest: 'late', path, bytes: readFileSync(path).length, signature: null }];
  put = (share) =>
    serving.put({
      name: 'late',
      settings: { ...DEFAULT_SETTINGS, payload: { ...DEFAULT_SETTINGS.payload, share } },
      held,
      weights: [{ revision: 1, weight: 100 }],
    });
  await put(0);
  return Number(new URL(serving.uri).port);
}

/** Once so many are written or lost, or nothing moves any more. */
async function settled(rows: number): Promise<PayloadState | undefined> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const state = serving.payloads().get('late');
    if (Date.now() > until || (state && state.written + state.lost >= rows)) return state;
    await sleep(100);
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'payload-log-'));
  trainModel(folder);
  const [gateway, client] = await Promise.all([startRole('gateway'), startRole('client')]);
  try {
    const target: Target = { port: z.number().parse(await gateway.ask('serve', folder)), path: '/v2/models/late/infer', token: TOKEN, bodies: BODIES };
    const run = async (share: number, perSecond: number | null, seconds = SECONDS) => {
      await gateway.ask('put', share);
      const before = z.number().parse(await gateway.ask('cpu'));
      const one = (await client.ask('load', { target, perSecond, seconds })) as Load;
      await sleep(REST_MS);
      return { ...one, cpu: (z.number().parse(await gateway.ask('cpu')) - before) / (one.perSecond * seconds) };
    };
    await run(0, null);
    const paced = await run(1, SAMPLED, PACED_SECONDS);
    const asked = Math.round(paced.perSecond * PACED_SECONDS);
    const state = PayloadState.parse(await gateway.ask('settled', asked));
    const [read] = await readParquet(join(folder, 'payloads'), 'SELECT count(*)::INT AS n FROM {files}');
    const missing = state.written - Number(read?.['n']) / 2;
    const pacedOff = await run(0, SAMPLED);

    const told: Record<'off' | 'on', (Load & { readonly cpu: number })[]> = { off: [], on: [] };
    let share = 0.5;
    for (let turn = -1; turn < RUNS; turn++) {
      const off = await run(0, null);
      share = Math.min(1, SAMPLED / off.perSecond);
      const on = await run(share, null);
      if (turn >= 0) {
        told.off.push(off);
        told.on.push(on);
      }
    }
    const cost = (loads: readonly (Load & { readonly cpu: number })[]) => median(loads.map(({ cpu }) => cpu));
    const rate = (loads: readonly Load[]) => median(loads.map(({ perSecond }) => perSecond));
    const kept = rate(told.on) / rate(told.off);
    report(
      `The payload log of a model of 100 trees, ${CONNECTIONS} connections`,
      [
        { what: 'sampled at the pace', value: `${Math.round(paced.perSecond)}/s`, measured: paced.perSecond, limit: SAMPLED * 0.95, sense: 'above' },
        { what: '… lost', value: String(state.lost), measured: state.lost, limit: 0 },
        { what: '… not in the files', value: String(missing), measured: missing, limit: 0 },
        { what: '… p50', value: ms(paced.p50), floor: ms(pacedOff.p50) },
        { what: '… p99', value: ms(paced.p99), floor: ms(pacedOff.p99) },
        {
          what: `full speed, ${SAMPLED}/s of it sampled`,
          value: `${Math.round(rate(told.on))}/s`,
          floor: `${Math.round(rate(told.off))}/s`,
          measured: kept,
          limit: 1 - COST,
          sense: 'above',
        },
        { what: '… processor time a request', value: `${cost(told.on).toFixed(0)} µs`, floor: `${cost(told.off).toFixed(0)} µs` },
      ],
      [`${RUNS} runs of ${SECONDS} s in turn; the floor is the same gateway without sampling. Share sampled at full speed: ${(100 * share).toFixed(0)} %.`],
    );
  } finally {
    await Promise.all([gateway.stop(), client.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const Ordered = z.object({ target: z.custom<Target>(), perSecond: z.number().nullable(), seconds: z.number() });
if (role() === 'gateway')
  serveRole({
    serve: (folder) => serve(z.string().parse(folder)),
    put: (share) => put(z.number().parse(share)),
    cpu: async () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    settled: (rows) => settled(z.number().parse(rows)),
  });
else if (role() === 'client')
  serveRole({
    load: (input) => {
      const { target, perSecond, seconds } = Ordered.parse(input);
      return load(target, CONNECTIONS, seconds, perSecond);
    },
  });
else await main();
