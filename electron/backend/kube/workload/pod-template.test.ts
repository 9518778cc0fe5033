import { expect, it } from 'vitest';
import { imagesOf, modelPlaceOf, modelUriOf, PodTemplate, restartedAtOf } from './pod-template';

const template = (containers: object[], annotations: object = {}) => PodTemplate.parse({ metadata: { annotations }, spec: { containers } });
const env = (...pairs: [string, string][]) => pairs.map(([name, value]) => ({ name, value }));

it('names images, the model and the last restart', () => {
  const found = template(
    [
      { name: 'proxy', image: 'proxy:1', env: env(['MODEL_ID', 'm']) },
      { name: 'main', image: 'server:2', env: env(['PORT', '80'], ['STORAGE_URI', 's3://models/fraud/7']) },
    ],
    { 'kubectl.kubernetes.io/restartedAt': '2026-03-01T10:00:00+04:00' },
  );
  expect(imagesOf(found)).toEqual(['proxy:1', 'server:2']);
  expect(modelPlaceOf(found)).toEqual({ container: 1, containerName: 'main', variable: 1, name: 'STORAGE_URI', uri: 's3://models/fraud/7' });
  expect(restartedAtOf(found)).toBe(Date.parse('2026-03-01T06:00:00Z'));
});

it('says nothing of a model that is not named by value', () => {
  expect(modelUriOf(template([{ name: 'main', env: [{ name: 'MODEL_URI', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }]))).toBeNull();
  expect(modelUriOf(template([{ name: 'main', env: null }, { env: [null, 7, { name: 1 }] }]))).toBeNull();
});

it('reads what can be read of a template that is half wrong', () => {
  const found = PodTemplate.parse({ metadata: 'none', spec: { containers: [{ name: 7, image: 'a:1', env: 'x' }] } });
  expect([imagesOf(found), modelUriOf(found), restartedAtOf(found)]).toEqual([['a:1'], null, null]);
  expect(restartedAtOf(template([], { 'kubectl.kubernetes.io/restartedAt': 'soon' }))).toBeNull();
  expect(PodTemplate.safeParse({ spec: {} }).success).toBe(false);
});
