import { expect, test } from 'vitest';
import { failure } from '../../../../shared/models/failure';
import { DEFAULT_RELEASE, type ServiceRow } from '../../../../shared/models/service';
import { Delivery } from '../../../../shared/models/delivery';
import { aliasGoal, progress } from './progress';
import { mapService, serviceOfEntity } from './map-service';

const LOCK = failure('limited', { reason: 'error-limit-passed', values: { share: '9.1', limit: '5' } });
const AT = 1_700_000_000_000;

function row(release: Partial<ServiceRow['release']> = {}, more: Partial<ServiceRow> = {}): ServiceRow {
  return {
    name: 'ranker',
    uid: 'ranker@1',
    createdAt: AT,
    model: 'late',
    release: {
      state: 'paused',
      since: AT,
      stable: 1,
      candidate: 2,
      step: 0,
      until: null,
      held: false,
      returning: false,
      before: null,
      waiting: null,
      lock: null,
      ...release,
    },
    plan: DEFAULT_RELEASE,
    arms: [
      { revision: 1, version: 4, host: 'ready', failure: null },
      { revision: 2, version: 7, host: 'ready', failure: null },
    ],
    offers: ['promote'],
    weights: [
      { revision: 1, weight: 80 },
      { revision: 2, weight: 20 },
    ],
    generation: 5,
    ...more,
  };
}
const map = (release: Partial<ServiceRow['release']> = {}, more: Partial<ServiceRow> = {}) => Delivery.parse(mapService(row(release, more), 'local-1'));
const NONE = { candidate: null, step: null } as const;

test.each<[string, Partial<ServiceRow['release']>, Partial<ServiceRow>, string, string]>([
  ['a step that waits', {}, {}, 'paused', 'paused-at-step'],
  ['one that somebody paused', { held: true }, {}, 'paused', 'paused-by-user'],
  ['a blue-green candidate', {}, { plan: { ...DEFAULT_RELEASE, strategy: 'blue-green' } }, 'paused', 'paused-before-promotion'],
  ['one that loads', { state: 'starting', step: null }, {}, 'starting', 'loading-model'],
  ['one that is gone back to', { state: 'starting', step: null, returning: true }, {}, 'rolling-back', 'returning-to-stable'],
  ['weights on their way', { state: 'progressing' }, {}, 'progressing', 'moving-traffic'],
  ['a promotion on its way', { ...NONE, state: 'promoting' }, {}, 'promoting', 'moving-traffic'],
  ['one that serves', { ...NONE, state: 'stable' }, {}, 'stable', 'all-ready'],
  ['an abort', { state: 'aborted', step: null }, {}, 'aborted', 'aborted-by-user'],
  ['an abort by a rule', { state: 'aborted', step: null, lock: LOCK }, {}, 'aborted', 'aborted-by-rule'],
  ['a rule that went back after a promotion', { ...NONE, state: 'stable', lock: LOCK }, {}, 'aborted', 'aborted-by-rule'],
  ['a stable one that does not run', { ...NONE, state: 'degraded' }, {}, 'degraded', 'model-not-loaded'],
])('%s', (_, release, more, state, reason) => {
  expect(map(release, more)).toMatchObject({ state, reason });
});

test('a step of the plan is a weight and a pause; where it stands is told with what the gateway takes', () => {
  const timed = map({ until: AT + 60_000 });
  expect(timed).toMatchObject({
    id: 'local/ranker',
    step: 1,
    pause: { by: 'step', since: AT, until: AT + 60_000 },
    split: { desired: 20, reported: 20, pods: null },
  });
  expect(timed.steps.map(({ kind, weight }) => [kind, weight])).toEqual([
    ['weight', 20],
    ['pause', null],
    ['weight', 50],
    ['pause', null],
  ]);
  expect(map({ state: 'progressing', step: 1 })).toMatchObject({ step: 2, pause: null, split: { desired: 50, reported: 20 } });
  expect(map({}, { weights: [] }).split).toEqual({ desired: 20, reported: null, pods: null });
  expect(map({}, { plan: { ...DEFAULT_RELEASE, strategy: 'blue-green' } })).toMatchObject({ steps: [], step: null, split: { desired: 0 } });
  expect(map({ ...NONE, state: 'stable' })).toMatchObject({ step: 4, split: null, candidateKey: null, modelUri: 'models:/late/4' });
  expect(map({ state: 'aborted', step: null, lock: LOCK })).toMatchObject({ message: 'share 9.1, limit 5', replicas: { desired: 1, ready: 1 } });
  expect([serviceOfEntity('local/ranker'), serviceOfEntity('deployments/a/b')]).toEqual(['ranker', null]);
});

test('an act is done when the gateway shows it, and never by what is older than the act', () => {
  const goal = (type: string, more: object = {}) => ({ type, uid: 'ranker@1', key: 'r2', generation: 4, ...more });
  const after = (type: string, release: Partial<ServiceRow['release']> = {}, more: Partial<ServiceRow> = {}) => progress(goal(type), map(release, more)).state;
  expect(after('aborted', { state: 'aborted', step: null })).toBe('waiting'); // its weights are still there
  expect(after('aborted', { state: 'aborted', step: null }, { weights: [{ revision: 1, weight: 100 }] })).toBe('done');
  expect(after('aborted', { ...NONE, state: 'stable', stable: 2 })).toBe('failed'); // it was promoted before
  expect(after('promoted', { ...NONE, state: 'promoting', stable: 2 })).toBe('waiting');
  expect(after('promoted', { ...NONE, state: 'stable', stable: 2 })).toBe('done');
  expect(after('promoted', { state: 'aborted', step: null, lock: LOCK })).toBe('failed');
  expect(after('started', { state: 'starting', step: null })).toBe('waiting');
  expect(after('started')).toBe('done');
  expect(after('retried', { state: 'aborted', step: null, lock: LOCK })).toBe('failed'); // it was, and was taken back again
  expect(progress(goal('retried'), map({ state: 'aborted', step: null }, { generation: 4 })).state).toBe('waiting');
  expect(progress(goal('started', { uid: 'ranker@0' }), map()).state).toBe('failed');
  expect(progress(goal('started'), null).state).toBe('failed');
  expect(progress(aliasGoal('champion', 3), null).state).toBe('failed');
});
