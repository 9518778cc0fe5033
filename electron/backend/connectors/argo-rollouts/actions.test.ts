import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../../../shared/models/action';
import type { DeliveryActionId } from '../../../../shared/models/action-id';
import { AppError } from '../../../../shared/models/failure';
import type { PatchOp, Write } from '../../kube/write';
import type { Draft, PlanContext } from '../contract';
import { planOf } from './actions';
import { DEPLOYMENTS, Rollout, ROLLOUTS } from './client';
import { mapRollout } from './map';
import { progress } from './progress';
import { refOf, type StoredRevision } from './revisions';
import type { Subject } from './subject';

type Json = Record<string, unknown>;
const AT = '2026-03-01T10:00:00Z';
const MS = Date.parse(AT);
const CONTEXT: PlanContext = { at: MS + 999, wasStable: () => false };
const template = (tag: number): Json => ({
  spec: { containers: [{ name: 'server', image: `r/ranker:${tag}`, env: [{ name: 'MODEL_URI', value: `models:/ranker/${tag}` }] }] },
});
const STEPS = [{ setWeight: 20 }, { pause: {} }, { analysis: { templates: [{ templateName: 'a' }] } }, { setWeight: 60 }, { pause: { duration: 60 } }];

const rollout = (status: Json, spec: Json = {}, metadata: Json = {}): Json => ({
  metadata: { namespace: 'shop', name: 'ranker', uid: 'u-1', generation: 4, resourceVersion: '77', annotations: {}, ...metadata },
  spec: { replicas: 5, template: template(2), strategy: { canary: { steps: STEPS } }, ...spec },
  status: {
    observedGeneration: '4',
    currentPodHash: 'new',
    stableRS: 'old',
    currentStepIndex: 1,
    replicas: 5,
    updatedReplicas: 1,
    phase: 'Progressing',
    ...status,
  },
});
const PAUSES = [{ reason: 'CanaryPauseStep', startTime: AT }];
const PAUSED = { phase: 'Paused', controllerPause: true, pauseConditions: PAUSES };
const STABLE = { phase: 'Healthy', stableRS: 'new', currentStepIndex: 5, updatedReplicas: 5 };
const revision = (key: string, number: number, seconds: number, keptUntil: number | null = null): StoredRevision => ({
  key,
  number,
  createdAt: MS + seconds * 1_000,
  keptUntil,
  ref: refOf(key, number, template(number)),
  template: template(number),
});
const HISTORY = [revision('older', 1, 0), revision('old', 2, 10), revision('new', 3, 20)];

function subject(object: Json, more: Partial<Subject> = {}): Subject {
  const delivery = mapRollout(object, 'c-1');
  if (!delivery) throw new Error('no delivery');
  const holder = { ref: { resource: ROLLOUTS, namespace: 'shop', name: 'ranker' }, object };
  const controller = { id: 'controller-alive' as const, outcome: 'unknown' as const, values: {}, failure: null };
  return { context: 'prod', delivery, rollout: Rollout.parse(object), version: '77', object, holder, revisions: HISTORY, controller, ...more };
}

const plan = (of: Subject, request: ActionRequest, context = CONTEXT) => planOf(of, request, context);
const does = (object: Json, action: Exclude<DeliveryActionId, 'start' | 'roll-back'>) => plan(subject(object), { action });
/** What a write changes, apart from what it presumes. */
const changes = ({ writes }: Draft) =>
  (writes as unknown as Write[]).map(({ resource, subresource, body }) => [
    `${resource.resource}${subresource && `/${subresource}`}`,
    ...(body as PatchOp[])
      .filter(({ op }) => op !== 'test')
      .map((op) => ('value' in op ? `${op.op} ${op.path} ${JSON.stringify(op.value)}` : `${op.op} ${op.path}`)),
  ]);
const tests = (write: unknown) => Object.fromEntries(((write as Write).body as PatchOp[]).flatMap((op) => (op.op === 'test' ? [[op.path, op.value]] : [])));
const outcome = ({ checks }: Draft, id: string) => checks.find((each) => each.id === id)?.outcome;
const effects = ({ effects: all }: Draft) => all.map(({ id, values }) => [id, ...Object.values(values)].join(' '));

