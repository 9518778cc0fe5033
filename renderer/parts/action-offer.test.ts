import { expect, test } from 'vitest';
import { failure } from '../../shared/models/failure';
import { ACTION_ORDER } from './action-definitions';
import { hindranceOf, type OfferContext, offeredActions } from './action-offer';

const open: OfferContext = {
  appReadOnly: false,
  connection: { name: 'ae-prod', readOnly: false },
  freshness: { state: 'live', since: 0 },
  underWay: null,
};

test('nothing stands in the way of a writable, live connection with nothing under way', () => {
  expect(hindranceOf(open)).toBeNull();
});

test('the whole app being read-only is named before anything else', () => {
  expect(hindranceOf({ appReadOnly: true, connection: null, freshness: undefined, underWay: null })?.word).toBe('actions.off.app-read-only');
});

test('a read-only connection is named', () => {
  expect(hindranceOf({ ...open, connection: { name: 'lab', readOnly: true } })).toEqual({
    word: 'actions.off.connection-read-only',
    values: { connection: 'lab' },
  });
});

test('what is not live, or was never told, is not acted on', () => {
  const stale = { state: 'stale', asOf: 1, tries: 1, nextTryAt: null, failure: failure('unreachable') } as const;
  expect([stale, { state: 'connecting', since: 0, asOf: null } as const, undefined].map((freshness) => hindranceOf({ ...open, freshness })?.word)).toEqual([
    'actions.off.not-live',
    'actions.off.not-live',
    'actions.off.not-live',
  ]);
});

test('an action under way is named, so that a second press does not move two steps', () => {
  expect(hindranceOf({ ...open, underWay: { request: { action: 'promote' } } })?.word).toBe('actions.off.under-way.promote');
});

test('what a state offers is drawn in one order, and nothing else is drawn', () => {
  expect(offeredActions({ offers: ['abort', 'promote-full', 'promote'] }, ACTION_ORDER)).toEqual(['promote', 'abort', 'promote-full']);
  expect(offeredActions({ offers: [] }, ACTION_ORDER)).toEqual([]);
});
