import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Delivery } from '../../../../shared/models/delivery';
import { mapRollout } from './map';

type Json = Record<string, unknown>;
const AT = '2026-03-01T10:00:00Z';
const MS = Date.parse(AT);
const STEPS = [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '1m30s' } }];

const TEMPLATE = { spec: { containers: [{ name: 'server', image: 'registry.example/ranker:2', env: [{ name: 'MODEL_URI', value: 'models:/ranker/2' }] }] } };
const rollout = (status: Json, spec: Json = {}, { annotations }: { annotations?: Json } = {}): Json => ({
  metadata: {
    namespace: 'shop',
    name: 'ranker',
    uid: 'u-1',
    generation: 4,
    creationTimestamp: AT,
    annotations: { 'rollout.argoproj.io/revision': '2', ...annotations },
  },
  spec: { replicas: 5, template: TEMPLATE, strategy: { canary: { steps: STEPS } }, ...spec },
  status: {
    observedGeneration: '4',
    currentPodHash: 'new',
    stableRS: 'old',
    currentStepIndex: 1,
    replicas: 5,
    updatedReplicas: 1,
    readyReplicas: 5,
    availableReplicas: 5,
    ...status,
  },
});
const paused = (reason: string, more: Json = {}) => ({
  phase: 'Paused',
  message: reason,
  controllerPause: true,
  pauseConditions: [{ reason, startTime: AT }],
  ...more,
});
const blueGreen = (more: Json = {}) => ({ strategy: { blueGreen: { activeService: 'a', autoPromotionEnabled: false, ...more } } });

function map(object: unknown): Delivery {
  const delivery = mapRollout(object, 'c-1');
  if (!delivery) throw new Error('no delivery');
  return Delivery.parse(delivery);
}
const short = (object: unknown) => {
  const { state, reason, offers, split, pause } = map(object);
  return { state, reason, offers: offers.join(' '), split, pause };
};

it('tells all of a canary that waits at a step', () => {
  expect(map(rollout(paused('CanaryPauseStep')))).toEqual({
    connection: 'c-1',
    kind: 'delivery',
    id: 'argo-rollouts/shop/ranker',
    uid: 'u-1',
    engine: 'argo-rollouts',
    strategy: 'canary',
    namespace: 'shop',
    name: 'ranker',
    state: 'paused',
    reason: 'paused-at-step',
    message: 'CanaryPauseStep',
    since: MS,
    createdAt: MS,
    images: ['registry.example/ranker:2'],
    modelUri: 'models:/ranker/2',
    revision: 2,
    replicas: { desired: 5, updated: 1, ready: 5, available: 5, total: 5 },
    stableKey: 'old',
    candidateKey: 'new',
    split: { desired: 20, reported: null, pods: 20 },
    steps: [
      { kind: 'weight', weight: 20, seconds: null, name: null },
      { kind: 'pause', weight: null, seconds: null, name: null },
      { kind: 'weight', weight: 60, seconds: null, name: null },
      { kind: 'pause', weight: null, seconds: 90, name: null },
    ],
    step: 1,
    pause: { by: 'step', since: MS, until: null },
    owner: null,
    templateFrom: null,
    generation: 4,
    observedGeneration: 4,
    restartedAt: null,
    offers: ['promote', 'promote-full', 'abort', 'roll-back', 'start'],
  } satisfies Delivery);
});

