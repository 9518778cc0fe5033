import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Admission, startAdmission } from '../../../e2e/peers/admission';
import { type Bed, startBed } from '../../../e2e/peers/bed';
import { AppError, type Failure } from '../../../shared/models/failure';
import { SILENT } from '../lib/log';
import type { Permit } from '../lib/permit';
import { Kubeconfigs } from './kubeconfig/kubeconfigs';
import { readObject, versionOf } from './read-object';
import type { KubeSession } from './session';
import { createKubernetesSystem } from './system';
import { type PatchOp, previewWrites, sendWrites, type Write } from './write';

const RESOURCE = { group: 'apps', version: 'v1', resource: 'deployments' };
const SIGNAL = new AbortController().signal;
// The one mint is actions/execute.ts, and a test of what lies below it stands in for that.
const PERMIT = { intent: 1 } as Permit;

let bed: Bed;
let admission: Admission;
let admin: KubeSession;
let viewer: KubeSession;
const ends: (() => unknown)[] = [];

function open(kubeconfig: string): KubeSession {
  const kubeconfigs = new Kubeconfigs({ env: {}, homeDir: bed.dir, extraFiles: [kubeconfig], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  const session = createKubernetesSystem({ kubeconfigs, log: SILENT }).open({ kubeconfig, context: 'testbed' });
  ends.push(
    () => session.close(),
    () => kubeconfigs.close(),
  );
  return session;
}

beforeAll(async () => {
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'], nodes: 0 });
  const labels = { app: 'web' };
  await bed.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'web' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'app:1' }] } } },
  });
  admission = await startAdmission(bed, { rules: [{ group: 'apps', resources: ['deployments'], operations: ['UPDATE'] }], timeoutSeconds: 1 });
  admin = open(bed.kubeconfig('admin'));
  viewer = open(bed.kubeconfig('viewer'));
}, 90_000);
afterAll(async () => {
  for (const end of ends) await end();
  await admission?.stop();
  await bed?.stop();
});

const write = (...body: PatchOp[]): Write => ({ resource: RESOURCE, subresource: '', namespace: 'default', name: 'web', patch: 'json', body });
const scaled = (value: number) => write({ op: 'replace', path: '/spec/replicas', value });
const replicas = () => bed.kubectl('get', 'deployment', 'web', '--output=jsonpath={.spec.replicas}');

async function refused(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  throw new Error('it was not refused');
}

it('tries a write out without keeping it, and shows what the server would make of it', async () => {
  const [change] = await previewWrites(admin, [scaled(4)], SIGNAL);
  expect(change?.object).toBe('deployments/web');
  expect(change?.before.replace('replicas: 1', 'replicas: 4')).toBe(change?.after);
  expect(change?.before).not.toMatch(/resourceVersion|managedFields|uid|last-applied|status/);
  expect(await replicas()).toBe('1');
});

it('sends writes in turn, and gives the server’s own ids of them', async () => {
  const before = versionOf(await readObject(admin, scaled(2), SIGNAL));
  const { auditIds } = await sendWrites(admin, [scaled(2), scaled(3)], PERMIT, SIGNAL);
  expect(auditIds).toHaveLength(2);
  expect(await replicas()).toBe('3');
  expect(versionOf(await readObject(admin, scaled(2), SIGNAL))).not.toBe(before);
});

it('tells a precondition that did not hold from a value that is wrong, and how many writes came before', async () => {
  await sendWrites(admin, [scaled(3)], PERMIT, SIGNAL);
  const overtaken = write({ op: 'test', path: '/spec/replicas', value: 7 }, { op: 'replace', path: '/spec/replicas', value: 8 });
  expect(await refused(sendWrites(admin, [scaled(5), overtaken], PERMIT, SIGNAL))).toMatchObject({
    code: 'conflict',
    detail: { reason: 'precondition-failed', values: { written: '1' } },
  });
  expect(await replicas()).toBe('5');
  const gone = write({ op: 'remove', path: '/spec/nothing' });
  expect(await refused(sendWrites(admin, [gone], PERMIT, SIGNAL))).toMatchObject({ code: 'conflict', detail: { reason: 'precondition-failed' } });
  const stale: Write = { ...scaled(1), patch: 'merge', body: { metadata: { resourceVersion: '1' }, spec: { replicas: 1 } } };
  expect(await refused(sendWrites(admin, [stale], PERMIT, SIGNAL))).toMatchObject({ code: 'conflict', detail: { reason: 'precondition-failed' } });
  expect(await refused(previewWrites(admin, [scaled(-1)], SIGNAL))).toMatchObject({
    code: 'invalid',
    detail: { text: expect.stringContaining('must be greater than') },
  });
});

it('passes a test for what is not there against null, and fails it for what is', async () => {
  const absent = write({ op: 'test', path: '/spec/paused', value: null }, { op: 'replace', path: '/spec/replicas', value: 5 });
  await expect(sendWrites(admin, [absent], PERMIT, SIGNAL)).resolves.toBeDefined();
  const present = write({ op: 'test', path: '/spec/replicas', value: null }, { op: 'replace', path: '/spec/replicas', value: 6 });
  expect(await refused(sendWrites(admin, [present], PERMIT, SIGNAL))).toMatchObject({ code: 'conflict' });
});

it('is denied in the words of an admission webhook, in the trial and in earnest', async () => {
  admission.deny('Fridays are for reading', ({ name }) => name === 'web');
  for (const work of [() => previewWrites(admin, [scaled(9)], SIGNAL), () => sendWrites(admin, [scaled(9)], PERMIT, SIGNAL)])
    expect(await refused(work())).toMatchObject({
      code: 'denied',
      detail: { reason: 'admission-denied', text: expect.stringContaining('Fridays are for reading') },
    });
  admission.allow();
});

it('says that a webhook did not answer, and that nothing was kept', async () => {
  admission.hang();
  expect(await refused(sendWrites(admin, [scaled(9)], PERMIT, SIGNAL))).toMatchObject({
    code: 'denied',
    detail: { reason: 'admission-unavailable', text: expect.stringContaining('failed calling webhook') },
  });
  admission.allow();
  expect(await replicas()).toBe('5');
});

it('is refused without the right, and says which', async () => {
  expect(await refused(sendWrites(viewer, [scaled(9)], PERMIT, SIGNAL))).toMatchObject({
    code: 'forbidden',
    detail: { values: { verb: 'patch', resource: 'deployments', written: '0' } },
  });
});

it('takes what is not there for an answer when it reads, and for a refusal when it writes', async () => {
  const missing = { ...scaled(1), name: 'missing' };
  expect(await readObject(admin, missing, SIGNAL)).toBeNull();
  expect(await refused(sendWrites(admin, [missing], PERMIT, SIGNAL))).toMatchObject({ code: 'not-found' });
});

it('knows who it is, and asks about many rights in order', async () => {
  expect(await admin.identity(SIGNAL)).toMatchObject({ subject: expect.any(String), groups: expect.arrayContaining(['system:authenticated']) });
  const asked = ['get', 'patch', 'delete', 'list'].map((verb) => ({ verb, group: 'apps', resource: 'deployments', namespace: 'default' }));
  const rights = await viewer.review(asked, SIGNAL);
  expect(rights.map(({ verb, allowed }) => [verb, allowed])).toEqual([
    ['get', 'yes'],
    ['patch', 'no'],
    ['delete', 'no'],
    ['list', 'yes'],
  ]);
});
