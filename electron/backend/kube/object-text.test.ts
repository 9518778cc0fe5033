import { expect, it } from 'vitest';
import { changeTexts, objectText } from './object-text';

const object = {
  kind: 'Rollout',
  metadata: {
    name: 'ranker',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '1',
    generation: 3,
    creationTimestamp: 'x',
    managedFields: [{}],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'yes' },
  },
  spec: { b: 1, a: 'on' },
  status: { phase: 'Paused', pauseConditions: [{ reason: 'R' }], replicas: 5 },
};

it('leaves out what servers fill in, orders the keys, and keeps texts that look like something else quoted', () => {
  expect(objectText({ ...object, status: undefined })).toBe(
    "kind: Rollout\nmetadata:\n  annotations:\n    mine: 'yes'\n  name: ranker\n  namespace: shop\nspec:\n  a: 'on'\n  b: 1\n",
  );
});

it('says where a long text is cut', () => {
  const text = objectText({ spec: 'x'.repeat(1_000) }, 200);
  expect(text).toHaveLength(200);
  expect(text).toMatch(/\n# … cut here: \d+ characters in all\n$/);
});

it('shows of a status only what a write changes, and of an object no status', () => {
  const { pauseConditions: _gone, ...status } = object.status;
  expect(changeTexts(object, { ...object, status: { ...status, abort: true } }, 'status')).toEqual({
    before: 'kind: Rollout\nmetadata:\n  name: ranker\n  namespace: shop\nstatus:\n  pauseConditions:\n    - reason: R\n',
    after: 'kind: Rollout\nmetadata:\n  name: ranker\n  namespace: shop\nstatus:\n  abort: true\n',
  });
  const { before, after } = changeTexts(object, { ...object, spec: { ...object.spec, paused: true }, status: {} }, '');
  expect(after).toBe(`${before}  paused: true\n`);
});

it('makes a text of anything', () => {
  for (const hostile of [null, 7, 'text', [], undefined]) expect(objectText(hostile)).toBe('{}\n');
});