describe('promote', () => {
  it('ends a pause and does not also take a step', () => {
    const draft = does(rollout(PAUSED), 'promote');
    expect(changes(draft)).toEqual([['rollouts/status', 'remove /status/pauseConditions']]);
    expect(effects(draft)).toEqual(['moves-to-step 2 3 5']);
    expect(draft.commands).toEqual(['kubectl argo rollouts promote ranker --namespace=shop --context=prod']);
    expect([draft.from?.number, draft.to?.number, draft.undo]).toEqual([2, 3, { action: 'abort' }]);
  });

  it('presumes the object, both revisions, the step and the pauses that were seen', () => {
    expect(tests(does(rollout(PAUSED), 'promote').writes[0])).toEqual({
      '/metadata/uid': 'u-1',
      '/status/currentPodHash': 'new',
      '/status/stableRS': 'old',
      '/status/currentStepIndex': 1,
      '/status/pauseConditions': PAUSES,
      '/status/abort': null,
      '/status/promoteFull': null,
    });
  });

  it('leaves a running step by the next one, and names what it skips', () => {
    const of = (currentStepIndex: number) => does(rollout({ currentStepIndex }), 'promote');
    expect(changes(of(2))).toEqual([['rollouts/status', 'add /status/currentStepIndex 3']]);
    expect([0, 2, 3].map((step) => effects(of(step))[0])).toEqual(['skips-steps 1', 'skips-analysis 1', 'skips-steps 1']);
    expect(effects(of(2))).toContain('sets-weight 20 60');
  });

  it('skips a timed pause by name, and becomes stable after the last step', () => {
    const draft = does(rollout({ ...PAUSED, currentStepIndex: 4 }), 'promote');
    expect(effects(draft)).toEqual(['skips-pause', 'traffic-to-candidate', 'candidate-becomes-stable']);
    expect([draft.awaited, draft.undo]).toEqual(['promotion', { action: 'roll-back', revision: 'old' }]);
  });

  it('goes past an analysis that stays inconclusive', () => {
    const inconclusive = { ...PAUSED, currentStepIndex: 2, canary: { currentStepAnalysisRunStatus: { name: 'a', status: 'Inconclusive' } } };
    expect(changes(does(rollout(inconclusive), 'promote'))).toEqual([
      ['rollouts/status', 'remove /status/pauseConditions', 'add /status/controllerPause false', 'add /status/currentStepIndex 3'],
    ]);
  });

  it('lets go what is held by hand before it ends a pause, and takes the step before it lets go', () => {
    const unpause = ['rollouts', 'add /spec/paused false'];
    expect(changes(does(rollout(PAUSED, { paused: true }), 'promote'))).toEqual([unpause, ['rollouts/status', 'remove /status/pauseConditions']]);
    expect(changes(does(rollout({ phase: 'Paused' }, { paused: true }), 'promote'))).toEqual([['rollouts/status', 'add /status/currentStepIndex 2'], unpause]);
  });

  it('says that pods alone are no measure of traffic', () => {
    const routed = { strategy: { canary: { steps: STEPS, trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': {} } } } } };
    const weights = { canary: { weights: { canary: { weight: 20 }, stable: { weight: 80 } } } };
    expect(outcome(does(rollout(PAUSED), 'promote'), 'measured-traffic')).toBe('unknown');
    expect(outcome(does(rollout(PAUSED, routed), 'promote'), 'measured-traffic')).toBe('unknown');
    const draft = does(rollout({ ...PAUSED, ...weights }, routed), 'promote');
    expect(draft.checks.find(({ id }) => id === 'measured-traffic')).toMatchObject({ outcome: 'pass', values: { router: 'argoproj-labs/gatewayAPI' } });
  });
});

it('names all that a full promotion skips', () => {
  const draft = does(rollout(PAUSED), 'promote-full');
  expect(changes(draft)).toEqual([['rollouts/status', 'add /status/promoteFull true']]);
  expect(effects(draft)).toEqual([
    'skips-steps 4',
    'skips-analysis 1',
    'skips-pause',
    'sets-weight 20 100',
    'pods-added 4',
    'traffic-to-candidate',
    'candidate-becomes-stable',
  ]);
  expect(draft.commands).toEqual(['kubectl argo rollouts promote ranker --full --namespace=shop --context=prod']);
});

it('aborts, and lets go what is held by hand', () => {
  expect(changes(does(rollout(PAUSED), 'abort'))).toEqual([['rollouts/status', 'add /status/abort true']]);
  const held = does(rollout(PAUSED, { paused: true }), 'abort');
  expect(changes(held)).toEqual([
    ['rollouts/status', 'add /status/abort true'],
    ['rollouts', 'add /spec/paused false'],
  ]);
  expect(held.commands).toEqual([
    'kubectl argo rollouts abort ranker --namespace=shop --context=prod',
    `kubectl patch rollouts.argoproj.io ranker --type=merge --patch '{"spec":{"paused":false}}' --namespace=shop --context=prod`,
  ]);
  expect(held.rights?.map(({ resource }) => resource)).toEqual(['rollouts/status', 'rollouts']);
});

it('refuses what the state does not offer, and plans nothing to send', () => {
  const refused: readonly [Json, ActionRequest][] = [
    [rollout(STABLE), { action: 'abort' }],
    [rollout(STABLE), { action: 'promote-full' }],
    [rollout({ ...PAUSED, pauseConditions: [] }), { action: 'promote' }],
    [rollout({ ...PAUSED, observedGeneration: '3' }), { action: 'promote' }],
    [rollout({ abort: true, abortedAt: AT, updatedReplicas: 0 }), { action: 'promote' }],
    [rollout({ ...PAUSED, conditions: [{ type: 'InvalidSpec', status: 'True' }] }), { action: 'abort' }],
  ];
  for (const [object, request] of refused) {
    const draft = plan(subject(object), request);
    expect([outcome(draft, 'offered'), draft.writes, draft.rights, draft.commands]).toEqual(['fail', [], [], []]);
    expect(draft.checks[0]?.failure).toMatchObject({ code: 'conflict', detail: { reason: 'not-offered' } });
  }
});

describe('another template', () => {
  const start = (images: Json[], modelUri: string | null = null) => ({ action: 'start', images, modelUri }) as ActionRequest;
  const IMAGE = [{ container: 'server', image: 'r/ranker:9' }];

  it('changes the image and the model in their places, on the condition that they are what they were', () => {
    const draft = plan(subject(rollout(STABLE)), start(IMAGE, 'models:/ranker/9'));
    expect(changes(draft)).toEqual([
      ['rollouts', 'replace /spec/template/spec/containers/0/image "r/ranker:9"', 'replace /spec/template/spec/containers/0/env/0/value "models:/ranker/9"'],
    ]);
    expect(tests(draft.writes[0])).toMatchObject({
      '/metadata/uid': 'u-1',
      '/status/currentPodHash': 'new',
      '/spec/template/spec/containers/0/image': 'r/ranker:2',
      '/spec/template/spec/containers/0/env/0/value': 'models:/ranker/2',
    });
    expect(effects(draft)).toEqual(['starts-revision r/ranker:9', 'runs-all-steps']);
    expect([draft.to, draft.undo]).toEqual([
      { key: null, number: null, images: ['r/ranker:9'], modelUri: 'models:/ranker/9' },
      { action: 'roll-back', revision: 'new' },
    ]);
  });

  it('makes room for a note where there are no annotations', () => {
    const draft = plan(subject(rollout(STABLE, {}, { annotations: undefined })), start(IMAGE));
    expect(changes(draft)[0]).toContain('add /metadata/annotations {}');
  });

  it('is said in a command of the plugin, or in a patch where the model changes', () => {
    expect(plan(subject(rollout(STABLE)), start(IMAGE)).commands).toEqual([
      'kubectl argo rollouts set image ranker server=r/ranker:9 --namespace=shop --context=prod',
    ]);
    expect(plan(subject(rollout(STABLE), { context: "o'brien's" }), start([], "m:/it's")).commands[0]).toBe(
      `kubectl patch rollouts.argoproj.io ranker --type=json --patch '[{"op":"replace","path":"/spec/template/spec/containers/0/env/0/value","value":"m:/it'\\''s"}]' --namespace=shop '--context=o'\\''brien'\\''s'`,
    );
  });

  it('is invalid where nothing would change, or where there is no such place', () => {
    const bare = { template: { spec: { containers: [{ name: 'server', image: 'r/ranker:2' }] } } };
    const invalid: readonly [Json, ActionRequest][] = [
      [rollout(STABLE), start([])],
      [rollout(STABLE), start([{ container: 'server', image: 'r/ranker:2' }])],
      [rollout(STABLE), start([{ container: 'sidecar', image: 'x' }])],
      [rollout(STABLE, bare), start([], 'models:/x/1')],
    ];
    for (const [object, request] of invalid) expect(() => plan(subject(object), request)).toThrow(AppError);
  });

  it('is written to the Deployment that a Rollout refers to, and warns of its own pods', () => {
    const deployment = { metadata: { uid: 'd-1', annotations: {} }, spec: { replicas: 2, template: template(2) } };
    const object = rollout(STABLE, { workloadRef: { kind: 'Deployment', name: 'pods', apiVersion: 'apps/v1' }, template: undefined });
    const holder = { ref: { resource: DEPLOYMENTS, namespace: 'shop', name: 'pods' }, object: deployment };
    const draft = plan(subject(object, { holder }), start(IMAGE));
    expect(changes(draft)).toEqual([['deployments', 'replace /spec/template/spec/containers/0/image "r/ranker:9"']]);
    expect(tests(draft.writes[0])['/metadata/uid']).toBe('d-1');
    expect(effects(draft)).toEqual(['starts-revision r/ranker:9', 'runs-all-steps', 'template-of-workload pods', 'restarts-pods 2']);
    expect(draft.commands).toEqual(['kubectl set image deployment/pods server=r/ranker:9 --namespace=shop --context=prod']);
    expect(() => plan(subject(object, { holder: null }), start(IMAGE))).toThrow(AppError);
  });

  it('warns of an owner that puts it back, and of none for what is the controller’s', () => {
    const owned = { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } };
    expect(plan(subject(rollout(STABLE, {}, owned)), start(IMAGE)).checks.find(({ id }) => id === 'git-owner')).toMatchObject({
      outcome: 'warn',
      values: { tool: 'flux', name: 'apps', reverts: 'true' },
    });
    expect(outcome(plan(subject(rollout(PAUSED, {}, owned)), { action: 'promote' }), 'git-owner')).toBe('pass');
  });
});

describe('roll back', () => {
  const back = (object: Json, key: string, context = CONTEXT, more: Partial<Subject> = {}) =>
    plan(subject(object, more), { action: 'roll-back', revision: key }, context);

  it('puts the whole template of that revision, if the present one is what was seen', () => {
    const draft = back(rollout(STABLE), 'older');
    expect(changes(draft)).toEqual([['rollouts', `replace /spec/template ${JSON.stringify(template(1))}`]]);
    expect(tests(draft.writes[0])['/spec/template']).toEqual(template(2));
    expect(effects(draft)).toEqual(['returns-to-revision r/ranker:1 1', 'runs-all-steps']);
    expect(draft.commands).toEqual(['kubectl argo rollouts undo ranker --to-revision=1 --namespace=shop --context=prod']);
    expect(draft.goal).toMatchObject({ type: 'taken', key: 'older' });
  });

  it('is never silent about a revision that nobody saw stable', () => {
    expect(outcome(back(rollout(STABLE), 'older'), 'target-proven')).toBe('warn');
    expect(outcome(back(rollout(STABLE), 'older', { ...CONTEXT, wasStable: (key) => key === 'older' }), 'target-proven')).toBe('pass');
    expect(outcome(back(rollout(PAUSED), 'old'), 'target-proven')).toBe('pass');
  });

  it('says which way is the fast one', () => {
    const isFast = (draft: Draft) => effects(draft).includes('skips-all-steps');
    expect(isFast(back(rollout(PAUSED), 'old'))).toBe(true);
    expect(isFast(back(rollout(STABLE), 'old'))).toBe(false);
    const window = (revisions: number) => rollout(STABLE, { rollbackWindow: { revisions } });
    expect([isFast(back(window(1), 'old')), isFast(back(window(1), 'older')), isFast(back(window(2), 'older'))]).toEqual([true, false, true]);
    const blue = rollout(STABLE, { strategy: { blueGreen: { activeService: 'a' } } });
    const kept = { revisions: [revision('old', 2, 10, MS + 60_000), ...HISTORY.filter(({ key }) => key === 'new')] };
    expect([isFast(back(blue, 'old')), isFast(back(blue, 'old', CONTEXT, kept))]).toEqual([false, true]);
  });

  it('refuses what was pruned, and what is there already', () => {
    const gone = back(rollout(STABLE), 'pruned');
    expect([outcome(gone, 'target-known'), gone.writes]).toEqual(['fail', []]);
    expect(back(rollout(STABLE), 'new').writes).toEqual([]);
  });

  it('restores the stable template after an abort at once', () => {
    const draft = does(rollout({ abort: true, abortedAt: AT, phase: 'Degraded', updatedReplicas: 0 }), 'restore');
    expect(effects(draft)).toEqual(['returns-to-revision r/ranker:2 2', 'skips-all-steps']);
    expect(draft.goal).toEqual({ type: 'stable', uid: 'u-1', key: 'old' });
  });
});

describe('progress', () => {
  const seen = (status: Json, spec: Json = {}, metadata: Json = {}) => mapRollout(rollout(status, spec, metadata), 'c-1');
  const goal = (type: string, fields: Json = {}) => ({ type, uid: 'u-1', key: 'new', ...fields }) as Draft['goal'];
  const how = (of: Draft['goal'], delivery: ReturnType<typeof seen>) => {
    const found = progress(of, delivery);
    return found.state === 'waiting' ? found.awaited : found.state;
  };

  it('waits for the controller, never for what was written', () => {
    const step = goal('stepped', { step: 1, reason: 'paused-at-step' });
    expect(how(step, seen(PAUSED))).toBe('next-step');
    expect(how(step, seen({ ...PAUSED, pauseConditions: [] }))).toBe('controller');
    expect(how(step, seen({ currentStepIndex: 2 }))).toBe('done');
    expect(how(step, seen(STABLE))).toBe('done');
    expect(how(goal('promoted'), seen({ promoteFull: true }))).toBe('promotion');
    expect(how(goal('promoted'), seen(STABLE))).toBe('done');
    expect(how(goal('aborted'), seen({ ...PAUSED, abort: true }))).toBe('abort');
    expect(how(goal('aborted'), seen({ abort: true, abortedAt: AT, updatedReplicas: 0 }))).toBe('done');
    expect(how(goal('held'), seen(PAUSED, { paused: true }, { generation: 5 }))).toBe('controller');
    expect(how(goal('held'), seen(PAUSED, { paused: true }))).toBe('done');
    expect(how(goal('retried'), seen({ abort: false, abortedAt: AT, phase: 'Degraded' }))).toBe('controller');
    expect(how(goal('restarted', { at: MS }), seen({ ...STABLE, restartedAt: AT }))).toBe('done');
    expect(how(goal('stable'), seen({ ...STABLE, phase: 'Progressing' }))).toBe('stable');
  });

  it('has failed where somebody else went another way', () => {
    expect(how(goal('promoted'), seen({ currentPodHash: 'other' }))).toBe('failed');
    expect(how(goal('promoted'), seen({ abort: true, abortedAt: AT, updatedReplicas: 0 }))).toBe('failed');
    expect(how(goal('aborted'), seen(STABLE))).toBe('failed');
    expect(how(goal('promoted', { uid: 'u-0' }), seen(STABLE))).toBe('failed');
    expect(progress(goal('promoted'), null)).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
  });
});
