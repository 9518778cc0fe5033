import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../../../shared/models/action';
import type { Goal } from '../contract';
import { planOf } from './actions';
import { mapDeployment } from './map';
import { progress } from './progress';
import { subjectOf } from './subject';

const AT = Date.parse('2026-03-01T10:00:00.250Z');
const env = (uri: string) => [
  { name: 'PORT', value: '80' },
  { name: 'MODEL_URI', value: uri },
];
const template = (tag: string, more: { uri?: string; annotations?: object; labels?: object } = {}) => ({
  metadata: { creationTimestamp: null, labels: { app: 'web', ...more.labels }, ...(more.annotations && { annotations: more.annotations }) },
  spec: {
    containers: [
      { name: 'server', image: `web:${tag}`, env: env(more.uri ?? 's3://m/1') },
      { name: 'side', image: 'side:1' },
    ],
  },
});
type Parts = { metadata?: object; spec?: object; status?: object };
const deployment = ({ metadata = {}, spec = {}, status = {} }: Parts = {}) => ({
  metadata: {
    namespace: 'prod',
    name: 'web',
    uid: 'u-1',
    resourceVersion: '9',
    generation: 4,
    annotations: { 'deployment.kubernetes.io/revision': '2' },
    ...metadata,
  },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('2'), ...spec },
  status: { observedGeneration: 4, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, ...status },
});
const replicaSet = (key: string, revision: string, tag: string) => ({
  metadata: {
    name: `web-${key}`,
    uid: `rs-${key}`,
    labels: { app: 'web', 'pod-template-hash': key },
    annotations: { 'deployment.kubernetes.io/revision': revision },
    ownerReferences: [{ uid: 'u-1', controller: true }],
  },
  spec: { replicas: 0, template: template(tag, { labels: { 'pod-template-hash': key } }) },
});
const HISTORY = [
  replicaSet('old', '1', '1'),
  replicaSet('new', '2', '2'),
  { ...replicaSet('alien', '1', '9'), metadata: { ...replicaSet('alien', '1', '9').metadata, ownerReferences: [] } },
];
const subject = (parts: Parts = {}) => subjectOf({ context: "jane's lab", connection: 'c', object: deployment(parts), replicaSets: HISTORY });
const plan = (request: ActionRequest, parts: Parts = {}) => planOf(subject(parts), request, { at: AT, wasStable: (key) => key === 'proven' });
const bodyOf = ({ writes }: ReturnType<typeof plan>) => writes.map((write) => write['body']);
const start = (images: Extract<ActionRequest, { action: 'start' }>['images'], modelUri: string | null = null): ActionRequest => ({
  action: 'start',
  images,
  modelUri,
});
const outcomes = ({ checks }: ReturnType<typeof plan>) => checks.map(({ id, outcome }) => `${id} ${outcome}`);

const UID = { op: 'test', path: '/metadata/uid', value: 'u-1' };
const SAME = { op: 'test', path: '/metadata/annotations/deployment.kubernetes.io~1revision', value: '2' };

