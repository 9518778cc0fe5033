import type { V1Deployment, V1DeploymentCondition } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { Condition, Deployment } from './client';

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
  const { metadata, spec, status } = Deployment.parse({ ...upstream, status: { ...upstream.status, conditions: [condition] } });
  expect(metadata).toEqual(upstream.metadata);
  const { selector: _, template, ...rest } = upstream.spec;
  expect(spec).toEqual({ ...rest, template: { ...template, metadata: { annotations: {} } } });
  expect(status).toEqual({ ...upstream.status, conditions: [condition] });
});

test('counts that the API leaves out are zero', () => {
  const { status } = Deployment.parse({ metadata: upstream.metadata, spec: upstream.spec });
  expect(status).toMatchObject({ observedGeneration: 0, replicas: 0, readyReplicas: 0 });
  expect(Condition.parse(condition)).toEqual(condition);
});
