import { beforeEach, expect, test } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { Delivery } from '../../../shared/models/delivery';
import { templateLoan } from '../connectors/argo-rollouts/map';
import type { Sink } from '../connectors/contract';
import { Inventory } from '../inventory/inventory';
import { Ingest } from './ingest';

let inventory: Inventory;
let rollouts: Sink;
let deployments: Sink;
beforeEach(() => {
  inventory = new Inventory();
  const ingest = new Ingest(
    inventory,
    'c-1',
    'delivery',
    () => 0,
    () => undefined,
  );
  rollouts = ingest.sink('argo-rollouts', [''], templateLoan);
  deployments = ingest.sink('deployments', ['']);
  for (const sink of [rollouts, deployments]) {
    sink.begin('');
    sink.live('');
  }
});

const none = { desired: 0, updated: 0, ready: 0, available: 0, total: 0 };
const rollout = (templateFrom: string | null = 'pods', name = 'ranker'): Delivery => ({
  ...someDelivery('c-1', `argo-rollouts/n/${name}`),
  engine: 'argo-rollouts',
  namespace: 'n',
  images: [],
  templateFrom,
});
const deployment = (image: string, replicas: Delivery['replicas'] = none): Delivery => ({
  ...someDelivery('c-1', 'deployments/n/pods'),
  engine: 'deployments',
  namespace: 'n',
  images: [image],
  modelUri: 's3://m/1',
  replicas,
  templateFrom: null,
});
const shown = () => Object.fromEntries([...inventory.ofKind('delivery')].map(({ id, images }) => [id, images]));
const RANKER = 'argo-rollouts/n/ranker';
const PODS = 'deployments/n/pods';

test('a Rollout shows the image of the Deployment that holds its template, which is not listed beside it, whichever comes first', () => {
  rollouts.put('', [rollout()]);
  expect(shown()).toEqual({ [RANKER]: [] });
  deployments.put('', [deployment('m:1')]);
  expect(shown()).toEqual({ [RANKER]: ['m:1'] });
  expect(inventory.get({ connection: 'c-1', kind: 'delivery', id: RANKER })).toMatchObject({ modelUri: 's3://m/1', name: rollout().name });
  rollouts.drop('', [RANKER]);
  expect(shown()).toEqual({ [PODS]: ['m:1'] });
  rollouts.put('', [rollout()]);
  expect(shown()).toEqual({ [RANKER]: ['m:1'] });
});

test('what changes of either is shown', () => {
  deployments.put('', [deployment('m:1')]);
  rollouts.put('', [rollout()]);
  deployments.put('', [deployment('m:2')]);
  rollouts.put('', [{ ...rollout(), state: 'paused' }]);
  expect(shown()).toEqual({ [RANKER]: ['m:2'] });
  deployments.drop('', [PODS]);
  expect(shown()).toEqual({ [RANKER]: [] });
});

test('a Deployment that runs pods of its own is listed all the same', () => {
  rollouts.put('', [rollout()]);
  deployments.put('', [deployment('m:1', { ...none, desired: 2, total: 2 })]);
  expect(shown()).toEqual({ [RANKER]: ['m:1'], [PODS]: ['m:1'] });
  deployments.put('', [deployment('m:1', { ...none, total: 1 })]);
  expect(Object.keys(shown())).toHaveLength(2);
  deployments.put('', [deployment('m:1')]);
  expect(shown()).toEqual({ [RANKER]: ['m:1'] });
});

test('a Rollout that refers to another one, or to none any more, gives back what it showed; two may refer to one', () => {
  deployments.put('', [deployment('m:1')]);
  rollouts.put('', [rollout(), rollout('pods', 'twin')]);
  expect(shown()).toEqual({ [RANKER]: ['m:1'], 'argo-rollouts/n/twin': ['m:1'] });
  rollouts.put('', [rollout('elsewhere')]);
  expect(shown()).toEqual({ [RANKER]: [], 'argo-rollouts/n/twin': ['m:1'] });
  rollouts.put('', [{ ...rollout(null, 'twin'), images: ['own:1'] }]);
  expect(shown()).toEqual({ [RANKER]: [], 'argo-rollouts/n/twin': ['own:1'], [PODS]: ['m:1'] });
});

test('a list that is read again moves nothing', () => {
  deployments.put('', [deployment('m:1')]);
  rollouts.put('', [rollout()]);
  const told: string[] = [];
  inventory.listen('delivery', { onChange: ({ entity, fields }) => told.push(`${entity.id} ${String(fields)}`) });
  for (const [sink, entity] of [
    [rollouts, rollout()],
    [deployments, deployment('m:1')],
  ] as const) {
    sink.begin('');
    sink.put('', [entity]);
    sink.live('');
  }
  expect(told).toEqual([]);
});
