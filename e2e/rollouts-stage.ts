import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { actions } from '../electron/backend/connectors/argo-rollouts/actions';
import { argoRollouts } from '../electron/backend/connectors/argo-rollouts/connector';
import { progress } from '../electron/backend/connectors/argo-rollouts/progress';
import type { Draft } from '../electron/backend/connectors/contract';
import { Kubeconfigs } from '../electron/backend/kube/kubeconfig/kubeconfigs';
import type { KubeSession } from '../electron/backend/kube/session';
import { createKubernetesSystem } from '../electron/backend/kube/system';
import { SILENT } from '../electron/backend/lib/log';
import type { Permit } from '../electron/backend/lib/permit';
import type { ActionRequest } from '../shared/models/action';
import type { AddressActionId } from '../shared/models/action-id';
import { type Delivery, deliveryId, isDelivery } from '../shared/models/delivery';
import { type Bed, bedBinaries, startBed } from './peers/bed';
import { type RolloutsController, rolloutState, startRollouts } from './peers/rollouts';
import { applyIn, type SomeCanary, someBlueGreen, someRollout, someWorkloadRef } from './peers/some-rollouts';

export const NAMESPACE = 'shop';
/** A condition is waited for, not a time: only a test that fails takes this long. */
export const SOON = { timeout: 30_000, interval: 50 };
export const SIGNAL = new AbortController().signal;
/** What a delivery may be asked for. */
export type DeliveryRequest = Exclude<ActionRequest, { action: 'set-alias' | 'remove' | AddressActionId }>;

const NOTE = { who: 'ada', reason: 'because', plan: 'a'.repeat(64) };
// The one mint is actions/execute.ts, and a test of what lies below it stands in for that.
const PERMIT = { intent: 1 } as Permit;
/** Pauses that would end by themselves, some day: only these can be held by hand. */
export const TIMED = [{ setWeight: 20 }, { pause: { duration: '1h' } }, { setWeight: 60 }, { pause: { duration: 3_600 } }];

export const keyOf = (name: string) => ({ connection: 'bed', kind: 'delivery' as const, id: deliveryId('argo-rollouts', NAMESPACE, name) });
export const image = (name: string, tag: number | string) => `registry.example/models/${name}:${tag}`;
export const start = (name: string, tag: number | string): DeliveryRequest => ({
  action: 'start',
  images: [{ container: 'server', image: image(name, tag) }],
  modelUri: null,
});
export const failedChecks = ({ checks }: Draft) => checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

/** A session of the bed's administrator, and how to end it. */
export function openSession(bed: Bed): { session: KubeSession; close: () => void } {
  const kubeconfig = bed.kubeconfig('admin');
  const kubeconfigs = new Kubeconfigs({ env: {}, homeDir: bed.dir, extraFiles: [kubeconfig], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  const session = createKubernetesSystem({ kubeconfigs, log: SILENT }).open({ kubeconfig, context: 'testbed' });
  return {
    session,
    close() {
      session.close();
      kubeconfigs.close();
    },
  };
}

/** A bed with the real controller, and the connector's actions on Rollouts of one namespace. */
export class RolloutsStage {
  private constructor(
    readonly bed: Bed,
    readonly controller: RolloutsController,
    readonly session: KubeSession,
    private readonly close: () => void,
  ) {}

  static async start(): Promise<RolloutsStage> {
    const bed = await startBed();
    const controller = await startRollouts(bed);
    // Made once: of two applies at the same moment that both make it, the server refuses one.
    await applyIn(bed, NAMESPACE);
    const { session, close } = openSession(bed);
    return new RolloutsStage(bed, controller, session, close);
  }

  async stop(): Promise<void> {
    this.close();
    await this.controller.stop();
    await this.bed.stop();
  }

  /** What the controller says. */
  readonly stateOf = (name: string) => rolloutState(this.bed, NAMESPACE, name);

  /** What we make of it. */
  async delivery(name: string): Promise<Delivery> {
    const seen = await argoRollouts.read?.(this.session, keyOf(name), SIGNAL);
    if (!seen || !isDelivery(seen.entity)) throw new Error(`${name} is no delivery`);
    return seen.entity;
  }

  async standing(name: string): Promise<string> {
    const { state, reason } = await this.delivery(name);
    return `${state}/${reason}`;
  }

  async until(name: string, expected: string): Promise<void> {
    await vi.waitFor(async () => assert.equal(await this.standing(name), expected), SOON);
  }

  plan(name: string, request: DeliveryRequest): Promise<Draft> {
    return actions[request.action].plan(this.session, keyOf(name), request, { at: Date.now(), wasStable: () => false }, SIGNAL);
  }

  execute(draft: Draft) {
    return actions.start.execute(this.session, draft, { ...NOTE, at: Date.now() }, PERMIT, SIGNAL);
  }

  /** The way of a press: planned, tried out, carried out, and seen in what the controller derives. */
  async press(name: string, request: DeliveryRequest): Promise<Draft> {
    const draft = await this.plan(name, request);
    assert.deepEqual(failedChecks(draft), []);
    const changes = await actions[request.action].preview(this.session, draft, SIGNAL);
    assert.deepEqual(
      changes.map(({ before, after }) => before === after),
      draft.writes.map(() => false),
    );
    const { auditIds } = await this.execute(draft);
    assert.equal(auditIds.length, draft.writes.length);
    await this.#reached(draft, name);
    return draft;
  }

  /** The same by hand: the commands of the plan, in a shell, with the real kubectl and its plugin. */
  async type(name: string, request: DeliveryRequest): Promise<Draft> {
    const draft = await this.plan(name, request);
    assert.deepEqual(failedChecks(draft), []);
    assert.notEqual(draft.commands.length, 0);
    const env = { PATH: `${bedBinaries()}:${process.env['PATH']}`, KUBECONFIG: this.bed.kubeconfig('admin'), HOME: this.bed.dir };
    for (const command of draft.commands) await promisify(execFile)('/bin/sh', ['-c', command], { env });
    await this.#reached(draft, name);
    return draft;
  }

  async #reached({ goal }: Draft, name: string): Promise<void> {
    await vi.waitFor(async () => assert.deepEqual(progress(goal, await this.delivery(name)), { state: 'done' }), SOON);
  }

  /** A stable Rollout of version 1. */
  async canary(name: string, options: Partial<SomeCanary> = {}): Promise<void> {
    await applyIn(this.bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name, ...options }));
    await this.until(name, 'stable/all-ready');
  }

  async blueGreen(name: string, blueGreen: object = {}): Promise<void> {
    await applyIn(this.bed, NAMESPACE, ...someBlueGreen({ namespace: NAMESPACE, name, blueGreen }));
    await this.until(name, 'stable/all-ready');
  }

  async workloadRef(name: string): Promise<void> {
    await applyIn(this.bed, NAMESPACE, ...someWorkloadRef({ namespace: NAMESPACE, name }));
    await this.until(name, 'stable/all-ready');
  }

  /** Another version, up to its first pause. */
  async paused(name: string, tag = 2): Promise<void> {
    await this.press(name, start(name, tag));
    await this.until(name, 'paused/paused-at-step');
  }
}
