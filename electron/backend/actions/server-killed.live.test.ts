import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ActionsUnderTest, recorded, refusal, startActions } from '../../../e2e/actions-under-test';
import { startAdmission } from '../../../e2e/peers/admission';
import { type FaultProxy, startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { keyOf, RolloutsStage, SIGNAL, SOON } from '../../../e2e/rollouts-stage';
import { actions } from '../connectors/argo-rollouts/actions';
import { argoRollouts } from '../connectors/argo-rollouts/connector';
import type { Connector, ConnectorAction } from '../connectors/contract';
import { Kubeconfigs } from '../kube/kubeconfig/kubeconfigs';
import type { KubeSession } from '../kube/session';
import { createKubernetesSystem } from '../kube/system';
import { SILENT } from '../lib/log';

const NAME = 'orphan';
const AFTER_RESTART = { timeout: 90_000, interval: 100 };
/** A server that was killed takes nothing up again, so what it did not keep need not be awaited for a minute. */
const TIMING = { rereadMs: 200, readWithinMs: 5_000, landingMs: 1_000, settleWithinMs: 60_000 };

let stage: RolloutsStage;
let proxy: FaultProxy;
let app: ActionsUnderTest;
let kubeconfigs: Kubeconfigs;
let folder: string | undefined;

/** What happens at the stop that is tried: around reading, around sending, and before an outcome is kept. */
type Around = {
  readonly reading?: (read: () => Promise<unknown>) => Promise<unknown>;
  readonly sending?: (send: () => Promise<unknown>) => Promise<unknown>;
  readonly outcome?: () => void;
};
let around: Around = {};

/** The real connector, with somebody at its door. */
function watched(): Connector<KubeSession> {
  const promote: ConnectorAction<KubeSession> = {
    ...actions.promote,
    plan: (...given) => through(around.reading, () => actions.promote.plan(...given)),
    execute: (...given) => through(around.sending, () => actions.promote.execute(...given)),
  };
  return { ...argoRollouts, actions: { ...actions, promote } };
}

async function through<T>(door: Around['reading'], work: () => Promise<T>): Promise<T> {
  let begun: Promise<T> | undefined;
  const begin = () => (begun ??= work());
  await door?.(begin).catch(() => undefined);
  return begin();
}

beforeAll(async () => {
  stage = await RolloutsStage.start();
  proxy = await startFaultProxy(stage.bed.port);
  folder = mkdtempSync(join(tmpdir(), 'server-killed-'));
  const file = stage.bed.kubeconfigThrough(proxy.port);
  kubeconfigs = new Kubeconfigs({ env: {}, homeDir: folder, extraFiles: [file], log: SILENT });
  await stage.canary(NAME, { steps: Array.from({ length: 12 }, () => ({ pause: {} })), replicas: 1 });
  await stage.paused(NAME);
  app = await startActions(
    folder,
    { system: createKubernetesSystem({ kubeconfigs, log: SILENT }), connector: watched() },
    {
      entity: keyOf(NAME).id,
      timing: TIMING,
      ledger: (ledger) => ({
        unsettled: () => ledger.unsettled(),
        get: (seq) => ledger.get(seq),
        append: (draft) => ledger.append(draft),
        settle: (draft) => (around.outcome?.(), ledger.settle(draft)),
      }),
    },
  );
  await app.live();
}, 180_000);
afterAll(async () => {
  app?.close();
  kubeconfigs?.close();
  await proxy?.stop();
  await stage?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const isLive = () => app.inventory.freshness().get(app.key.connection)?.state === 'live';

/** The server ends with whatever it works on, and nothing that it had on the wire arrives. */
async function die(): Promise<void> {
  const gone = stage.bed.kill();
  proxy.cut();
  await Promise.all([gone, proxy.refuse()]);
  await vi.waitFor(() => expect(isLive()).toBe(false), SOON);
}

async function back(): Promise<void> {
  await stage.bed.restart();
  await stage.controller.restart(); // one that lost its server looks for it again only after half a minute
  await proxy.heal();
  app.connections.get(app.key.connection).tryNow();
  await vi.waitFor(() => expect(isLive()).toBe(true), AFTER_RESTART);
  await vi.waitFor(() => expect(app.runs.list().filter(({ endedAt }) => endedAt === null)).toEqual([]), AFTER_RESTART);
}

const version = async () => (await argoRollouts.read?.(stage.session, keyOf(NAME), SIGNAL))?.version;

/** The request is on its way, and its answer is held where it cannot arrive. */
async function unanswered(begin: () => Promise<unknown>): Promise<void> {
  proxy.half('to-client');
  const before = proxy.bytes()['to-server'];
  void begin().catch(() => undefined); // told to whoever began it
  await vi.waitFor(() => expect(proxy.bytes()['to-server']).toBeGreaterThan(before), SOON);
}

/** Where the server dies in one promotion, what is on record of it in the end, and by how many steps the cluster moved. */
type Stop = { readonly at: string; readonly act: () => Promise<unknown>; readonly kept: readonly unknown[]; readonly moved: 0 | 1 };

const STOPS: readonly Stop[] = [
  {
    at: 'while the plan is read',
    async act() {
      around = { reading: async (read) => (await unanswered(read), await die()) };
      expect((await refusal(app.plan())).code).toBe('unreachable');
    },
    kept: [],
    moved: 0,
  },
  {
    at: 'between plan and press',
    async act() {
      const plan = await app.plan();
      await die();
      expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'stale', detail: { reason: 'not-live' } });
    },
    kept: ['refused not-live'],
    moved: 0,
  },
  {
    at: 'while it is judged again',
    async act() {
      const plan = await app.plan();
      around = { reading: async (read) => (await unanswered(read), await die()) };
      expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'unreachable', detail: { values: { check: 'fresh' } } });
    },
    kept: ['refused connection-lost'],
    moved: 0,
  },
  {
    at: 'between intent and patch',
    async act() {
      around = { sending: die };
      const { phase } = await app.confirm(await app.plan());
      expect(['failed', 'uncertain']).toContain(phase);
    },
    // A link that was lost within its first seconds leaves open whether it took the patch along; then the cluster is read.
    kept: ['intent', expect.stringMatching(/^outcome (failed|not-done)$/)],
    moved: 0,
  },
  {
    at: 'with the patch in its hands, not kept yet',
    async act() {
      const admission = await startAdmission(stage.bed, { timeoutSeconds: 30 });
      admission.hang(({ dryRun, userInfo }) => !dryRun && userInfo.username === 'admin');
      const plan = await app.plan();
      const asked = admission.reviews().length;
      around = {
        async sending(send) {
          void send().catch(() => undefined); // told to whoever began it
          await vi.waitFor(() => expect(admission.reviews().length).toBeGreaterThan(asked), SOON);
          await die();
        },
      };
      expect(await app.confirm(plan)).toMatchObject({ phase: 'uncertain', endedAt: null, failure: { code: 'uncertain' } });
      admission.allow();
      await back();
      await admission.stop();
    },
    kept: ['intent', 'outcome not-done'],
    moved: 0,
  },
  {
    at: 'with the patch kept and its answer lost',
    async act() {
      const plan = await app.plan();
      stage.controller.pause();
      const before = await version();
      around = {
        async sending(send) {
          await unanswered(send);
          await vi.waitFor(async () => expect(await version()).not.toBe(before), SOON);
          await die();
        },
      };
      expect(await app.confirm(plan)).toMatchObject({ phase: 'uncertain', endedAt: null, failure: { code: 'uncertain' } });
    },
    kept: ['intent', 'outcome done'],
    moved: 1,
  },
  {
    at: 'while the controller is awaited',
    async act() {
      stage.controller.pause();
      const run = await app.confirm(await app.plan());
      expect(run).toMatchObject({ phase: 'waiting', endedAt: null });
      await die();
      expect(app.runs.list()[0]).toMatchObject({ intent: run.intent, phase: 'waiting', endedAt: null });
    },
    kept: ['intent', 'outcome done'],
    moved: 1,
  },
  {
    at: 'before the outcome is kept',
    async act() {
      let dead: Promise<void> | undefined;
      around = { outcome: () => void (dead ??= die()) };
      await app.confirm(await app.plan());
      await vi.waitFor(() => expect(dead).toBeDefined(), SOON);
      await dead;
    },
    kept: ['intent', 'outcome done'],
    moved: 1,
  },
  {
    at: 'after it was done',
    async act() {
      const { intent } = await app.confirm(await app.plan());
      await vi.waitFor(() => expect(app.runs.list()[0]).toMatchObject({ intent, phase: 'done', endedAt: expect.any(Number) }), SOON);
      await die();
    },
    kept: ['intent', 'outcome done'],
    moved: 1,
  },
];

test('an API server that dies at any stop of a promotion leaves it done once or not at all, settled and on record once it is back', async () => {
  const said: unknown[] = [];
  for (const { at, act } of STOPS) {
    const [step, kept] = [(await stage.delivery(NAME)).step ?? 0, recorded(app).length];
    await act();
    around = {};
    await back();
    await stage.until(NAME, 'paused/paused-at-step');
    said.push({ at, kept: recorded(app).slice(kept), moved: ((await stage.delivery(NAME)).step ?? 0) - step, unsettled: app.ledger.unsettled() });
  }
  expect(said).toEqual(STOPS.map(({ at, kept, moved }) => ({ at, kept, moved, unsettled: [] })));
  expect(await app.ledger.verify()).toMatchObject({ state: 'whole', fault: null });
}, 600_000);
