import { expect, test } from 'vitest';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { failure } from '../../../shared/models/failure';
import { type CardPointId, cardPoints, hasCard } from './card-points';
import { sampleDelivery, sampleDetail, samplePlan } from './plan-samples';

const point = (id: CardPointId, delivery: Partial<Delivery> = {}, detail: Partial<DeliveryDetail> | undefined = {}, plan = samplePlan) =>
  cardPoints({ plan, delivery: { ...sampleDelivery, ...delivery }, detail: detail && { ...sampleDetail, ...detail } }).find((each) => each.id === id);

test('only what gives a candidate more comes with the card', () => {
  expect(['promote', 'pause', 'abort'].map((action) => hasCard({ request: { action } as typeof samplePlan.request }))).toEqual([true, false, false]);
});

test('the step is told as people count, also when all are behind it', () => {
  expect([point('where')?.values, point('where', { step: 5 })?.values]).toEqual([
    { step: 2, total: 5 },
    { step: 5, total: 5 },
  ]);
  expect(point('where', { steps: [], step: null })?.word).toBe('actions.card.where.no-steps');
});

test('a share that only pods tell is not measured traffic', () => {
  expect(point('traffic', { split: { desired: 20, reported: null, pods: 25 } })).toMatchObject({ tone: 'unknown', word: 'actions.card.traffic.pods' });
  expect(point('traffic', { split: null })?.word).toBe('actions.card.traffic.unknown');
  expect(point('traffic', {}, { traffic: { router: 'Istio' } })).toMatchObject({
    word: 'actions.card.traffic.routed',
    values: { router: 'Istio', share: 0.2 },
  });
});

test('health is of the pods of the candidate, and one restart is told', () => {
  expect(point('health')).toMatchObject({ tone: 'ok', values: { ready: 2, count: 2, restarts: 0 } });
  const [pod] = sampleDetail.pods;
  expect(point('health', {}, { pods: pod ? [{ ...pod, restarts: 3 }] : [] })).toMatchObject({ tone: 'warn', values: { ready: 1, count: 1, restarts: 3 } });
});

test('what could not be read is not known, never good', () => {
  const missing = { missing: [{ part: 'pods' as const, failure: failure('forbidden') }] };
  expect([point('health', {}, missing)?.tone, point('analyses', {}, { loading: ['analyses'] })?.tone]).toEqual(['unknown', 'unknown']);
  const blind = cardPoints({ plan: { ...samplePlan, checks: [] }, delivery: undefined, detail: undefined });
  expect(blind.filter(({ tone }) => tone === 'ok')).toEqual([]);
});

test('a GitOps owner that reverts is a warning with its name', () => {
  expect(point('owner', { owner: { tool: 'argo-cd', name: 'fraud-prod', reverts: true } })).toEqual({
    id: 'owner',
    tone: 'warn',
    word: 'actions.card.owner.argo-cd',
    values: { name: 'fraud-prod' },
  });
});

test('the way back says whether pods of the stable version still run', () => {
  expect(point('back')).toMatchObject({ tone: 'ok', word: 'actions.card.back.warm', values: { count: 8 } });
  expect(point('back', {}, { revisions: [] })?.word).toBe('actions.card.back.abort');
  expect(point('back', {}, {}, { ...samplePlan, undo: null })).toMatchObject({ tone: 'warn', word: 'actions.card.back.none' });
});
