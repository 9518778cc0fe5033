import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bed, bedBinaries, startBed } from './bed';
import { podLog } from './pod-logs';
import { type PodTrouble, troubledTemplate, troublePodByWritingKubeletStatus } from './pod-troubles';

const patience = { timeout: 20_000, interval: 150 };
let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
}, 90_000);
afterAll(() => bed.stop());

const pod = (name: string, trouble?: PodTrouble) => {
  const { annotations, spec } = troubledTemplate(trouble);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', annotations },
    spec: { containers: [{ name: 'server', image: 'registry.example/model:1' }], ...spec },
  };
};
async function shows(name: string, ...words: string[]) {
  await expect.poll(() => bed.kubectl('get', 'pod', name), patience).toMatch(new RegExp(words.join('.*')));
}
const logs = (name: string, ...args: string[]) => bed.kubectl('logs', name, ...args).catch((error: Error) => error.message);

/** `kubectl logs -f`: what it has said until now, and its end. */
function follow(name: string) {
  const child = spawn(`${bedBinaries()}/kubectl`, [`--kubeconfig=${bed.kubeconfig('viewer')}`, 'logs', '-f', name], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { text: () => text, code: () => child.exitCode };
}

test('a log is what the test says, followed line by line, and ends with its container', async () => {
  await bed.apply(pod('speaks'));
  await shows('speaks', 'Running');
  expect(await logs('speaks')).toBe('');
  const log = podLog(bed, { namespace: 'default', pod: 'speaks' });
  const followed = follow('speaks');
  log.append('loading model', 'ready');
  await expect.poll(followed.text, patience).toBe('loading model\nready\n');
  log.append('مرحبا');
  await expect.poll(followed.text, patience).toBe('loading model\nready\nمرحبا\n');
  expect(await logs('speaks', '--tail=1')).toBe('مرحبا\n');
  expect(await logs('speaks', '--tail=1', '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z مرحبا\n$/);
  expect(await logs('speaks', '--previous')).toContain('previous terminated container "server" in pod "speaks" not found');

  log.append('panic: out of memory');
  await expect.poll(followed.text, patience).toContain('panic');
  log.startOver();
  await troublePodByWritingKubeletStatus(bed, { namespace: 'default', pod: 'speaks' }, 'OOMKilled');
  await expect.poll(followed.code, patience).toBe(0);
  expect(await logs('speaks', '--previous', '--tail=1')).toBe('panic: out of memory\n');
  await shows('speaks', 'CrashLoopBackOff', '3 ');
  await troublePodByWritingKubeletStatus(bed, { namespace: 'default', pod: 'speaks' }, 'none', 4);
  log.append('started again');
  await shows('speaks', '1/1', 'Running', '4 ');
  expect(await logs('speaks')).toBe('started again\n');
});

test('pods are born in each trouble, and their logs are refused as by a real kubelet', async () => {
  const born: readonly PodTrouble[] = ['ImagePullBackOff', 'CrashLoopBackOff', 'OOMKilled', 'unschedulable'];
  await bed.apply(...born.map((trouble) => pod(trouble.toLowerCase(), trouble)));
  await shows('imagepullbackoff', '0/1', 'ImagePullBackOff');
  await shows('crashloopbackoff', '0/1', 'CrashLoopBackOff', '5 ');
  await shows('oomkilled', '0/1', 'CrashLoopBackOff', '5 ');
  await shows('unschedulable', '0/1', 'Pending');
  expect(await bed.kubectl('get', 'pod', 'oomkilled', '--output=jsonpath={..lastState.terminated.reason} {..exitCode}')).toBe('OOMKilled 137');
  await expect.poll(() => bed.kubectl('get', 'pod', 'unschedulable', '--output=jsonpath={.status.conditions[0].reason}'), patience).toBe('Unschedulable');
  expect(await logs('imagepullbackoff')).toContain('waiting to start: trying and failing to pull image');
  expect(await logs('crashloopbackoff', '--previous')).toBe('');
});
