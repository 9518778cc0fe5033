import type { V1Deployment, V1DeploymentCondition, V1ObjectMeta } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { readDeployment, readIdentity } from './client';

/** As the API's own model has it: a field that we read under a wrong name or with a wrong type does not compile. */
const upstream = {
  metadata: { generation: 3 },
  spec: {
    replicas: 4,
    paused: true,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: 'fraud-scorer' } },
    template: {
      spec: { containers: [{ name: 'main', image: 'registry.example/fraud-scorer:42', env: [{ name: 'MODEL_URI', value: 's3://models/fraud/42' }] }] },
    },
  },
  status: { observedGeneration: 2, replicas: 5, updatedReplicas: 1, readyReplicas: 4, availableReplicas: 3, conditions: [] },
} satisfies V1Deployment;

const condition = {
  type: 'Progressing',
  status: 'False',
  reason: 'ProgressDeadlineExceeded',
  message: 'timed out',
} satisfies V1DeploymentCondition;

test('every field that we read is one of the API, and arrives as it was', () => {
  const { spec, status } = upstream;
  expect(readDeployment({ ...upstream, status: { ...status, conditions: [condition] } })).toEqual({
    metadata: upstream.metadata,
    spec: { replicas: 4, paused: true, strategy: 'Recreate', template: { ...spec.template, metadata: { annotations: {} } } },
    status: { ...status, conditions: [{ ...condition, lastTransitionTime: null, lastUpdateTime: null }] },
  });
});

test('counts that the API leaves out are zero', () => {
  expect(readDeployment({ ...upstream, status: undefined })?.status).toEqual({
    observedGeneration: 0,
    replicas: 0,
    updatedReplicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    conditions: [],
  });
});

test('an identity is a name in a namespace, and what else there is of it', () => {
  const metadata = { namespace: 'prod', name: 'scorer', uid: 'u-1', annotations: { note: 'x' } } satisfies V1ObjectMeta;
  expect(readIdentity({ metadata })).toEqual({ ...metadata, creationTimestamp: null, labels: {} });
  expect(readIdentity({ metadata: { namespace: 'prod' } })).toBeNull();
});