describe('a plan', () => {
  it('of a new version touches what was asked for and nothing else, on what was seen and nothing else', () => {
    const draft = plan(
      start(
        [
          { container: 'server', image: 'web:3' },
          { container: 'side', image: 'side:1' },
        ],
        's3://m/2',
      ),
    );
    const image = '/spec/template/spec/containers/0/image';
    const model = '/spec/template/spec/containers/0/env/1/value';
    const ops = [
      { op: 'test', path: image, value: 'web:2' },
      { op: 'replace', path: image, value: 'web:3' },
      { op: 'test', path: model, value: 's3://m/1' },
      { op: 'replace', path: model, value: 's3://m/2' },
    ];
    expect(bodyOf(draft)).toEqual([[UID, SAME, ...ops]]);
    expect(draft).toMatchObject({
      from: { key: 'new', number: 2, images: ['web:2', 'side:1'], modelUri: 's3://m/1' },
      to: { key: null, images: ['web:3', 'side:1'], modelUri: 's3://m/2' },
      effects: [{ id: 'starts-revision', values: { images: 'web:3, side:1' } }],
      undo: { action: 'roll-back', revision: 'new' },
      commands: [`kubectl patch deployment web --type=json --patch '${JSON.stringify(ops)}' --namespace=prod '--context=jane'\\''s lab'`],
      rights: [{ verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'prod' }],
    });
    expect(outcomes(draft)).toEqual(['offered pass', 'git-owner pass']);
    expect(structuredClone(draft)).toEqual(draft); // its digest is taken
  });

  it.each<[ActionRequest, string]>([
    [start([{ container: 'server', image: 'web:3' }]), 'kubectl set image deployment/web server=web:3'],
    [start([], "s3://it's/2"), `kubectl set env deployment/web --containers=server 'MODEL_URI=s3://it'\\''s/2'`],
    [{ action: 'roll-back', revision: 'old' }, 'kubectl rollout undo deployment/web --to-revision=1'],
    [{ action: 'restart' }, 'kubectl rollout restart deployment/web'],
  ])('of %j has the command %s', (request, command) => {
    expect(plan(request).commands).toEqual([`${command} --namespace=prod '--context=jane'\\''s lab'`]);
  });

  it('of a roll back holds the whole template of the chosen revision, without the controller’s label', () => {
    const draft = plan({ action: 'roll-back', revision: 'old' });
    const { metadata, spec } = template('1');
    expect(bodyOf(draft)).toEqual([[UID, SAME, { op: 'replace', path: '/spec/template', value: { metadata: { labels: metadata.labels }, spec } }]]);
    expect(outcomes(draft)).toEqual(['offered pass', 'target-known pass', 'target-proven warn', 'git-owner pass']);
  });

  it.each([
    ['is there already', 'new', 'offered fail'],
    ['was pruned from the history', 'gone', 'target-known fail'],
    ['belongs to another workload', 'alien', 'target-known fail'],
  ])('of a roll back to one that %s sends nothing', (_, revision, refused) => {
    const draft = plan({ action: 'roll-back', revision });
    expect(outcomes(draft)).toContain(refused);
    expect(draft.writes).toEqual([]);
  });

  it('of a restart makes room where there is none, and is void where another restart came first', () => {
    const path = '/spec/template/metadata/annotations';
    const one = `${path}/kubectl.kubernetes.io~1restartedAt`;
    const add = { op: 'add', path: one, value: '2026-03-01T10:00:00Z' };
    expect(bodyOf(plan({ action: 'restart' }))).toEqual([[UID, SAME, { op: 'test', path, value: null }, { op: 'add', path, value: {} }, add]]);
    const before = { 'kubectl.kubernetes.io/restartedAt': '2026-02-01T10:00:00Z' };
    const again = plan({ action: 'restart' }, { spec: { template: template('2', { annotations: before }) } });
    expect(bodyOf(again)).toEqual([[UID, SAME, { op: 'test', path: one, value: '2026-02-01T10:00:00Z' }, add]]);
  });

  it('of what the state does not offer says so, and holds nothing', () => {
    const paused = { spec: { paused: true } };
    for (const request of [
      start([{ container: 'server', image: 'web:3' }]),
      { action: 'roll-back', revision: 'old' },
      { action: 'restart' },
      { action: 'pause' },
    ] as const)
      expect([outcomes(plan(request, paused)), plan(request, paused).writes]).toEqual([['offered fail'], []]);
    expect(outcomes(plan({ action: 'resume' }))).toEqual(['offered fail']);
    expect(outcomes(plan({ action: 'restart' }, { metadata: { generation: 5 } }))).toEqual(['offered fail']); // not seen by its controller yet
    expect(bodyOf(plan({ action: 'resume' }, paused))).toEqual([
      [UID, { op: 'test', path: '/spec/paused', value: true }, { op: 'remove', path: '/spec/paused' }],
    ]);
  });

  it.each([
    [[], null],
    [[{ container: 'nobody', image: 'x:1' }], null],
    [[{ container: 'server', image: 'web:2' }], null],
    [[], 's3://m/1'],
  ])('cannot be made of images %j and the model %s', (images, modelUri) => {
    expect(() => plan(start(images, modelUri))).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid' }) }));
  });
});

describe('an action', () => {
  const seen = (parts: Parts) => mapDeployment(deployment(parts), 'c');
  const next = { 'deployment.kubernetes.io/revision': '3' };
  const { goal } = plan(start([{ container: 'server', image: 'web:3' }]));
  const how = (of: Goal, parts: Parts) => {
    const told = progress(of, seen(parts));
    return told.state === 'waiting' ? `waiting for ${told.awaited}` : told.state;
  };

  it.each<[string, Parts, string]>([
    ['the watch lags', {}, 'waiting for controller'],
    ['the controller has not seen it', { metadata: { generation: 5 }, spec: { template: template('3') } }, 'waiting for controller'],
    ['only the number of pods changed', { metadata: { generation: 5 }, spec: { replicas: 3 }, status: { observedGeneration: 5 } }, 'waiting for controller'],
    [
      'its pods come',
      { metadata: { generation: 5, annotations: next }, spec: { template: template('3') }, status: { observedGeneration: 5, updatedReplicas: 1 } },
      'waiting for stable',
    ],
    ['all are there', { metadata: { generation: 5, annotations: next }, spec: { template: template('3') }, status: { observedGeneration: 5 } }, 'done'],
    [
      'another took its place',
      { metadata: { generation: 6, annotations: next }, spec: { template: template('4') }, status: { observedGeneration: 6 } },
      'failed',
    ],
    ['it is another object', { metadata: { uid: 'u-2' } }, 'failed'],
  ])('that starts a version, when %s, is %s', (_, parts, expected) => expect(how(goal, parts)).toBe(expected));

  it('is judged by what the controller derived, and fails with its object', () => {
    expect(progress(goal, null)).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
    const restarted = plan({ action: 'restart' }).goal;
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-03-01T10:00:00Z' };
    expect(how(restarted, {})).toBe('waiting for controller');
    expect(how(restarted, { spec: { template: template('2', { annotations }) }, status: { updatedReplicas: 1 } })).toBe('waiting for restart');
    expect(how(restarted, { spec: { template: template('2', { annotations }) } })).toBe('done');
    const held = { type: 'held', uid: 'u-1' };
    expect([how(held, {}), how(held, { spec: { paused: true } })]).toEqual(['waiting for pause', 'done']);
    const freed = { type: 'freed', uid: 'u-1' };
    expect([how(freed, { spec: { paused: true } }), how(freed, {})]).toEqual(['waiting for resume', 'done']);
  });
});
