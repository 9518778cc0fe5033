// From a press to its end, over the real controller: the plan against a bare client that asks the same, the write, and "done".
import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { actions } from '../../electron/backend/connectors/argo-rollouts/actions';
import type { KubeRequest } from '../../electron/backend/kube/ask-link';
import type { ActionRun } from '../../shared/models/action';
import { startBackend } from '../backend-under-test';
import type { Bed } from '../peers/bed';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { keyOf, NAMESPACE, openSession, RolloutsStage, SIGNAL, start } from '../rollouts-stage';
import { median, ms, quantile, report, spread } from './figures';

const ROUNDS = 60;
const WARMUPS = 5;
const NAME = 'pressed';
const ROLLOUTS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/rollouts`;
const PLAN_LIMIT_MS = 100;
const SEND_LIMIT_MS = 30;
const DONE_LIMIT_MS = 150;

type Asked = Pick<KubeRequest, 'method' | 'path' | 'body' | 'contentType'>;
const Changed = z.object({ object: z.object({ status: z.object({ currentStepIndex: z.number() }) }) });

/** What a plan asks the server, in its two turns, taken down from a real one. */
async function takeDown(bed: Bed): Promise<Asked[][]> {
  const { session, close } = openSession(bed);
  let turn: Asked[] = [];
  const request = session.request.bind(session);
  Object.assign(session, {
    request: (asked: KubeRequest, signal: AbortSignal) => {
      turn.push(asked);
      return request(asked, signal);
    },
  });
  const took = async <T>(work: Promise<T>) => {
    const result = await work;
    const asked = turn;
    turn = [];
    return { result, asked };
  };
  const context = { at: Date.now(), wasStable: () => true };
  const read = await took(Promise.all([actions.promote.plan(session, keyOf(NAME), { action: 'promote' }, context, SIGNAL), session.identity(SIGNAL)]));
  const [draft] = read.result;
  const tried = await took(Promise.all([session.review(draft.rights, SIGNAL), actions.promote.preview(session, draft, SIGNAL)]));
  close();
  return [read.asked, tried.asked];
}

async function ask(session: ClientHttp2Session, { method, path, body, contentType }: Asked): Promise<void> {
  const stream = session.request({ ':method': method, ':path': path, accept: 'application/json', 'content-type': contentType ?? 'application/json' });
  stream.end(body);
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  JSON.parse(text);
}

/** Tells when the server says that the step is another. */
function watchSteps(session: ClientHttp2Session, heard: (step: number) => void): void {
  const stream = session.request({ ':path': `${ROLLOUTS}?watch=1&fieldSelector=metadata.name%3D${NAME}`, accept: 'application/json' });
  createInterface({ input: stream }).on('line', (line) => {
    const parsed = Changed.safeParse(JSON.parse(line));
    if (parsed.success) heard(parsed.data.object.status.currentStepIndex);
  });
}

async function main(): Promise<void> {
  const stage = await RolloutsStage.start();
  const { bed } = stage;
  const pki = (name: string) => readFileSync(`${bed.dir}/pki/${name}`);
  const bare = connect(bed.url, { ca: pki('ca.crt'), cert: pki('client-admin.crt'), key: pki('client-admin.key') });
  const app = startBackend([bed.kubeconfig('admin')]);
  const standing = async (state: string) => {
    for (const end = Date.now() + 60_000; (await stage.delivery(NAME)).state !== state; await sleep(20)) {
      if (Date.now() > end) throw new Error(`it never was ${state}`);
    }
  };
  try {
    const steps = Array.from({ length: ROUNDS + WARMUPS + 2 }, () => ({ pause: {} }));
    await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: NAME, steps, replicas: 1 }));
    await standing('stable');
    const [connection = ''] = await app.addAll();
    await app.client.request('connections.update', { id: connection, options: { production: false } });
    await app.until('it is live', () => app.freshness.get(connection)?.state === 'live');
    const changed = new Map<number, number>();
    watchSteps(bare, (step) => void (changed.has(step) || changed.set(step, performance.now())));
    const at = new Map<string, number>();
    app.client.watch(
      'actions.watch',
      {},
      ({ runs }) => runs.forEach(note),
      () => undefined,
    );
    function note({ intent, phase }: ActionRun) {
      if (!at.has(`${intent} ${phase}`)) at.set(`${intent} ${phase}`, performance.now());
    }
    const key = { ...keyOf(NAME), connection };
    const plan = async (request: Parameters<typeof stage.plan>[1]) => (await app.client.request('actions.plan', { entity: key, request })).plan;
    const confirm = async ({ id: planId, digest }: Awaited<ReturnType<typeof plan>>) =>
      (await app.client.request('actions.execute', { planId, digest, reason: 'measured', ticket: '', typedName: '' })).run;
    await confirm(await plan(start(NAME, 2)));
    await standing('paused');
    const turns = await takeDown(bed);

    const times = { plan: [] as number[], bare: [] as number[], send: [] as number[], done: [] as number[] };
    for (let round = 0; round < ROUNDS + WARMUPS; round++) {
      await standing('paused');
      const began = performance.now();
      for (const turn of turns) await Promise.all(turn.map((each) => ask(bare, each)));
      const asked = performance.now();
      const made = await plan({ action: 'promote' });
      const planned = performance.now();
      const { intent } = await confirm(made);
      const endBy = performance.now() + 10_000;
      while (!at.has(`${intent} done`) && performance.now() < endBy) await sleep(1);
      if (round < WARMUPS) continue;
      times.bare.push(asked - began);
      times.plan.push(planned - asked);
      times.send.push((at.get(`${intent} sending`) ?? Number.NaN) - planned);
      times.done.push((at.get(`${intent} done`) ?? Number.NaN) - (changed.get(round + 1) ?? Number.NaN));
    }
    const beyond = median(times.plan) - median(times.bare);
    const p95 = quantile(times.done, 0.95);
    report(
      'A press',
      [
        { what: 'plan', value: spread(times.plan), floor: `${spread(times.bare)} the same calls, bare`, measured: beyond, limit: PLAN_LIMIT_MS },
        { what: 'confirmed → sent, intent on disk', value: spread(times.send), measured: median(times.send), limit: SEND_LIMIT_MS },
        { what: '… p95', value: ms(quantile(times.send, 0.95)) },
        { what: 'status changed → done, p95', value: spread(times.done), floor: 'a bare watch hears it', measured: p95, limit: DONE_LIMIT_MS },
      ],
      [`A plan asks ${turns.map((turn) => turn.length).join(' + ')} times, each at once here; we ask in three turns.`],
    );
  } finally {
    bare.close();
    app.close();
    await stage.stop();
  }
}

await main();
process.exit();
