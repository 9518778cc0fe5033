import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Admission, startAdmission } from './admission';
import { type Bed, startBed } from './bed';

let bed: Bed;
let admission: Admission;
beforeAll(async () => {
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'], nodes: 0 });
  await bed.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'model', namespace: 'default' }, data: { version: '1' } });
  admission = await startAdmission(bed, { rules: [{ group: '', resources: ['configmaps'], operations: ['UPDATE'] }], timeoutSeconds: 1 });
}, 90_000);
afterAll(async () => {
  await admission.stop();
  await bed.stop();
});

const setVersion = (version: string, ...options: string[]) =>
  bed.kubectl('patch', 'configmap', 'model', '--type=merge', `--patch={"data":{"version":"${version}"}}`, ...options).catch((error: Error) => error.message);
const version = () => bed.kubectl('get', 'configmap', 'model', '--output=jsonpath={.data.version}');

test('it allows, and tells who asked for what', async () => {
  expect(await setVersion('2')).toContain('patched');
  expect(await setVersion('3', '--dry-run=server')).toContain('patched');
  expect(admission.reviews().slice(-2)).toMatchObject([
    { operation: 'UPDATE', name: 'model', namespace: 'default', dryRun: false, userInfo: { username: 'admin' } },
    { name: 'model', dryRun: true },
  ]);
});

test('it denies in its own words what it is told to, in a dry run too', async () => {
  admission.deny('model is frozen until Monday: ask the release desk', ({ name }) => name === 'model');
  expect(await setVersion('4')).toContain('denied the request: model is frozen until Monday: ask the release desk');
  expect(await setVersion('4', '--dry-run=server')).toContain('frozen until Monday');
  admission.deny('another', ({ name }) => name === 'other');
  expect(await setVersion('5')).toContain('patched');
});

test('it hangs until the API server gives up, and nothing is changed', async () => {
  const before = await version();
  admission.hang();
  expect(await setVersion('6')).toMatch(/deadline exceeded|timeout/i);
  admission.allow();
  expect(await version()).toBe(before);
});
