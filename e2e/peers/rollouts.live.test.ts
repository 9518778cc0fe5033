import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAdmission } from './admission';
import { type Bed, bedBinaries, startBed } from './bed';
import { type MetricServer, startMetricServer } from './metric-server';
import { runProgram } from './processes';
import { type RolloutsController, rolloutState, startRollouts } from './rollouts';
import { applyIn, someAnalysisTemplate, someBlueGreen, someRollout, someWorkloadRef } from './some-rollouts';

const patience = { timeout: 20_000, interval: 150 };
const NAMESPACE = 'team-a';

let bed: Bed;
let rollouts: RolloutsController;
let metrics: MetricServer;
beforeAll(async () => {
  [bed, metrics] = await Promise.all([startBed(), startMetricServer()]);
  rollouts = await startRollouts(bed);
}, 90_000);
afterAll(async () => {
  await rollouts.stop();
  await Promise.all([bed.stop(), metrics.stop()]);
});

const place = `--namespace=${NAMESPACE}`;
const stateOf = (name: string) => rolloutState(bed, NAMESPACE, name);
async function comesTo(name: string, state: Partial<Awaited<ReturnType<typeof rolloutState>>>) {
  await expect.poll(() => stateOf(name), patience).toMatchObject(state);
}
const setImage = (name: string, tag: string) => rollouts.plugin('set', 'image', name, `server=registry.example/models/${name}:${tag}`, place);
const imagesOf = (name: string) =>
  bed.kubectl('get', 'pods', place, `--selector=app.kubernetes.io/name=${name}`, '--output=jsonpath={.items[*].spec.containers[0].image}');
const AT_20 = { phase: 'Paused', currentStepIndex: 1, updatedReplicas: 1, availableReplicas: 5, pausedBy: ['CanaryPauseStep'] };
const HEALTHY = { phase: 'Healthy', availableReplicas: 5, promoted: true };

test('a canary pauses at 20 %, is promoted by the real plugin, aborted, retried and undone', async () => {
  await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: 'scorer' }));
  await comesTo('scorer', HEALTHY);
  await setImage('scorer', '2');
  await comesTo('scorer', AT_20);
  expect(await rollouts.plugin('promote', 'scorer', place)).toContain("rollout 'scorer' promoted");
  await comesTo('scorer', { phase: 'Paused', currentStepIndex: 3, updatedReplicas: 3 });
  await rollouts.plugin('abort', 'scorer', place);
  await comesTo('scorer', { phase: 'Degraded', abort: true, updatedReplicas: 0, availableReplicas: 5, promoted: false });
  await rollouts.plugin('retry', 'rollout', 'scorer', place);
  await comesTo('scorer', AT_20);
  await rollouts.plugin('undo', 'scorer', place);
  await comesTo('scorer', HEALTHY);
  expect(new Set((await imagesOf('scorer')).split(' '))).toEqual(new Set(['registry.example/models/scorer:1']));
});

test('a blue-green Rollout waits with its preview, and switches the active Service', async () => {
  await applyIn(bed, NAMESPACE, ...someBlueGreen({ namespace: NAMESPACE, name: 'gateway', replicas: 2 }));
  await comesTo('gateway', { phase: 'Healthy' });
  const active = () => bed.kubectl('get', 'service', 'gateway-active', place, '--output=jsonpath={.spec.selector.rollouts-pod-template-hash}');
  const before = await active();
  await setImage('gateway', '2');
  await comesTo('gateway', { phase: 'Paused', pausedBy: ['BlueGreenPause'] });
  expect(await active()).toBe(before);
  await rollouts.plugin('promote', 'gateway', place);
  await comesTo('gateway', { phase: 'Healthy', promoted: true });
  expect(await active()).not.toBe(before);
});

test('a Rollout with workloadRef starts by a change of its Deployment', async () => {
  await applyIn(bed, NAMESPACE, ...someWorkloadRef({ namespace: NAMESPACE, name: 'forecast' }));
  await comesTo('forecast', HEALTHY);
  await bed.kubectl('set', 'image', 'deployment/forecast', 'server=registry.example/models/forecast:2', place);
  await comesTo('forecast', AT_20);
  await rollouts.plugin('promote', 'forecast', '--full', place);
  await comesTo('forecast', HEALTHY);
});

describe('an analysis measures what the test sets', () => {
  const steps = (template: string) => [{ setWeight: 20 }, { analysis: { templates: [{ templateName: template }] } }, { pause: {} }];
  const analysed = async (name: string, value: number | undefined, metric?: object) => {
    metrics.set(name, value);
    await applyIn(
      bed,
      NAMESPACE,
      someAnalysisTemplate({ namespace: NAMESPACE, name, url: metrics.url(name), ...(metric && { metric }) }),
      someRollout({ namespace: NAMESPACE, name, steps: steps(name) }),
    );
    await comesTo(name, HEALTHY);
    await setImage(name, '2');
  };
  const phaseOfRun = (name: string) =>
    bed.kubectl('get', 'analysisruns', place, '--output=json').then((text) => new RegExp(`${name}[^]*?"phase": "(\\w+)"`).exec(text)?.[1]);

  test('a good one goes on', async () => {
    await analysed('good', 0.97);
    await comesTo('good', { phase: 'Paused', currentStepIndex: 2 });
    expect(metrics.asked('good')).toBe(1);
    expect(await phaseOfRun('good')).toBe('Successful');
  });

  test('a failed one aborts', async () => {
    await analysed('bad', 0.5);
    await comesTo('bad', { phase: 'Degraded', abort: true, updatedReplicas: 0 });
  });

  test('an inconclusive one pauses for a person', async () => {
    await analysed('unclear', 0.92);
    await comesTo('unclear', { phase: 'Paused', pausedBy: ['InconclusiveAnalysisRun'] });
  });

  test('one that cannot measure is an error, and aborts', async () => {
    await analysed('silent', undefined, { consecutiveErrorLimit: 0 });
    await comesTo('silent', { phase: 'Degraded', abort: true });
    expect((await stateOf('silent')).message).toContain('404');
  });
});

