import { describe, expect, it } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import type { Delivery } from '../../../shared/models/delivery';
import { judgeDelivery, STUCK_AFTER_MS, UNOBSERVED_AFTER_MS } from './delivery-cause';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const judged = (parts: Partial<Delivery>) => judgeDelivery({ ...someDelivery('c', 'ranker'), since: NOW, ...parts }, NOW);

describe('what of a delivery waits for a person', () => {
  it.each<[string, Partial<Delivery>, string | null]>([
    ['a stable one does not', { state: 'stable' }, null],
    ['a degraded one does', { state: 'degraded' }, 'delivery-degraded/now'],
    ['an aborted one does', { state: 'aborted' }, 'delivery-aborted/now'],
    ['a pause without an end does', { state: 'paused', pause: { by: 'step', since: NOW, until: null } }, 'delivery-paused/now'],
    ['a pause that ends by itself does not', { state: 'paused', pause: { by: 'step', since: NOW, until: NOW + 1 } }, null],
    ['what somebody paused waits for that somebody', { state: 'paused', pause: { by: 'user', since: NOW, until: null } }, 'delivery-paused/soon'],
    ['an inconclusive analysis does', { state: 'paused', pause: { by: 'inconclusive', since: NOW, until: null } }, 'delivery-inconclusive/now'],
    ['one that moved a moment ago does not', { state: 'progressing' }, null],
    ['one that has not moved for long does', { state: 'progressing', since: NOW - STUCK_AFTER_MS }, 'delivery-stuck/now'],
    ['one that nobody takes up does, sooner', { state: 'unknown', reason: 'not-observed', since: NOW - UNOBSERVED_AFTER_MS }, 'delivery-stuck/now'],
    ['one of which too little is known does not', { state: 'unknown', reason: 'fields-missing', since: NOW - STUCK_AFTER_MS }, null],
  ])('%s', (_, parts, expected) => {
    const { judged: found } = judged(parts);
    expect(found && `${found.cause}/${found.urgency}`).toBe(expected);
  });

  it('says when the clock alone will change the answer', () => {
    expect(judged({ state: 'progressing', since: NOW - 60_000 }).again).toBe(NOW - 60_000 + STUCK_AFTER_MS);
    expect(judged({ state: 'progressing', since: null })).toEqual({ judged: null, again: null });
  });
});
