import { expect, test } from 'vitest';
import type { Revision } from '../../shared/models/delivery-detail';
import type { LedgerRow } from '../../shared/models/ledger-entry';
import { deliveryMarks } from './delivery-marks';

const key = { connection: 'prod', kind: 'delivery', id: 'argo-rollouts/ml/ranker' } as const;
const revision = (parts: Partial<Revision>): Revision => ({
  key: 'a1',
  number: 1,
  images: ['registry.example/ml/ranker:7'],
  modelUri: null,
  createdAt: 10,
  role: 'old',
  replicas: { desired: 0, ready: 0, available: 0 },
  everStable: 'yes',
  change: null,
  template: '',
  ...parts,
});
const row = (verb: string, at: number): LedgerRow => ({
  seq: at,
  at: new Date(at).toISOString(),
  kind: 'outcome',
  verb,
  phase: 'done',
  verdict: null,
  intent: 1,
  connection: key.connection,
  connectionName: null,
  entity: key.id,
  namespace: null,
  name: 'ranker',
  who: null,
  reason: null,
  failure: null,
});

test('beside a series stand the revisions of a delivery, by model or image, and what was done with it and came to its end', async () => {
  const asked: unknown[] = [];
  const list = (...of: unknown[]) => {
    asked.push(of[0]);
    return { rows: [row('promote', 30)], total: 1 };
  };
  const revisions = [revision({ modelUri: 'models:/ranker/8', createdAt: 20 }), revision({}), revision({ createdAt: null })];
  expect(await deliveryMarks(key, { ledger: { list }, detail: () => Promise.resolve({ revisions }) })).toEqual([
    { at: 20, kind: 'version', label: 'ranker v8', entity: key },
    { at: 10, kind: 'version', label: 'ranker:7', entity: key },
    { at: 30, kind: 'delivery', label: 'promote', entity: key },
  ]);
  expect(asked).toMatchObject([{ kinds: ['outcome'], phases: ['done'], connections: ['prod'], entity: key.id }]);
});

test('a cluster that cannot be asked takes nothing from what the ledger knows', async () => {
  const list = () => ({ rows: [row('abort', 30)], total: 1 });
  expect(await deliveryMarks(key, { ledger: { list }, detail: () => Promise.reject(new Error('away')) })).toMatchObject([{ label: 'abort' }]);
  expect(await deliveryMarks(key, { ledger: { list }, detail: () => Promise.resolve(null) })).toHaveLength(1);
});
