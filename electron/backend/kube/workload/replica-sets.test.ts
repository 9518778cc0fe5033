import { describe, expect, it } from 'vitest';
import { Revision } from '../../../../shared/models/delivery-detail';
import { CHANGE_NOTE } from '../change-note';
import { mapReplicaSet, type ReplicaSetItem, templateOf, toRevisions } from './replica-sets';
import { selectorText } from './selector';

const MARKS = { hashLabel: 'pod-template-hash', revisionAnnotation: 'deployment.kubernetes.io/revision' };
const AT = Date.parse('2026-03-01T10:00:00Z');
const note = (why: string, at = AT) => JSON.stringify({ who: 'jane', why, at: new Date(at).toISOString(), plan: 'f'.repeat(64) });
const replicaSet = (key: string, revision: string, more: { annotations?: object; createdAt?: number; status?: object } = {}) => ({
  metadata: {
    name: `web-${key}`,
    uid: `uid-${key}`,
    creationTimestamp: new Date(more.createdAt ?? AT).toISOString(),
    labels: { app: 'web', 'pod-template-hash': key },
    annotations: { 'deployment.kubernetes.io/revision': revision, ...more.annotations },
    ownerReferences: [{ uid: 'd-1', controller: true }],
  },
  spec: {
    replicas: 3,
    template: {
      metadata: { creationTimestamp: null, labels: { app: 'web', 'pod-template-hash': key } },
      spec: { containers: [{ name: 'main', image: `m:${revision}`, env: [{ name: 'MODEL_URI', value: 's3://m/1' }] }] },
    },
  },
  status: { replicas: 3, readyReplicas: 2, availableReplicas: 1, ...more.status },
});
const items = (...sets: object[]): ReplicaSetItem[] => sets.flatMap((each) => mapReplicaSet(each, MARKS) ?? []);

describe('a ReplicaSet', () => {
  it('is a revision, its template without the label that tells revisions apart', () => {
    const [found] = items(replicaSet('abc', '7', { annotations: { [CHANGE_NOTE]: note('new weights') } }));
    expect(found).toMatchObject({
      key: 'abc',
      number: 7,
      images: ['m:7'],
      modelUri: 's3://m/1',
      owner: 'd-1',
      replicas: { desired: 3, ready: 2, available: 1 },
      change: { who: 'jane', why: 'new weights', at: AT },
      refusal: null,
    });
    expect(found?.template).toContain('app: web');
    expect(found?.template).not.toContain('pod-template-hash');
    const [revision] = toRevisions(found ? [found] : [], new Map([['abc', 'stable']]));
    expect(Revision.parse(revision)).toEqual(revision);
    expect(revision).toMatchObject({ role: 'stable', everStable: 'yes' });
  });

  it('gives its template back as it was, for a roll back', () => {
    expect(templateOf(replicaSet('abc', '7'), 'pod-template-hash')).toEqual({
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'm:7', env: [{ name: 'MODEL_URI', value: 's3://m/1' }] }] },
    });
    for (const broken of [null, {}, { spec: { template: 7 } }]) expect(templateOf(broken, 'pod-template-hash')).toBeNull();
  });

  it('tells why it could not make its pods', () => {
    const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }];
    expect(items(replicaSet('abc', '7', { status: { conditions } }))[0]?.refusal).toBe('exceeded quota');
  });

  it('without a name or a hash is none of ours', () => {
    expect(items({ metadata: { name: 'x', labels: {} }, spec: {} }, { metadata: {} })).toEqual([]);
    expect(mapReplicaSet(null, MARKS)).toBeNull();
  });
});

describe('revisions', () => {
  it('are told newest first; what has no role is old, and was stable as far as nobody knows', () => {
    const found = toRevisions(items(replicaSet('a', '2'), replicaSet('b', '10'), replicaSet('c', 'x')), new Map([['b', 'candidate']]));
    expect(found.map(({ key, role, everStable }) => [key, role, everStable])).toEqual([
      ['b', 'candidate', 'unknown'],
      ['a', 'old', 'unknown'],
      ['c', 'old', 'unknown'],
    ]);
  });

  const changes = (...sets: object[]) => Object.fromEntries(toRevisions(items(...sets), new Map()).map(({ key, change }) => [key, change?.why ?? null]));
  it('that came from elsewhere do not carry the older note that was left standing', () => {
    const ours = { annotations: { [CHANGE_NOTE]: note('ours') } };
    expect(changes(replicaSet('a', '1', ours), replicaSet('b', '2', { ...ours, createdAt: AT + 3_600_000 }))).toEqual({ a: 'ours', b: null });
    // An undo by kubectl puts the note on the older one as well.
    expect(changes(replicaSet('a', '3', { ...ours, createdAt: AT - 86_400_000 }), replicaSet('b', '2', ours))).toEqual({ a: null, b: 'ours' });
    // Ours: a roll back to one that was there before.
    expect(changes(replicaSet('a', '3', { ...ours, createdAt: AT - 86_400_000 }))).toEqual({ a: 'ours' });
  });
});

it.each<[unknown, string | null]>([
  [{ matchLabels: { app: 'web', tier: 'x' } }, 'app=web,tier=x'],
  [
    {
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['b', 'c'] },
        { key: 'd', operator: 'DoesNotExist' },
      ],
    },
    'a in (b,c),!d',
  ],
  [{}, null],
  [{ matchExpressions: [{ key: 'a', operator: 'Like' }] }, null],
  [null, null],
])('a selector %j is written %s', (selector, text) => expect(selectorText(selector)).toBe(text));
