import { describe, expect, it } from 'vitest';
import type { DeliveryPod, Trouble } from '../../../../shared/models/delivery-detail';
import { type EventItem, eventsOf, mapEvent } from './events';
import type { ReplicaSetItem } from './replica-sets';
import { judgeTrouble, withEvents } from './trouble';

const NOW = Date.parse('2026-03-01T10:10:00Z');

const pod = (name: string, revision: string, trouble: Trouble['code'] | null, more: Partial<DeliveryPod> = {}): DeliveryPod => ({
  name,
  revision,
  phase: 'Pending',
  ready: false,
  restarts: 0,
  node: null,
  createdAt: null,
  terminating: false,
  containers: [{ name: 'main', image: 'm:1', digest: null, ready: false, restarts: 0, state: 'Running', hasPrevious: false }],
  trouble: trouble && { code: trouble, values: { pod: name }, said: null },
  ...more,
});
const set = (key: string, more: Partial<ReplicaSetItem> = {}): ReplicaSetItem => ({
  key,
  name: `web-${key}`,
  uid: key,
  owner: 'd',
  number: 1,
  images: [],
  modelUri: null,
  createdAt: null,
  replicas: { desired: 3, ready: 0, available: 0 },
  pods: 3,
  change: null,
  template: '',
  refusal: null,
  ...more,
});
const event = (kind: string, name: string, reason: string, message: string, more: Partial<EventItem['event']> = {}): EventItem => ({
  kind,
  name,
  event: { at: NOW, warning: true, reason, message, object: `${kind}/${name}`, count: 3, ...more },
});
const judge = (pods: DeliveryPod[], replicaSets = [set('new'), set('old')], events: EventItem[] = []) =>
  judgeTrouble({ pods, replicaSets, newest: 'new', events });

describe('the one thing that explains', () => {
  it('is what no waiting mends, with how many pods have it', () => {
    const found = judge([pod('a', 'new', 'not-ready'), pod('b', 'new', 'image-pull'), pod('c', 'new', 'unschedulable'), pod('d', 'new', 'image-pull')]);
    expect(found).toMatchObject({ code: 'image-pull', values: { pod: 'b', pods: '2' } });
  });

  it('is of the newest revision before any other', () => {
    expect(judge([pod('a', 'old', 'image-pull'), pod('b', 'new', 'not-ready')])?.values['pod']).toBe('b');
    expect(judge([pod('a', 'old', 'crash-loop'), pod('b', 'new', null, { ready: true })])).toMatchObject({ code: 'crash-loop', values: { pod: 'a' } });
    expect(judge([pod('a', 'new', null)])).toBeNull();
  });

  it.each([
    ['pods "web-new-" is forbidden: exceeded quota: gpu, requested: nvidia.com/gpu=1', 'quota'],
    ['admission webhook "policy.example" denied the request: no latest tag', 'admission'],
    ['pods "web-new-" is forbidden: error looking up service account prod/scorer', 'admission'],
  ])('is the refusal of the server where pods were not made at all: %s', (message, code) => {
    expect(judge([], [set('new', { pods: 1, refusal: message })])).toEqual({ code, values: { replicaSet: 'web-new' }, said: message });
    expect(judge([], [set('new', { pods: 0 })], [event('ReplicaSet', 'web-new', 'FailedCreate', message)])).toMatchObject({ code, said: message });
    expect(judge([], [set('new', { pods: 3, refusal: message })])).toBeNull(); // it has them all by now
  });
});

describe('what events add to a pod', () => {
  const item = (unreadySince: number | null, more: Partial<DeliveryPod> = {}) => ({ pod: pod('web-new-1', 'new', null, more), owner: 'new', unreadySince });
  it.each([
    ['Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', { code: 'probe-failing', values: { probe: 'Readiness', times: '3' } }],
    ['FailedMount', 'MountVolume.SetUp failed for volume "weights"', { code: 'volume' }],
    ['FailedScheduling', '0/3 nodes are available', { code: 'unschedulable' }],
  ])('is why it is not ready: %s', (reason, message, expected) => {
    expect(withEvents(item(null), [event('Pod', 'web-new-1', reason, message)], NOW).trouble).toMatchObject({ ...expected, said: message });
  });

  it('is not told of a pod that is ready, on its way out, or another one', () => {
    const unhealthy = [event('Pod', 'web-new-1', 'Unhealthy', 'Readiness probe failed: no')];
    expect(withEvents(item(null, { ready: true }), unhealthy, NOW).trouble).toBeNull();
    expect(withEvents(item(null, { terminating: true }), unhealthy, NOW).trouble).toBeNull();
    expect(withEvents(item(null, { name: 'web-new-2' }), unhealthy, NOW).trouble).toBeNull();
  });

  it('is not needed where a container runs for a minute and is not ready', () => {
    expect(withEvents(item(NOW - 59_000), [], NOW).trouble).toBeNull();
    expect(withEvents(item(NOW - 61_000), [], NOW).trouble).toEqual({ code: 'not-ready', values: { pod: 'web-new-1', container: 'main' }, said: null });
  });
});

describe('events', () => {
  const object = (kind: string, name: string, more: object = {}) => ({
    metadata: { name: `${name}.1`, creationTimestamp: '2026-03-01T10:00:00Z' },
    involvedObject: { kind, name, namespace: 'prod' },
    type: 'Normal',
    reason: 'Something',
    message: 'happened',
    ...more,
  });
  const family = { kind: 'Deployment', name: 'web', replicaSets: new Set(['web-abc']), pods: new Set(['web-abc-2']) };

  it('are those of the workload, its ReplicaSets and their pods, gone ones too, and of no namesake', () => {
    const names = [
      'Deployment/web',
      'ReplicaSet/web-abc',
      'Pod/web-abc-1',
      'Pod/web-abc-2',
      'Deployment/web-api',
      'Pod/web-api-1',
      'Service/web',
      'Pod/web-abc',
    ];
    const items = names.flatMap((each) => {
      const [kind = '', name = ''] = each.split('/');
      return mapEvent(object(kind, name), 'web')?.item ?? [];
    });
    expect(eventsOf(items, family).map(({ event: { object: of } }) => of)).toEqual(names.slice(0, 4));
  });

  it('are told by their newest time, in whichever field it is, with how often they came', () => {
    const series = { eventTime: '2026-03-01T10:00:00.000001Z', series: { count: 7, lastObservedTime: '2026-03-01T10:05:00.000001Z' } };
    expect(mapEvent(object('Pod', 'web-1', series), 'web')?.item?.event).toMatchObject({ at: Date.parse('2026-03-01T10:05:00Z'), count: 7 });
    expect(mapEvent(object('Pod', 'web-1', { count: 4, lastTimestamp: '2026-03-01T10:02:00Z' }), 'web')?.item?.event).toMatchObject({
      at: Date.parse('2026-03-01T10:02:00Z'),
      count: 4,
    });
    expect(mapEvent(object('Pod', 'web-1'), 'web')?.item?.event).toMatchObject({ at: Date.parse('2026-03-01T10:00:00Z'), count: 1 });
  });

  it('of others are known by name, so that they are not kept; broken ones are none', () => {
    expect(mapEvent(object('Pod', 'other-1'), 'web')).toEqual({ id: 'other-1.1', item: null });
    for (const broken of [null, 7, {}, { metadata: { name: '' } }, { metadata: { name: 'x' } }]) expect(mapEvent(broken, 'web')).toBeNull();
  });
});
