import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBed, type Bed } from '../../../../e2e/peers/bed';
import { openSession, SOON } from '../../../../e2e/rollouts-stage';
import type { ActionRequest } from '../../../../shared/models/action';
import { type Delivery, isDelivery } from '../../../../shared/models/delivery';
import { AppError } from '../../../../shared/models/failure';
import { CHANGE_NOTE, readNote } from '../../kube/change-note';
import type { KubeSession } from '../../kube/session';
import type { Permit } from '../../lib/permit';
import type { Draft } from '../contract';
import { actions } from './actions';
import { deployments } from './connector';
import { progress } from './progress';

const SIGNAL = new AbortController().signal;
const NOTE = { who: 'ada', reason: 'because', at: Date.now(), plan: 'a'.repeat(64) };
// The one mint is actions/execute.ts, and a test of what lies below it stands in for that.
const PERMIT = { intent: 1 } as Permit;

let bed: Bed;
let session: KubeSession;
let close: () => void;
beforeAll(async () => {
  bed = await startBed();
  ({ session, close } = openSession(bed));
}, 90_000);
afterAll(async () => {
  close?.();
  await bed?.stop();
});

const image = (tag: string) => `registry.example/scorer:${tag}`;
const keyOf = (name: string) => ({ connection: 'bed', kind: 'delivery' as const, id: `deployments/default/${name}` });
const someDeployment = (name: string, more: { tag?: string; annotations?: object; strategy?: object; ready?: string } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'default', name, annotations: more.annotations ?? {} },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: name } },
    ...more.strategy,
    template: {
      metadata: { labels: { app: name }, ...(more.ready && { annotations: { 'bed/ready-after': more.ready } }) },
      spec: {
        containers: [
          { name: 'server', image: image(more.tag ?? '1'), env: [{ name: 'MODEL_URI', value: 's3://models/scorer/1' }] },
          { name: 'side', image: 'registry.example/side:1' },
        ],
      },
    },
  },
});

async function read(name: string): Promise<Delivery> {
  const seen = await deployments.read?.(session, keyOf(name), SIGNAL);
  if (!seen || !isDelivery(seen.entity)) throw new Error(`${name} is no delivery`);
  return seen.entity;
}
const until = (name: string, standing: string) =>
  vi.waitFor(async () => {
    const { state, reason } = await read(name);
    assert.equal(`${state}/${reason}`, standing);
  }, SOON);
async function stable(name: string, more: Parameters<typeof someDeployment>[1] = {}): Promise<void> {
  await bed.apply(someDeployment(name, more));
  await until(name, 'stable/all-ready');
}
const actionOf = (request: ActionRequest) => {
  const action = Object.entries(actions).find(([id]) => id === request.action)?.[1];
  if (!action) throw new Error(`there is no ${request.action}`);
  return action;
};
const plan = (name: string, request: ActionRequest, proven = false): Promise<Draft> =>
  actionOf(request).plan(session, keyOf(name), request, { at: Date.now(), wasStable: () => proven }, SIGNAL);
const failed = ({ checks }: Draft) => checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
const reached = (name: string, { goal }: Draft) => vi.waitFor(async () => assert.deepEqual(progress(goal, await read(name)), { state: 'done' }), SOON);

/** The way of a press: planned, tried out, carried out, and seen in what the controller derives. */
async function press(name: string, request: ActionRequest): Promise<Draft> {
  const draft = await plan(name, request);
  expect(failed(draft)).toEqual([]);
  const [change] = await actionOf(request).preview(session, draft, SIGNAL);
  expect(change?.after).not.toBe(change?.before);
  const { auditIds } = await actionOf(request).execute(session, draft, NOTE, PERMIT, SIGNAL);
  expect(auditIds).toHaveLength(1);
  await reached(name, draft);
  return draft;
}
/** The same by hand: the command of the plan, in a shell, with the real kubectl. */
async function type(name: string, request: ActionRequest): Promise<Draft> {
  const draft = await plan(name, request);
  expect(failed(draft)).toEqual([]);
  expect(draft.commands).toHaveLength(1);
  for (const command of draft.commands) await bed.shell(command);
  await reached(name, draft);
  return draft;
}
const start = (images: { container: string; image: string }[], modelUri: string | null = null): ActionRequest => ({ action: 'start', images, modelUri });
const version = (tag: string) => start([{ container: 'server', image: image(tag) }]);
const keyNow = async (name: string) => (await read(name)).stableKey ?? '';
const get = (name: string, path: string) => bed.kubectl('get', 'deployment', name, `-o=jsonpath={${path}}`);

