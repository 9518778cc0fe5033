import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bed, startBed } from './bed';
import { populate, release, WORKLOADS } from './populate';

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
  await populate(bed);
}, 120_000);
afterAll(() => bed.stop());

const status = (name: string, path: string) => {
  const namespace = WORKLOADS.find((each) => each.name === name)?.namespace ?? '';
  return bed.kubectl('get', 'deployment', name, `--namespace=${namespace}`, `-o=jsonpath={${path}}`);
};

test('every Deployment keeps its old pods available, whatever its new version does', async () => {
  for (const { name, replicas } of WORKLOADS)
    expect([name, await status(name, '.status.availableReplicas')]).toEqual([name, replicas === 0 ? '' : String(replicas)]);
});

test('the failing ones are beyond their deadline, and say why', async () => {
  for (const name of ['chargeback-classifier', 'search-rerank']) {
    expect(await status(name, '.status.conditions[?(@.type=="Progressing")].reason')).toBe('ProgressDeadlineExceeded');
  }
  expect(await bed.kubectl('get', 'pods', '-n', 'fraud', '-o', 'jsonpath={..waiting.reason}')).toBe('ImagePullBackOff');
});

test('a release rolls to its end', async () => {
  await release(bed, 'fraud-scorer', '2.0.0');
  expect(await bed.kubectl('rollout', 'status', 'deployment/fraud-scorer', '-n', 'fraud', '--timeout=50s')).toContain('successfully rolled out');
});
