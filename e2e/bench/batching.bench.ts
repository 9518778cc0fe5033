// What it gains to run requests together, and what shadows of all of them cost the callers.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startServing } from '../../electron/engine/serving/serving';
import { type Batching, DEFAULT_SETTINGS } from '../../shared/models/service';
import { median, report, spread } from './figures';
import { load, type Load, type Target } from './http-load';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, trainModel } from './served-flights';

const RUNS = 3;
const SECONDS = 2;
const REST_MS = 200;
const PACE = 1_000;
const TOKEN = 'bench';
const CONNECTIONS = { few: 16, many: 64 } as const;

const Mode = z.object({ batching: z.custom<Batching | null>(), shadow: z.number() });
type Mode = z.infer<typeof Mode>;
const MODES = {
  'each by itself': { batching: null, shadow: 0 },
  'together, 64 rows, 0 ms': { batching: { rows: 64, waitMs: 0 }, shadow: 0 },
  'together, 64 rows, 2 ms': { batching: { rows: 64, waitMs: 2 }, shadow: 0 },
  'each by itself, all shadowed': { batching: null, shadow: 100 },
} as const satisfies Record<string, Mode>;
type Name = keyof typeof MODES;

/** What a gateway is set to. */
let set: (mode: Mode) => Promise<void> = async () => undefined;
let shadowed: () => Promise<{ readonly requests: number; readonly dropped: number }> = async () => ({ requests: 0, dropped: 0 });

async function serve(path: string): Promise<number> {
  const entry = { file: join(needed('PILOTHOUSE_ROOT'), 'out/serving/serving-thread.js'), execArgv: [] };
  const serving = await startServing({ port: null, tokens: [createHash('sha256').update(TOKEN).digest('hex')], entry });
  const held = [1, 2].map((revision) => ({ revision, digest: String(revision), path, bytes: readFileSync(path).length, signature: null }));
  set = ({ batching, shadow }) =>
    serving.put({
      name: 'late',
      held,
      settings: { ...DEFAULT_SETTINGS, batching },
      weights: [{ revision: 1, weight: 100 }],
      shadow: shadow > 0 ? { revision: 2, share: shadow } : null,
    });
  shadowed = async () => {
    const all = await serving.shadows('late', 0, null);
    return { requests: all[0]?.requests ?? 0, dropped: all[0]?.dropped ?? 0 };
  };
  await set(MODES['each by itself']);
  return Number(new URL(serving.uri).port);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'batching-bench-'));
  const [gateway, client] = await Promise.all([startRole('gateway'), startRole('client')]);
  try {
    const port = z.number().parse(await gateway.ask('serve', trainModel(folder)));
    const target: Target = { port, path: '/v2/models/late/infer', token: TOKEN, bodies: BODIES };
    const measured = new Map<string, Load[]>();
    const of = (name: Name, kind: string) => measured.get(`${name} ${kind}`) ?? [];
    for (let run = -1; run < RUNS; run++)
      for (const name of Object.keys(MODES) as Name[]) {
        await gateway.ask('set', MODES[name]);
        await sleep(REST_MS);
        for (const [kind, connections, perSecond] of [
          ['few', CONNECTIONS.few, null],
          ['many', CONNECTIONS.many, null],
          ['paced', CONNECTIONS.few, PACE],
        ] as const) {
          const one = (await client.ask('load', { target, connections, perSecond })) as Load;
          if (run >= 0) measured.set(`${name} ${kind}`, [...of(name, kind), one]);
        }
      }
    const rates = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
    const rate = (loads: readonly Load[]) => `${Math.round(median(rates(loads)))}/s, p99 ${spread(loads.map(({ p99 }) => p99))}`;
    const alone: Name = 'each by itself';
    const failed = [...measured.values()].flat().reduce((sum, one) => sum + one.failed, 0);
    const told = (await gateway.ask('shadowed', null)) as Awaited<ReturnType<typeof shadowed>>;
    report(
      'Requests run together, and shadows, with a model of 100 trees',
      [
        ...(Object.keys(MODES) as Name[]).flatMap((name) => [
          { what: `${name}, ${CONNECTIONS.few} connections`, value: rate(of(name, 'few')), floor: rate(of(alone, 'few')) },
          { what: `… ${CONNECTIONS.many} connections`, value: rate(of(name, 'many')), floor: rate(of(alone, 'many')) },
          {
            what: `… p50 at ${PACE}/s`,
            value: spread(of(name, 'paced').map(({ p50 }) => p50)),
            floor: spread(of(alone, 'paced').map(({ p50 }) => p50)),
          },
        ]),
        { what: 'not answered', value: String(failed), measured: failed, limit: 0 },
      ],
      [`Shadows: ${told.requests} sent, ${told.dropped} dropped as the candidate was busy.`],
    );
  } finally {
    await Promise.all([gateway.stop(), client.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const Ordered = z.object({ target: z.custom<Target>(), connections: z.number(), perSecond: z.number().nullable() });
if (role() === 'gateway') serveRole({ serve: (path) => serve(z.string().parse(path)), set: (mode) => set(Mode.parse(mode)), shadowed: () => shadowed() });
else if (role() === 'client')
  serveRole({
    load: (input) => {
      const { target, connections, perSecond } = Ordered.parse(input);
      return load(target, connections, SECONDS, perSecond);
    },
  });
else await main();