const STABLE = { phase: 'Healthy', stableRS: 'new', currentStepIndex: 4, updatedReplicas: 5 };
const ABORTED = {
  abort: true,
  abortedAt: AT,
  phase: 'Degraded',
  currentStepIndex: 0,
  updatedReplicas: 0,
  message: 'RolloutAborted: Rollout aborted update to revision 2',
};
const STATES: readonly (readonly [name: string, object: Json, state: string, offers: string])[] = [
  ['stable', rollout(STABLE), 'stable/all-ready', 'start roll-back restart'],
  ['scaled to zero', rollout({ ...STABLE, replicas: 0, updatedReplicas: 0 }, { replicas: 0 }), 'stable/scaled-to-zero', 'start roll-back restart'],
  ['a generation that was not seen', rollout({ ...STABLE, observedGeneration: '3' }), 'unknown/not-observed', ''],
  ['a generation that is a number', rollout({ ...STABLE, observedGeneration: 4 }), 'unknown/not-observed', ''],
  ['a generation ahead of the object', rollout({ ...STABLE, observedGeneration: '5' }), 'unknown/not-observed', ''],
  ['never touched by a controller', { ...rollout({}), status: undefined }, 'unknown/not-observed', ''],
  [
    'a Deployment that was not seen',
    rollout({ ...STABLE, workloadObservedGeneration: '2' }, {}, { annotations: { 'rollout.argoproj.io/workload-generation': '3' } }),
    'unknown/not-observed',
    '',
  ],
  ['no phase', rollout({ phase: '' }), 'unknown/fields-missing', ''],
  ['a spec that is invalid', rollout({ phase: 'Degraded', conditions: [{ type: 'InvalidSpec', status: 'True' }] }), 'degraded/spec-invalid', ''],
  ['first pods', rollout({ phase: 'Progressing', stableRS: '' }), 'starting/waiting-for-pods', 'start pause'],
  ['a weight step', rollout({ phase: 'Progressing', currentStepIndex: 2 }), 'progressing/moving-traffic', 'promote promote-full pause abort roll-back start'],
  [
    'an analysis step',
    rollout({ phase: 'Progressing', currentStepIndex: 0 }, { strategy: { canary: { steps: [{ analysis: { templates: [{ templateName: 'a' }] } }] } } }),
    'progressing/running-analysis',
    'promote promote-full pause abort roll-back start',
  ],
  ['all steps behind it', rollout({ phase: 'Progressing', currentStepIndex: 4 }), 'promoting/replacing-pods', 'promote-full abort roll-back'],
  ['a full promotion', rollout({ phase: 'Progressing', promoteFull: true }), 'promoting/waiting-for-pods', 'roll-back'],
  ['a full promotion asked for while paused', rollout(paused('CanaryPauseStep', { promoteFull: true })), 'promoting/waiting-for-pods', 'roll-back'],
  [
    'no steps at all',
    rollout({ phase: 'Progressing', currentStepIndex: null }, { strategy: { canary: {} } }),
    'progressing/replacing-pods',
    'promote-full pause abort roll-back start',
  ],
  ['unpausing', rollout({ phase: 'Paused', controllerPause: true }), 'progressing/unpausing', 'abort'],
  ['a timed pause', rollout(paused('CanaryPauseStep', { currentStepIndex: 3 })), 'paused/paused-at-step', 'promote promote-full pause abort roll-back start'],
  ['inconclusive', rollout(paused('InconclusiveAnalysisRun')), 'paused/paused-inconclusive', 'promote promote-full abort roll-back start'],
  [
    'paused by hand between steps',
    rollout({ phase: 'Paused', message: 'manually paused' }, { paused: true }),
    'paused/paused-by-user',
    'resume promote promote-full abort roll-back start',
  ],
  ['paused by hand with nothing under way', rollout({ ...STABLE, phase: 'Paused' }, { paused: true }), 'paused/paused-by-user', 'resume roll-back start'],
  ['an abort that was not taken up', rollout(paused('CanaryPauseStep', { abort: true })), 'rolling-back/returning-to-stable', 'restore retry'],
  ['an abort whose pods are still there', rollout({ ...ABORTED, updatedReplicas: 1 }), 'rolling-back/returning-to-stable', 'restore retry'],
  ['aborted by a person', rollout(ABORTED), 'aborted/aborted-by-user', 'retry restore start roll-back'],
  [
    'aborted by its analysis',
    rollout({ ...ABORTED, canary: { currentStepAnalysisRunStatus: { name: 'a', status: 'Failed' } } }),
    'aborted/aborted-by-analysis',
    'retry restore start roll-back',
  ],
  [
    'aborted by the analysis of a step that is past',
    rollout({
      ...ABORTED,
      message: `${ABORTED.message}: Step-based analysis phase error/failed: Metric "m" assessed Failed due to failed (1) > failureLimit (0)`,
    }),
    'aborted/aborted-by-analysis',
    'retry restore start roll-back',
  ],
  ['aborted by its deadline', rollout({ ...ABORTED, message: `${ABORTED.message}: no progress` }), 'aborted/aborted-other', 'retry restore start roll-back'],
  ['aborted while paused by hand', rollout({ ...ABORTED, updatedReplicas: 1 }, { paused: true }), 'paused/paused-by-user', 'resume restore retry'],
  ['a retry that was not taken up', rollout({ ...ABORTED, abort: false }), 'unknown/not-observed', ''],
  [
    'too slow',
    rollout({ phase: 'Degraded', conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }),
    'degraded/deadline-exceeded',
    'pause abort roll-back start',
  ],
  [
    'pods that cannot be made',
    rollout({ ...STABLE, phase: 'Degraded', conditions: [{ type: 'ReplicaFailure', status: 'True' }] }),
    'degraded/replica-failure',
    'roll-back start restart',
  ],
  ['old pods that go', rollout({ ...STABLE, phase: 'Progressing', replicas: 6 }), 'progressing/removing-old-pods', 'start roll-back pause'],
  ['a restart', rollout({ ...STABLE, phase: 'Progressing' }, { restartAt: AT }), 'progressing/replacing-pods', 'start roll-back pause'],
  [
    'blue-green before promotion',
    rollout(paused('BlueGreenPause', { blueGreen: { activeSelector: 'old' } }), blueGreen()),
    'paused/paused-before-promotion',
    'promote promote-full abort roll-back start',
  ],
  [
    'blue-green that would switch by itself: its pause cannot be ended by hand, only skipped with all the rest',
    rollout(paused('BlueGreenPause', { blueGreen: { activeSelector: 'old' } }), blueGreen({ autoPromotionEnabled: null, autoPromotionSeconds: 60 })),
    'paused/paused-before-promotion',
    'promote-full pause abort roll-back start',
  ],
  [
    'blue-green after the switch',
    rollout({ phase: 'Progressing', blueGreen: { activeSelector: 'new', postPromotionAnalysisRunStatus: { name: 'a', status: 'Running' } } }, blueGreen()),
    'promoting/running-analysis',
    'promote-full abort roll-back',
  ],
  [
    'blue-green aborted, pods still there',
    rollout({ ...ABORTED, updatedReplicas: 5, blueGreen: { activeSelector: 'old' } }, blueGreen()),
    'aborted/aborted-by-user',
    'retry restore start roll-back',
  ],
  ['a template in something else than a Deployment', rollout(ABORTED, { workloadRef: { kind: 'ReplicaSet', name: 'x' } }), 'aborted/aborted-by-user', 'retry'],
];

