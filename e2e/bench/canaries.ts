import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Bed, startBed } from '../peers/bed';
import { type RolloutsController, startRollouts } from '../peers/rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { type BareRequest, openBare, placeOf } from './bare-client';

export const NAMESPACE = 'shop';
export const ROLLOUTS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/rollouts`;
const REPLICA_SETS = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/argo-rollouts/leases/argo-rollouts-controller-lock';
const PATIENCE_MS = 120_000;

/** A Rollout as far as a benchmark looks into it. */
export const SomeState = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  status: z.object({ currentStepIndex: z.number().optional(), pauseConditions: z.array(z.unknown()).optional(), phase: z.string().optional() }).default({}),
});

/** The real controller, and canaries that each wait at the first of many pauses. */
export interface Canaries {
  readonly bed: Bed;
  readonly names: readonly string[];
  stop(): Promise<void>;
}

/** Every second step is a pause, and all ask for the same weight: a promote moves no pod, so that what is measured is the way and not kwok. */
const steps = (stops: number) => Array.from({ length: stops }, () => [{ setWeight: 20 }, { pause: {} }]).flat();

export async function startCanaries({ count, stops }: { count: number; stops: number }): Promise<Canaries> {
  const bed = await startBed();
  let controller: RolloutsController | undefined;
  const stop = async () => {
    await controller?.stop();
    await bed.stop();
  };
  try {
    controller = await startRollouts(bed);
    const names = Array.from({ length: count }, (_, index) => `canary-${index}`);
    const all = (tag: number) =>
      names.map((name) => someRollout({ namespace: NAMESPACE, name, image: `registry.example/models/${name}:${tag}`, steps: steps(stops) }));
    await applyIn(bed, NAMESPACE, ...all(1));
    await untilAll(bed, ({ status }) => status.phase === 'Healthy');
    await applyIn(bed, NAMESPACE, ...all(2));
    await untilAll(bed, isPaused);
    return { bed, names, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const isPaused = ({ status }: z.infer<typeof SomeState>): boolean => (status.pauseConditions?.length ?? 0) > 0;

async function untilAll(bed: Bed, holds: (state: z.infer<typeof SomeState>) => boolean): Promise<void> {
  const client = openBare(placeOf(bed));
  try {
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const { items } = z.object({ items: z.array(SomeState) }).parse(await client.ask({ path: ROLLOUTS }));
      if (items.every(holds)) return;
      if (Date.now() > deadline) throw new Error(`not all stand as they should: ${JSON.stringify(items.filter((item) => !holds(item))[0])}`);
    }
  } finally {
    client.close();
  }
}

/** What a plan of a promote asks the server, in the same turns. Who we are is asked once a minute at most, and not counted here. */
export function planTurns({ name, uid }: { name: string; uid: string }): readonly (readonly BareRequest[])[] {
  const path = `${ROLLOUTS}/${name}`;
  const resourceAttributes = { verb: 'patch', group: 'argoproj.io', resource: 'rollouts', subresource: 'status', namespace: NAMESPACE };
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const trial = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'remove', path: '/status/pauseConditions' },
  ];
  return [
    [{ path }],
    readTurn,
    [
      { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json: review },
      { path },
      {
        method: 'PATCH',
        path: `${path}/status?fieldManager=pilothouse&fieldValidation=Warn&dryRun=All`,
        json: trial,
        contentType: 'application/json-patch+json',
      },
    ],
  ];
}

/** A bed keeps no lease of a controller that runs alone: that it is not there is an answer too. */
const readTurn: readonly BareRequest[] = [{ path: `${REPLICA_SETS}?labelSelector=rollouts-pod-template-hash` }, { path: LEASE, missing: true }];
