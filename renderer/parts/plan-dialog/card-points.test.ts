import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { failure } from '../../../shared/models/failure';
import { type CardPointId, cardPoints, hasCard, unanswered } from './card-points';
import { DEFAULT_RELEASE, type ServiceRow } from '../../../shared/models/service';
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

test('with a monitor of the delivery, drift is answered, and quality is not', () => {
  const check = { id: 'drift-compared' as const, outcome: 'unknown' as const, values: {}, failure: null };
  const monitored = unanswered({ ...samplePlan, checks: [...samplePlan.checks, check] });
  expect([unanswered(samplePlan), monitored].map((words) => words.filter((word) => /predictions|quality/.test(word)))).toEqual([
    ['actions.card.unknown.predictions'],
    ['actions.card.unknown.quality'],
  ]);
  expect(monitored).toHaveLength(unanswered(samplePlan).length);
});

describe('a service of a workspace', () => {
  const service: ServiceRow = {
    name: 'ranker',
    uid: 'ranker@1',
    createdAt: 1,
    model: 'late-arrival',
    release: {
      state: 'paused',
      since: 1,
      stable: 1,
      candidate: 2,
      step: 0,
      held: false,
      returning: false,
      before: null,
      until: null,
      waiting: null,
      lock: null,
    },
    plan: DEFAULT_RELEASE,
    arms: [
      { revision: 1, version: 1, host: 'ready', failure: null },
      { revision: 2, version: 2, host: 'ready', failure: null },
    ],
    offers: [],
    weights: [],
    generation: 3,
  };
  const local = { ...samplePlan, target: { ...samplePlan.target, kind: 'delivery' as const, engine: 'local' } };
  const told = (id: CardPointId, more: Partial<ServiceRow> = {}, plan: typeof samplePlan = local) =>
    cardPoints({ plan, delivery: sampleDelivery, detail: sampleDetail, service: { ...service, ...more } }).find((each) => each.id === id);

  test('nothing is said of pods, of owners elsewhere and of rights that it does not know', () => {
    const ids = cardPoints({ plan: local, delivery: sampleDelivery, detail: sampleDetail, service }).map(({ id }) => id);
    expect(ids).toEqual(['where', 'traffic', 'health', 'change', 'back', 'after']);
  });

  test('a weight and its pause are one step, as in its plan', () => {
    const at = (step: number | null) =>
      cardPoints({ plan: local, delivery: { ...sampleDelivery, step }, detail: sampleDetail, service }).find(({ id }) => id === 'where');
    expect([at(1)?.values, at(3)?.values, at(null)?.word]).toEqual([{ step: 1, total: 2 }, { step: 2, total: 2 }, 'actions.card.where.no-steps']);
  });

  test('health is that the model of the candidate is loaded', () => {
    const arms = service.arms.map((arm) => (arm.revision === 2 ? { ...arm, host: 'failed' as const } : arm));
    expect(told('health')).toMatchObject({ tone: 'ok', word: 'actions.card.health.loaded' });
    expect(told('health', { arms })).toMatchObject({ tone: 'warn', word: 'actions.card.health.not-loaded' });
    expect(cardPoints({ plan: local, delivery: sampleDelivery, detail: sampleDetail }).find(({ id }) => id === 'health')?.tone).toBe('unknown');
  });

  test('after a full promotion the way back is at once for as long as the version before is kept loaded', () => {
    const full = { ...local, undo: { action: 'roll-back' as const, revision: 'r1' } };
    expect(told('back', {}, full)).toMatchObject({ tone: 'ok', word: 'actions.card.back.bake', values: { seconds: 600 } });
    expect(told('back', { plan: { ...DEFAULT_RELEASE, bakeSeconds: 0 } }, full)?.tone).toBe('warn');
    expect(told('back')).toMatchObject({ tone: 'ok', word: 'actions.card.back.loaded' });
  });

  test('that nothing takes it back by itself is not known to be good', () => {
    expect(told('after')).toMatchObject({ word: 'actions.card.after.rule', values: { share: 0.05 } });
    expect(told('after', { plan: { ...DEFAULT_RELEASE, errorLimit: null } })).toMatchObject({ tone: 'unknown', word: 'actions.card.after.no-rule' });
  });
});