describe('a press and its command', () => {
  /** What it comes to: the template but for times, whether it is paused, how many versions there were. */
  const shape = async (name: string) => {
    const { images, modelUri, revision, state, restartedAt, stableKey } = await read(name);
    return { images, modelUri, revision, state, restarted: restartedAt !== null, ...(restartedAt === null && { stableKey: stableKey !== null }) };
  };

  it('come to the same, each of them', async () => {
    await Promise.all([stable('pressed'), stable('typed')]);
    const firsts = { pressed: await keyNow('pressed'), typed: await keyNow('typed') };
    const turns: readonly ((name: 'pressed' | 'typed') => ActionRequest)[] = [
      () => version('2'),
      () =>
        start([
          { container: 'side', image: 'registry.example/side:2' },
          { container: 'server', image: image('3') },
        ]),
      () => start([], 's3://models/scorer/2'),
      () => start([{ container: 'server', image: image('4') }], `s3://models/it's "new" $(x)/3`),
      (name) => ({ action: 'roll-back', revision: firsts[name] }),
      () => ({ action: 'restart' }),
    ];
    for (const turn of turns) {
      const [pressed, typed] = await Promise.all([press('pressed', turn('pressed')), type('typed', turn('typed'))]);
      expect(pressed.effects).toEqual(typed.effects);
      await expect.poll(() => shape('typed'), SOON).toEqual(await shape('pressed'));
    }
    expect(await shape('pressed')).toMatchObject({ images: [image('1'), 'registry.example/side:1'], revision: 7, restarted: true });
  }, 120_000);

  it('come to the same for a pause in the middle, and its end', async () => {
    const slow = { ready: '2s' };
    await Promise.all([stable('pressed-pause', slow), stable('typed-pause', slow)]);
    for (const name of ['pressed-pause', 'typed-pause']) await bed.kubectl('set', 'image', `deployment/${name}`, `server=${image('2')}`);
    for (const name of ['pressed-pause', 'typed-pause']) await vi.waitFor(async () => assert.ok((await read(name)).offers.includes('pause')), SOON);
    await Promise.all([press('pressed-pause', { action: 'pause' }), type('typed-pause', { action: 'pause' })]);
    const held = await read('pressed-pause');
    expect(held).toMatchObject({ state: 'paused', pause: { by: 'user' }, offers: ['resume'] });
    expect(held.split?.pods).toBeGreaterThan(0);
    await Promise.all([press('pressed-pause', { action: 'resume' }), type('typed-pause', { action: 'resume' })]);
    for (const name of ['pressed-pause', 'typed-pause']) await until(name, 'stable/all-ready');
    expect(await get('pressed-pause', '.spec.paused')).toBe('');
  }, 60_000);
});

describe('a press', () => {
  it('leaves word of who and why on the new version alone, and a pause leaves none', async () => {
    await stable('noted');
    await press('noted', version('2'));
    const sets = await bed.kubectl('get', 'replicasets', '--selector=app=noted', '-o=jsonpath={range .items[*]}{.metadata.annotations}{"\\n"}{end}');
    const notes = sets
      .trim()
      .split('\n')
      .map((line) => readNote(JSON.parse(line)));
    expect(notes.filter((note) => note !== null)).toEqual([{ who: 'ada', why: 'because', at: NOTE.at }]);
    await bed.kubectl('annotate', 'deployment', 'noted', `${CHANGE_NOTE}-`);
    await bed.kubectl('patch', 'deployment', 'noted', '--type=merge', '--patch={"spec":{"paused":true}}');
    await until('noted', 'paused/paused-by-user');
    await press('noted', { action: 'resume' });
    expect(await get('noted', '.metadata.annotations')).not.toContain(CHANGE_NOTE);
  });

  it('goes back to the chosen version, and says what was never seen to be stable', async () => {
    await stable('history');
    const first = await keyNow('history');
    await press('history', version('2'));
    const second = await keyNow('history');
    const back: ActionRequest = { action: 'roll-back', revision: first };
    const draft = await plan('history', back);
    expect(draft).toMatchObject({
      from: { key: second, number: 2 },
      to: { key: first, number: 1, images: [image('1'), 'registry.example/side:1'] },
      undo: { revision: second },
    });
    expect(draft.checks.find(({ id }) => id === 'target-proven')?.outcome).toBe('warn');
    expect((await plan('history', back, true)).checks.find(({ id }) => id === 'target-proven')?.outcome).toBe('pass');
    await press('history', back);
    expect(await keyNow('history')).toBe(first);
    expect(await read('history')).toMatchObject({ revision: 3 });
    expect(failed(await plan('history', back))).toEqual(['offered']); // it is there
    expect(failed(await plan('history', { action: 'roll-back', revision: 'pruned' }))).toEqual(['target-known']);
  });

  it('is refused by the server where another version came in between, and changes nothing', async () => {
    await stable('raced');
    const draft = await plan('raced', version('2'));
    await press('raced', version('3'));
    const refused = await actions.start.execute(session, draft, NOTE, PERMIT, SIGNAL).catch((error: unknown) => error);
    expect(refused instanceof AppError && refused.failure).toMatchObject({
      code: 'conflict',
      detail: { reason: 'precondition-failed', values: { written: '0' } },
    });
    expect((await read('raced')).images[0]).toBe(image('3'));
  });

  it('goes through although the Deployment was scaled in between', async () => {
    await stable('scaled');
    const draft = await plan('scaled', version('2'));
    await bed.kubectl('scale', 'deployment/scaled', '--replicas=5');
    await until('scaled', 'stable/all-ready');
    expect(progress(draft.goal, await read('scaled'))).toEqual({ state: 'waiting', awaited: 'controller' });
    await actions.start.execute(session, draft, NOTE, PERMIT, SIGNAL);
    await reached('scaled', draft);
  });

  it('is planned for what is there, and for nothing else', async () => {
    await stable('plain');
    for (const request of [start([]), start([{ container: 'nobody', image: 'x:1' }]), version('1')])
      await expect(plan('plain', request)).rejects.toMatchObject({ failure: { code: 'invalid' } });
    expect(failed(await plan('plain', { action: 'resume' }))).toEqual(['offered']);
    await expect(plan('absent', { action: 'restart' })).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await expect(plan('../secrets/x', { action: 'restart' })).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await bed.kubectl('delete', 'deployment', 'plain');
    expect(progress({ type: 'held', uid: 'x' }, null)).toMatchObject({ state: 'failed' });
  });

  it('names whoever would put it back', async () => {
    await stable('owned', { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:default/owned' } });
    const draft = await plan('owned', { action: 'restart' });
    expect(draft.checks.find(({ id }) => id === 'git-owner')).toMatchObject({ outcome: 'warn', values: { tool: 'argo-cd', name: 'shop', reverts: 'true' } });
    await press('owned', { action: 'restart' });
  });
});
