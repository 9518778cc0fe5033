import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Entity } from '../../../shared/models/entity';
import { ENTITY_MODELS } from '../../../shared/models/entity-models';
import { ENTITY_FORMAT, readEntity, writeEntity } from './entity-text';

const ranker: Entity = {
  connection: 'lab',
  kind: 'delivery',
  id: 'deployments/shop/ranker',
  uid: '1',
  engine: 'deployments',
  strategy: 'rolling',
  namespace: 'shop',
  name: 'ranker "}',
  state: 'stable',
  reason: 'all-ready',
  message: 'über {ready}',
  since: 1,
  createdAt: null,
  images: ['a:1'],
  modelUri: null,
  revision: 1,
  replicas: { desired: 1, updated: 1, ready: 1, available: 1, total: 1 },
  stableKey: null,
  candidateKey: null,
  split: null,
  steps: [],
  step: null,
  pause: null,
  owner: null,
  templateFrom: null,
  generation: 1,
  observedGeneration: 1,
  restartedAt: null,
  offers: ['restart'],
};
const text = writeEntity(ranker);

test('the format stands for the models: change ENTITY_FORMAT to this value when a model changes', () => {
  const models = Object.entries(ENTITY_MODELS).map(([kind, model]) => [kind, z.toJSONSchema(model)]);
  expect(ENTITY_FORMAT).toBe(hash('sha256', JSON.stringify(models), 'base64url').slice(0, ENTITY_FORMAT.length));
});

test('what was written is read back whole and sealed, and the seal is a field that a plain reader may ignore', () => {
  expect(readEntity('delivery', text)).toEqual({ entity: ranker, sealed: true });
  expect(JSON.parse(text)).toMatchObject(ranker);
});

test('without a seal it is parsed', () => {
  expect(readEntity('delivery', JSON.stringify(ranker))).toEqual({ entity: ranker, sealed: false });
});

test('a text that was changed, cut or sealed under other models is parsed, and refused where the model does not allow it', () => {
  expect(readEntity('delivery', text.replace('"shop"', '"mall"'))).toEqual({ entity: { ...ranker, namespace: 'mall' }, sealed: false });
  expect(readEntity('delivery', text.replace('"desired":1', '"desired":null'))).toBeNull();
  expect(readEntity('delivery', text.replace(/"seal":"./, '"seal":"~'))).toEqual({ entity: ranker, sealed: false });
  for (const cut of [0, 1, 30, text.length - 1]) expect(readEntity('delivery', text.slice(0, cut))).toBeNull();
});

test('what the model does not allow is never sealed, and what it does not name is not kept', () => {
  expect(readEntity('delivery', writeEntity({ ...ranker, state: 'splendid' }))).toBeNull();
  expect(readEntity('delivery', writeEntity({ ...ranker, mood: 'good' }))).toEqual({ entity: ranker, sealed: true });
});