describe('users', () => {
  const as = (user: 'operator' | 'team-a' | 'viewer', ...args: string[]) =>
    rollouts.pluginAs(bed.kubeconfig(user), ...args).catch((error: Error) => error.message);
  const can = (user: 'operator' | 'team-a' | 'viewer', ...args: string[]) =>
    bed.kubectl(`--kubeconfig=${bed.kubeconfig(user)}`, 'auth', 'can-i', ...args).then(String, () => 'no\n');

  test('a viewer reads Rollouts, an operator promotes and creates none, team-a has its own namespace', async () => {
    expect(await can('viewer', 'list', 'rollouts.argoproj.io', '--all-namespaces')).toBe('yes\n');
    expect(await can('viewer', 'patch', 'rollouts.argoproj.io', '--subresource=status')).toBe('no\n');
    for (const what of ['rollouts.argoproj.io', 'deployments.apps']) expect(await can('operator', 'patch', what, '--all-namespaces')).toBe('yes\n');
    expect(await can('operator', 'get', 'pods', '--subresource=log', '--all-namespaces')).toBe('yes\n');
    expect(await can('operator', 'create', 'rollouts.argoproj.io')).toBe('no\n');
    expect(await can('team-a', 'patch', 'rollouts.argoproj.io', '--subresource=status', '--namespace=team-a')).toBe('yes\n');
    expect(await can('team-a', 'patch', 'rollouts.argoproj.io', '--namespace=default')).toBe('no\n');
  });

  test('an operator promotes until the right is revoked, and again once it is given back', async () => {
    await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: 'ranker' }));
    await comesTo('ranker', HEALTHY);
    await setImage('ranker', '2');
    await comesTo('ranker', AT_20);
    expect(await as('viewer', 'promote', 'ranker', place)).toContain('forbidden');
    await bed.revoke('operator');
    await expect.poll(() => as('operator', 'promote', 'ranker', place), patience).toContain('forbidden');
    await bed.grant('operator');
    await expect.poll(() => can('operator', 'patch', 'rollouts.argoproj.io', '--subresource=status', place), patience).toBe('yes\n');
    expect(await as('operator', 'promote', 'ranker', place)).toContain('promoted');
    await comesTo('ranker', { phase: 'Paused', currentStepIndex: 3 });
  });
});

test('a webhook denies a promotion to people, and lets the controller work', async () => {
  await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: 'search', replicas: 1, steps: [{ pause: {} }] }));
  await comesTo('search', { phase: 'Healthy' });
  const admission = await startAdmission(bed);
  admission.deny('the change window is closed', ({ subResource, userInfo }) => subResource === 'status' && userInfo.username !== 'rollouts-controller');
  await setImage('search', '2');
  await comesTo('search', { phase: 'Paused' });
  await expect(rollouts.plugin('promote', 'search', place)).rejects.toThrow('the change window is closed');
  admission.allow();
  await rollouts.plugin('promote', 'search', place);
  await comesTo('search', { phase: 'Healthy', promoted: true });
  await admission.stop();
});

describe('the controller', () => {
  test('dies with its parent, however that ends', async () => {
    const script = `const child = require('node:child_process').spawn('${bedBinaries()}/testbed', ['--exec', '--', 'sleep', '60'], { stdio: 'ignore' }); console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    const commandOf = () => runProgram('ps', ['-o', 'args=', '-p', pid.toString().trim()]).catch(() => '');
    await expect.poll(commandOf, patience).toBe('sleep 60\n');
    parent.kill('SIGKILL');
    await expect.poll(commandOf, patience).toBe('');
  });

  test('frozen or killed it observes nothing; going on it catches up', async () => {
    await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: 'embed', replicas: 1, steps: [{ pause: {} }] }));
    await comesTo('embed', { phase: 'Healthy' });
    rollouts.pause();
    await setImage('embed', '2');
    expect(await stateOf('embed')).toMatchObject({ phase: '' });
    rollouts.resume();
    await comesTo('embed', { phase: 'Paused' });
    await rollouts.kill();
    await bed.shell(`kubectl argo rollouts promote embed ${place}`);
    expect(await stateOf('embed')).toMatchObject({ phase: 'Paused', pausedBy: [] });
    await rollouts.restart();
    expect(rollouts.log().match(/Started rollout workers/g)).toHaveLength(2);
    await comesTo('embed', { phase: 'Healthy', promoted: true });
    expect(rollouts.log()).toContain('version=v1.10.1');
  });
});
