import { expect, test } from 'vitest';
import { sampleDetail } from './plan-dialog/plan-samples';
import { compareTemplates, readTemplate, templateImages } from './pod-template';

const [candidate, stable] = sampleDetail.revisions.map(({ template }) => readTemplate(template) ?? new Map<string, string>());

test('containers and their images are read', () => {
  expect(templateImages(candidate ?? new Map())).toEqual([{ container: 'scorer', image: 'registry.example/models/fraud-scorer:v42' }]);
});

test('what differs is told by what it is, the model first, and the rest is counted', () => {
  const { differences, same } = compareTemplates(stable ?? new Map(), candidate ?? new Map());
  expect(differences.map(({ kind, name, from, to }) => [kind, name, from, to])).toEqual([
    ['model', 'MODEL_URI', 's3://models/fraud/41', 's3://models/fraud/42'],
    ['image', 'scorer', 'registry.example/models/fraud-scorer:v41', 'registry.example/models/fraud-scorer:v42'],
    ['env', 'THRESHOLD', '0.70', '0.72'],
    ['resources', 'limits memory', '2Gi', '3Gi'],
  ]);
  expect(same).toBe(4);
});

test('a variable that is new, and one that is read from elsewhere', () => {
  const read = (env: string) => readTemplate(`spec:\n  containers:\n    - name: a\n      image: x\n      env: ${env}`) ?? new Map<string, string>();
  const from = read('[{name: A, value: "1"}, {name: KEY, valueFrom: {secretKeyRef: {name: old, key: k}}}]');
  const to = read('[{name: A, value: "1"}, {name: KEY, valueFrom: {secretKeyRef: {name: new, key: k}}}, {name: B, value: ""}]');
  expect(compareTemplates(from, to).differences).toEqual([
    { kind: 'env', name: 'KEY/valueFrom/secretKeyRef/name', path: 'containers/a/env/KEY/valueFrom/secretKeyRef/name', from: 'old', to: 'new' },
    { kind: 'env', name: 'B', path: 'containers/a/env/B', from: null, to: '' },
  ]);
});

test('what is no template is null, not a crash', () => {
  expect([readTemplate('a: [1'), readTemplate('just text'), readTemplate('')]).toEqual([null, null, null]);
});

test('what a service of a workspace is made of is compared as it stands', () => {
  const read = (version: number) => readTemplate(`model: ranker\nversion: ${version}\ndigest: sha256:${version}${version}\n`) ?? new Map<string, string>();
  const { differences, same } = compareTemplates(read(1), read(2));
  expect(differences.map(({ name, from, to }) => [name, from, to])).toEqual([
    ['version', '1', '2'],
    ['digest', 'sha256:11', 'sha256:22'],
  ]);
  expect(same).toBe(1);
});
