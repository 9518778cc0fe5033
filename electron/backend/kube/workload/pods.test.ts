import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryPod } from '../../../../shared/models/delivery-detail';
import { mapPod } from './pods';

const AT = '2026-03-01T10:00:00Z';
const HASH = 'pod-template-hash';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

const status = (more: object = {}) => ({
  name: 'main',
  image: 'registry.example/model:2',
  imageID: `registry.example/model@${DIGEST}`,
  ready: false,
  restartCount: 0,
  state: { running: { startedAt: AT } },
  lastState: {},
  ...more,
});
const pod = (containerStatuses: object[], more: { metadata?: object; spec?: object; status?: object } = {}) => ({
  metadata: {
    name: 'web-abc-1',
    creationTimestamp: AT,
    labels: { [HASH]: 'abc', app: 'web' },
    ownerReferences: [{ uid: 'rs-1', controller: true }],
    ...more.metadata,
  },
  spec: { nodeName: 'node-0', containers: [{ name: 'main', image: 'registry.example/model:2' }], ...more.spec },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses, ...more.status },
});
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

/** As the API's own model has it: a field that we read under a wrong name or with a wrong type does not compile. */
const upstream = {
  metadata: {
    name: 'web-abc-1',
    labels: { [HASH]: 'abc' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc', uid: 'rs-1', controller: true }],
  },
  spec: { nodeName: 'node-0', containers: [{ name: 'main', image: 'registry.example/model:2' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'main',
        image: 'registry.example/model:2',
        imageID: `registry.example/model@${DIGEST}`,
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
        lastState: { terminated: { exitCode: 3, reason: 'Error', message: 'no weights' } },
      } satisfies V1ContainerStatus,
    ],
  },
} satisfies V1Pod;

describe('a pod', () => {
  it('is what people look at, with what its own status says is wrong', () => {
    const where = { pod: 'web-abc-1', container: 'main', image: 'registry.example/model:2' };
    expect(mapPod(upstream, HASH)).toEqual({
      owner: 'rs-1',
      unreadySince: null,
      pod: {
        name: 'web-abc-1',
        revision: 'abc',
        phase: 'Running',
        ready: false,
        restarts: 4,
        node: 'node-0',
        createdAt: null,
        terminating: false,
        containers: [
          { name: 'main', image: 'registry.example/model:2', digest: DIGEST, ready: false, restarts: 4, state: 'CrashLoopBackOff', hasPrevious: true },
        ],
        trouble: { code: 'crash-loop', values: { ...where, restarts: '4', exitCode: '3' }, said: 'no weights' },
      },
    });
  });

  const waiting = (reason: string, more: object = {}) => status({ state: { waiting: { reason, message: `${reason} said` } }, ...more });
  const oom = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
  it.each<[string, object[], object, string | null]>([
    ['cannot pull its image', [waiting('ImagePullBackOff')], {}, 'image-pull'],
    ['tries to pull its image', [waiting('ErrImagePull')], {}, 'image-pull'],
    ['names an image that is none', [waiting('InvalidImageName')], {}, 'image-name'],
    ['lacks a config map', [waiting('CreateContainerConfigError')], {}, 'config-missing'],
    ['was out of memory, and waits', [waiting('CrashLoopBackOff', { lastState: oom, restartCount: 2 })], {}, 'out-of-memory'],
    ['was out of memory, and runs again', [status({ lastState: oom, restartCount: 2 })], {}, 'out-of-memory'],
    ['is out of memory now', [status({ state: oom })], {}, 'out-of-memory'],
    ['ended with a code', [status({ state: { terminated: { exitCode: 2, reason: 'Error' } } })], {}, 'exit-code'],
    ['has a command that is not there', [waiting('RunContainerError')], {}, 'not-ready'],
    ['starts', [waiting('ContainerCreating')], { status: { phase: 'Pending' } }, null],
    ['runs and is ready', [status({ ready: true })], { status: ready }, null],
    ['runs, ready after an earlier crash', [status({ ready: true, restartCount: 1, lastState: oom })], { status: ready }, null],
    ['runs, not ready yet', [status()], {}, null],
    [
      'fits on no node',
      [],
      { status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }] } },
      'unschedulable',
    ],
    ['was evicted', [], { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } }, 'evicted'],
    ['is on its way out', [waiting('ImagePullBackOff')], { metadata: { deletionTimestamp: AT } }, null],
  ])('that %s has the right trouble', (_, statuses, more, code) => expect(mapPod(pod(statuses, more), HASH)?.pod.trouble?.code ?? null).toBe(code));

  it('is held up by its first init container that fails', () => {
    const spec = { initContainers: [{ name: 'weights', image: 'fetch:1' }] };
    const statuses = { initContainerStatuses: [status({ name: 'weights', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such tag' } } })] };
    const found = mapPod(pod([status({ state: { waiting: { reason: 'PodInitializing' } } })], { spec, status: { phase: 'Pending', ...statuses } }), HASH);
    expect(found?.pod.trouble).toEqual({ code: 'image-pull', values: { pod: 'web-abc-1', container: 'weights', image: 'fetch:1' }, said: 'no such tag' });
    expect(found?.pod.containers.map(({ name, state }) => `${name} ${state}`)).toEqual(['weights ImagePullBackOff', 'main PodInitializing']);
  });

  it('is valid or none of anything that JSON can hold, and its words are bounded', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('metadata', 'spec', 'status'), (value, part) => {
        for (const object of [value, { ...pod([status()]), [part]: value }, pod([status({ state: value, lastState: value })])]) {
          const found = mapPod(object, HASH);
          if (found) expect(DeliveryPod.parse(found.pod)).toEqual(found.pod);
        }
      }),
      { numRuns: 500 },
    );
    const long = mapPod(pod([waiting('ImagePullBackOff', { state: { waiting: { reason: 'ErrImagePull', message: 'x'.repeat(200_000) } } })]), HASH);
    expect(long?.pod.trouble?.said).toHaveLength(1_000);
  });
});
