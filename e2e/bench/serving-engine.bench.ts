// A whole engine that serves: how soon five services answer again after it was killed, and from the press of Roll back, planned, recorded and carried
// out by the backend, to the last answer of the candidate while 16 connections ask.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ActionRequest } from '../../shared/models/action';
import { type EngineChild, forkEngine } from '../peers/engine-process';
import { letGoOfServices, type Opened, openServices, PLAN, removeStage, SERVICE, stageServices, start } from '../services-stage';
import { quantile, report, spread } from './figures';
import { type Load, load, type Target } from './http-load';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, trainModel } from './served-flights';

const CONNECTIONS = 16;
const RUNS = 7;
const SERVICES = [SERVICE, 'b', 'c', 'd', 'e'];
const LIMITS = { restart: 1_500, rollBack: 100 };
const LOAD_SECONDS = 3;
/** Of a load that goes on. */
const PRESS_AFTER_MS = 1_500;
const ASK_EVERY_MS = 2;
const PATIENCE_MS = 20_000;

const wallNow = () => performance.timeOrigin + performance.now();

/** As it is shipped, on plain Node. */
const forkBuilt: typeof forkEngine = (folder, options = {}) =>
  forkEngine(folder, { ...options, from: { root: needed('PILOTHOUSE_ROOT'), file: 'out/engine/engine.js', execArgv: [] } });

type Place = { readonly uri: string; readonly token: string };

async function placeOf(opened: Opened): Promise<Place> {
  const { uri } = await opened.service();
  return { uri: uri ?? '', token: readFileSync(join(opened.work, '.pilothouse/tracking-token'), 'utf8').trim() };
}

/** When a service answers, from now. */
async function answersAt({ uri, token }: Place, service: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(ASK_EVERY_MS)) {
    const answer = await fetch(`${uri}/v2/models/${service}/infer`, { method: 'POST', headers, body: BODIES[0] ?? '' }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return performance.now();
  }
  throw new Error(`${service} does not answer again`);
}

const killed = async ({ child }: EngineChild) => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** Killed and started again, without anybody else. */
async function restart(work: string, place: Place): Promise<{ first: number; all: number; engine: EngineChild }> {
  const began = performance.now();
  const engine = forkBuilt(work);
  const [first = Number.NaN, ...others] = (await Promise.all(SERVICES.map((service) => answersAt(place, service)))).toSorted((a, b) => a - b);
  return { first: first - began, all: (others.at(-1) ?? Number.NaN) - began, engine };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'serving-engine-'));
  const client = await startRole('client');
  try {
    await stageServices(['2001-01', '2001-02'].map((month) => readFileSync(trainModel(folder, month, month))));
    const opened = await openServices(undefined, undefined, forkBuilt);
    const done = async (request: ActionRequest, service = SERVICE) => {
      const { phase } = await opened.act(request, { ...opened.key, id: `local/${service}` });
      if (phase !== 'done') throw new Error(`${JSON.stringify(request)} of ${service} ended as ${phase}`);
    };
    for (const service of SERVICES) await done(start(1), service);
    const place = await placeOf(opened);
    const target: Target = { port: Number(new URL(place.uri).port), path: `/v2/models/${SERVICE}/infer`, token: place.token, bodies: BODIES };
    /** From the press to its plan, and to the last answer of the newer version. */
    const press = async (request: ActionRequest) => {
      const { release: before } = await opened.service();
      const newer = String(before.candidate ?? before.stable);
      const loaded = client.ask('load', target);
      await sleep(PRESS_AFTER_MS);
      const pressedAt = wallNow();
      const planned = await opened.plan(request);
      const plannedAt = wallNow();
      await opened.confirm(planned);
      const { lastAt, failed, perSecond } = (await loaded) as Load;
      const { release } = await opened.service();
      if (release.stable !== 1 || String(release.stable) === newer) throw new Error(`revision ${release.stable} is stable`);
      return { plan: plannedAt - pressedAt, last: (lastAt[newer] ?? Number.NaN) - pressedAt, failed, perSecond };
    };
    const aborted: Awaited<ReturnType<typeof press>>[] = [];
    const rolledBack: typeof aborted = [];
    for (let run = 0; run < RUNS; run++) {
      await done(start(2, PLAN));
      await done({ action: 'promote' });
      aborted.push(await press({ action: 'abort' }));
      await done(start(2, PLAN));
      await done({ action: 'promote-full' });
      rolledBack.push(await press({ action: 'roll-back', revision: 'r1' }));
    }
    opened.leave();
    await letGoOfServices();
    const restarts: Awaited<ReturnType<typeof restart>>[] = [];
    for (let run = -1; run < RUNS; run++) {
      const one = await restart(opened.work, place);
      await killed(one.engine);
      if (run >= 0) restarts.push(one);
    }
    const last = (all: typeof aborted) => all.map((one) => one.last);
    const every = [...aborted, ...rolledBack];
    const failed = every.reduce((sum, one) => sum + one.failed, 0);
    report(
      `An engine with ${SERVICES.length} services of 100 trees, as it is built, on plain Node`,
      [
        {
          what: 'killed and started again → first answer',
          value: spread(restarts.map(({ first }) => first)),
          measured: Math.max(...restarts.map(({ first }) => first)),
          limit: LIMITS.restart,
        },
        {
          what: '… → all services answer',
          value: spread(restarts.map(({ all }) => all)),
          measured: Math.max(...restarts.map(({ all }) => all)),
          limit: LIMITS.restart,
        },
        {
          what: 'press Roll back of a canary at 50 % → its last answer',
          value: spread(last(aborted)),
          measured: Math.max(...last(aborted)),
          limit: LIMITS.rollBack,
        },
        {
          what: 'press Roll back of what was promoted → its last answer',
          value: spread(last(rolledBack)),
          measured: Math.max(...last(rolledBack)),
          limit: LIMITS.rollBack,
        },
        { what: '… of which until its plan is there', value: spread(every.map(({ plan }) => plan)) },
        { what: 'not answered', value: String(failed), measured: failed, limit: 0 },
      ],
      [
        `${CONNECTIONS} connections asked ${Math.round(
          quantile(
            every.map(({ perSecond }) => perSecond),
            0.5,
          ),
        )} times a second. The plan is confirmed as soon as it is there; a person takes longer.`,
      ],
    );
  } finally {
    await client.stop();
    await letGoOfServices();
    removeStage();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (role() === 'client') serveRole({ load: (target) => load(z.custom<Target>().parse(target), CONNECTIONS, LOAD_SECONDS, null) });
else await main();
