import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Delivery } from '../../../../shared/models/delivery';
import { mapDeployment } from './map';

const AT = '2026-03-01T10:00:00Z';
const LATER = '2026-03-01T11:00:00Z';
type Parts = { metadata?: object; spec?: object; status?: object };
const template = {
  spec: {
    containers: [
      { name: 'main', image: 'registry.example/model:2' },
      { name: 'proxy', image: 'proxy:1' },
    ],
  },
};

const deployment = ({ metadata = {}, spec = {}, status = {} }: Parts = {}) => ({
  metadata: {
    namespace: 'prod',
    name: 'scorer',
    uid: 'u-1',
    generation: 4,
    creationTimestamp: AT,
    annotations: { 'deployment.kubernetes.io/revision': '7' },
    managedFields: [{}],
    ...metadata,
  },
  spec: { replicas: 3, template, ...spec },
  status: {
    observedGeneration: 4,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    conditions: [available(), progressing()],
    ...status,
  },
});
const condition = (type: string, status: string, reason: string, message = `${reason} said`) => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
  lastUpdateTime: LATER,
});
const available = (status = 'True') => condition('Available', status, status === 'True' ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable');
const progressing = (reason = 'NewReplicaSetAvailable', status = 'True') => condition('Progressing', status, reason);
const judged = (parts: Parts) => {
  const { state, reason, message, since } = mapDeployment(deployment(parts), 'c') ?? {};
  return [`${state}/${reason}`, message, since === null || since === undefined ? null : new Date(since).toISOString().slice(11, 13)];
};

describe('a Deployment as a delivery', () => {
  it('keeps what people look at, and nothing else', () => {
    expect(mapDeployment(deployment(), 'c')).toEqual({
      connection: 'c',
      kind: 'delivery',
      id: 'deployments/prod/scorer',
      uid: 'u-1',
      engine: 'deployments',
      strategy: 'rolling',
      namespace: 'prod',
      name: 'scorer',
      state: 'stable',
      reason: 'all-ready',
      message: null,
      since: Date.parse(LATER),
      createdAt: Date.parse(AT),
      revision: 7,
      images: ['registry.example/model:2', 'proxy:1'],
      modelUri: null,
      replicas: { desired: 3, updated: 3, ready: 3, available: 3, total: 3 },
      stableKey: null,
      candidateKey: null,
      split: null,
      steps: [],
      step: null,
      pause: null,
      owner: null,
      templateFrom: null,
      generation: 4,
      observedGeneration: 4,
      restartedAt: null,
      offers: ['start', 'roll-back', 'restart'],
    });
  });

  const rolling = (reason: string, message: string, status: object = {}) =>
    mapDeployment(deployment({ status: { conditions: [available(), condition('Progressing', 'True', reason, message)], ...status } }), 'c');

  it('names the revisions that the controller names, and shares out the pods between them', () => {
    const found = rolling('ReplicaSetUpdated', 'ReplicaSet "scorer-7d9f8" is progressing.', { replicas: 4, updatedReplicas: 1 });
    expect(found).toMatchObject({ stableKey: null, candidateKey: '7d9f8', split: { desired: null, reported: null, pods: 25 } });
    expect(rolling('NewReplicaSetAvailable', 'ReplicaSet "scorer-7d9f8" has successfully progressed.')).toMatchObject({
      stableKey: '7d9f8',
      candidateKey: null,
      split: null,
    });
    // The controller has not said a word on the new one yet: what it names is the last that was complete.
    const begun = rolling('NewReplicaSetAvailable', 'ReplicaSet "scorer-7d9f8" has successfully progressed.', { replicas: 3, updatedReplicas: 0 });
    expect(begun).toMatchObject({ state: 'progressing', stableKey: '7d9f8', candidateKey: null, split: { pods: 0 } });
  });

  it.each([
    ['of another workload', 'ReplicaSet "scorer2-7d9f8" has successfully progressed.'],
    ['of a longer name', 'ReplicaSet "scorer-v2-7d9f8" has successfully progressed.'],
    ['in words that are new', 'all is well'],
  ])('takes no key from a condition %s', (_, message) => expect(rolling('NewReplicaSetAvailable', message)?.stableKey).toBeNull());

  it('does not take the words on an earlier version for those on one that has no pods', () => {
    const spec = { replicas: 0 };
    const status = {
      replicas: 0,
      updatedReplicas: 0,
      readyReplicas: 0,
      availableReplicas: 0,
      conditions: [condition('Progressing', 'True', 'NewReplicaSetAvailable', 'ReplicaSet "scorer-7d9f8" has successfully progressed.')],
    };
    expect(mapDeployment(deployment({ spec, status }), 'c')).toMatchObject({ stableKey: null, offers: ['start', 'roll-back'] });
  });

  it('takes scaling for no new version', () => {
    const found = rolling('NewReplicaSetAvailable', 'ReplicaSet "scorer-7d9f8" has successfully progressed.', { availableReplicas: 2 });
    expect(found).toMatchObject({ state: 'progressing', stableKey: '7d9f8', candidateKey: null, split: null });
  });

  it.each<[string, Parts, string[]]>([
    ['rolls', { status: { replicas: 4, updatedReplicas: 1 } }, ['start', 'pause', 'roll-back', 'restart']],
    ['is paused', { spec: { paused: true } }, ['resume']],
    ['was not seen yet', { metadata: { generation: 5 } }, []],
    ['has no earlier version', { metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } } }, ['start', 'restart']],
  ])('offers what may be done while it %s', (_, parts, offers) => expect(mapDeployment(deployment(parts), 'c')?.offers).toEqual(offers));

  it('tells who paused it since when, who else writes it, and what model it loads', () => {
    const pausedAt = { conditions: [condition('Progressing', 'Unknown', 'DeploymentPaused')] };
    const env = [{ name: 'STORAGE_URI', value: 's3://models/scorer/3' }];
    const found = mapDeployment(
      deployment({
        metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:prod/scorer' } },
        spec: {
          paused: true,
          strategy: { type: 'Recreate' },
          template: {
            metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': AT } },
            spec: { containers: [{ name: 'main', image: 'm:1', env }] },
          },
        },
        status: pausedAt,
      }),
      'c',
    );
    expect(found).toMatchObject({
      strategy: 'recreate',
      pause: { by: 'user', since: Date.parse(LATER), until: null },
      owner: { tool: 'argo-cd', name: 'shop', reverts: true },
      modelUri: 's3://models/scorer/3',
      restartedAt: Date.parse(AT),
    });
  });

  it.each<[string, Parts, string, string | null, string | null]>([
    ['is done', {}, 'stable/all-ready', null, '11'],
    [
      'was scaled to zero',
      { spec: { replicas: 0 }, status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 } },
      'stable/scaled-to-zero',
      null,
      '11',
    ],
    [
      'is on its way to zero',
      { spec: { replicas: 0 }, status: { replicas: 2, updatedReplicas: 0, availableReplicas: 2 } },
      'progressing/removing-old-pods',
      'NewReplicaSetAvailable said',
      '11',
    ],
    ['has a generation that was not seen yet', { metadata: { generation: 5 } }, 'unknown/not-observed', null, null],
    ['was made this moment', { status: { observedGeneration: undefined, conditions: undefined } }, 'unknown/not-observed', null, null],
    [
      'is paused',
      { spec: { paused: true }, status: { conditions: [available(), progressing('DeploymentPaused', 'Unknown')] } },
      'paused/paused-by-user',
      'DeploymentPaused said',
      '11',
    ],
    [
      'replaces pods',
      { status: { replicas: 4, updatedReplicas: 1, conditions: [available(), progressing('ReplicaSetUpdated')] } },
      'progressing/replacing-pods',
      'ReplicaSetUpdated said',
      '11',
    ],
    [
      'removes old pods',
      { status: { replicas: 4, conditions: [available(), progressing('ReplicaSetUpdated')] } },
      'progressing/removing-old-pods',
      'ReplicaSetUpdated said',
      '11',
    ],
    [
      'waits for new pods',
      { status: { availableReplicas: 2, conditions: [available(), progressing('ReplicaSetUpdated')] } },
      'progressing/waiting-for-pods',
      'ReplicaSetUpdated said',
      '11',
    ],
    [
      'comes up for the first time',
      { status: { availableReplicas: 0, conditions: [available('False'), progressing('ReplicaSetUpdated')] } },
      'progressing/waiting-for-pods',
      'ReplicaSetUpdated said',
      '11',
    ],
    [
      'lost its pods after it was done',
      { status: { availableReplicas: 0, conditions: [available('False'), progressing()] } },
      'degraded/not-available',
      'MinimumReplicasUnavailable said',
      '10',
    ],
    [
      'took too long',
      { status: { updatedReplicas: 1, conditions: [available(), progressing('ProgressDeadlineExceeded', 'False')] } },
      'degraded/deadline-exceeded',
      'ProgressDeadlineExceeded said',
      '10',
    ],
    [
      'may not make pods',
      { status: { updatedReplicas: 1, conditions: [progressing('ReplicaSetUpdated'), condition('ReplicaFailure', 'True', 'FailedCreate')] } },
      'degraded/replica-failure',
      'FailedCreate said',
      '10',
    ],
    [
      'had a replica failure once',
      { status: { conditions: [available(), progressing(), condition('ReplicaFailure', 'False', 'FailedCreate')] } },
      'stable/all-ready',
      null,
      '11',
    ],
    ['has no conditions at all', { status: { conditions: null } }, 'stable/all-ready', null, null],
  ])('says that it %s', (_, parts, state, message, since) => expect(judged(parts)).toEqual([state, message, since]));

  it.each<[string, Parts]>([
    ['replicas that are text', { spec: { replicas: '3' } }],
    ['no number of replicas', { spec: { replicas: undefined } }],
    ['a negative count', { status: { availableReplicas: -1 } }],
    ['half a pod', { status: { readyReplicas: 0.5 } }],
    ['more pods than numbers', { status: { replicas: 1e300 } }],
    ['no generation', { metadata: { generation: undefined } }],
    ['no pod template', { spec: { template: null } }],
    ['conditions that are no list', { status: { conditions: { type: 'Available' } } }],
    ['a status that is null', { status: { observedGeneration: null } }],
  ])('does not guess with %s', (_, parts) => {
    const found = mapDeployment(deployment(parts), 'c');
    expect(found).toMatchObject({ id: 'deployments/prod/scorer', state: 'unknown', reason: 'fields-missing', images: [], replicas: { desired: 0 } });
    expect(Delivery.safeParse(found).success).toBe(true);
  });

  it.each([
    ['no revision', {}, null],
    ['a revision that is no number', { annotations: { 'deployment.kubernetes.io/revision': '7; rm' } }, null],
    ['annotations that are no map', { annotations: ['x'] }, null],
    ['a large revision', { annotations: { 'deployment.kubernetes.io/revision': '123456' } }, 123_456],
  ])('reads %s', (_, metadata, revision) => expect(mapDeployment(deployment({ metadata: { annotations: {}, ...metadata } }), 'c')?.revision).toBe(revision));

  it('has nothing to show without a name or a namespace', () => {
    for (const metadata of [{ name: '' }, { name: undefined }, { namespace: 7 }, { name: 'a\nb' }, { name: 'x'.repeat(300) }]) {
      expect(mapDeployment(deployment({ metadata }), 'c')).toBeNull();
    }
  });

  it('survives times that are none', () => {
    const absurd = { ...progressing(), lastUpdateTime: 'yesterday', lastTransitionTime: '' };
    expect(mapDeployment(deployment({ metadata: { creationTimestamp: 'never' }, status: { conditions: [absurd] } }), 'c')).toMatchObject({
      createdAt: null,
      since: null,
      state: 'stable',
    });
  });

  it('makes a valid delivery or none of anything that JSON can hold, and never throws', () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const nearly = fc
      .tuple(
        fc.constantFrom('metadata', 'spec', 'status'),
        fc.constantFrom('name', 'namespace', 'generation', 'replicas', 'conditions', 'template', 'observedGeneration', 'annotations', 'uid', 'paused'),
        anything,
      )
      .map(([part, field, value]) => deployment({ [part]: { [field]: value } }));
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (object) => {
        const found = mapDeployment(object, 'c');
        if (found) expect(Delivery.parse(found)).toEqual(found);
      }),
      { numRuns: 2_000 },
    );
  });
});