it.each(STATES)('judges %s', (_name, object, state, offers) => {
  const { state: is, reason, offers: offered } = map(object);
  expect([`${is}/${reason}`, offered.join(' ')]).toEqual([state, offers]);
});

describe('the split', () => {
  const split = (status: Json, spec: Json = {}) => short(rollout({ phase: 'Progressing', ...status }, spec)).split;

  it('asks for what the last weight step says, or for all when every step is behind', () => {
    expect([0, 1, 2, 3, 4].map((currentStepIndex) => split({ currentStepIndex })?.desired)).toEqual([20, 20, 60, 60, 100]);
    expect([split({ promoteFull: true })?.desired, split({ abort: true })?.desired]).toEqual([100, 0]);
    expect(split({ currentStepIndex: 0 }, { strategy: { canary: { steps: [{ pause: {} }] } } })?.desired).toBe(0);
  });

  it('reports a router and only a router, in per cent of its largest weight', () => {
    const routed = { strategy: { canary: { steps: [{ setWeight: 300 }], trafficRouting: { nginx: {}, maxTrafficWeight: 1_000 } } } };
    const weights = { canary: { weight: 250 }, stable: { weight: 750 } };
    expect(split({ currentStepIndex: 0, canary: { weights } }, routed)).toEqual({ desired: 30, reported: 25, pods: 20 });
    expect(split({ canary: { weights } })?.reported).toBeNull();
    expect(split({ canary: {} }, routed)?.reported).toBeNull();
  });

  it('takes the selector of the active Service for the router of blue-green', () => {
    expect(split({ blueGreen: { activeSelector: 'new' } }, blueGreen())).toEqual({ desired: null, reported: 100, pods: 20 });
    expect(split({ blueGreen: { activeSelector: 'old' } }, blueGreen())?.reported).toBe(0);
  });

  it('is nothing where nothing is under way', () => {
    expect([split({ stableRS: 'new' }), split({ stableRS: '' })]).toEqual([null, null]);
  });
});

it('says until when a timed pause lasts, and who paused by hand since when', () => {
  expect(short(rollout(paused('CanaryPauseStep', { currentStepIndex: 3 }))).pause).toEqual({ by: 'step', since: MS, until: MS + 90_000 });
  expect(short(rollout(paused('BlueGreenPause'), blueGreen({ autoPromotionEnabled: true, autoPromotionSeconds: 30 }))).pause?.until).toBe(MS + 30_000);
  const byHand = rollout({ phase: 'Paused', conditions: [{ type: 'Paused', status: 'True', lastTransitionTime: AT }] }, { paused: true });
  expect(short(byHand).pause).toEqual({ by: 'user', since: MS, until: null });
});

it('shows no images of a template that counts for nothing, and says where the true one is', () => {
  expect(map(rollout(STABLE, { workloadRef: { kind: 'Deployment', name: 'ranker-pods', apiVersion: 'apps/v1' } }))).toMatchObject({
    images: [],
    modelUri: null,
    templateFrom: 'ranker-pods',
  });
});

it('never throws and makes nothing but valid deliveries of any object', () => {
  const keys = [
    'status',
    'spec',
    'metadata',
    'strategy',
    'canary',
    'steps',
    'pauseConditions',
    'setWeight',
    'pause',
    'duration',
    'weights',
    'phase',
    'replicas',
  ];
  const anything = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, 0, -1, 1e300, '', '4', 'Paused', true, [], {}),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 6 }),
    ),
  })).any;
  const object = fc.record({ status: anything, spec: anything, canary: anything, phase: fc.constantFrom('Paused', 'Progressing', 'Degraded', 'Healthy', 'x') });
  fc.assert(
    fc.property(anything, object, (any, { status, spec, canary, phase }) => {
      for (const each of [
        any,
        rollout({}, {}, {}),
        { ...rollout({}), status },
        { ...rollout({}), spec },
        rollout({ phase, canary: any, conditions: any }, { strategy: { canary } }),
      ]) {
        const delivery = mapRollout(each, 'c-1');
        if (delivery) Delivery.parse(delivery);
      }
    }),
    { numRuns: 500 },
  );
});
