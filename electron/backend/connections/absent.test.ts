import { expect, it } from 'vitest';
import { someDelivery } from '../../../e2e/peers/some-delivery';
import { failure } from '../../../shared/models/failure';
import { Inventory } from '../inventory/inventory';
import { freshnessOf, type ScopeState } from './freshness';
import { Ingest } from './ingest';

const NOW = 1_000_000;
const absent: ScopeState = { state: 'absent', scope: '', since: 5 };
const live: ScopeState = { state: 'live', scope: '', since: 7 };
const broken = (code: 'forbidden' | 'unreachable'): ScopeState => ({ state: 'broken', scope: '', since: 1, tries: 1, failure: failure(code), nextTryAt: null });
const stateOf = (...scopes: ScopeState[]) => freshnessOf({ enabled: true, now: NOW, asOf: 1, openedAt: 0, scopes }).state;

it('does not make a connection stale, and does not make it look alive either', () => {
  expect(stateOf(live, absent)).toBe('live');
  expect(stateOf(broken('unreachable'), absent)).toBe('stale');
  expect(stateOf(broken('forbidden'), absent)).toBe('stale');
  expect(stateOf({ state: 'waiting', scope: '' }, absent)).toBe('connecting');
  expect(stateOf(absent)).toBe('live');
});

it('takes away what was there before its product went, and only that', () => {
  const inventory = new Inventory();
  const ingest = new Ingest(
    inventory,
    'c-1',
    'delivery',
    () => NOW,
    () => undefined,
  );
  const [one, other] = [ingest.sink('one', ['']), ingest.sink('other', [''])];
  for (const [sink, id] of [
    [one, 'one/a'],
    [other, 'other/a'],
  ] as const) {
    sink.begin('');
    sink.put('', [someDelivery('c-1', id)]);
    sink.live('');
  }
  one.begin('');
  one.absent?.('');
  expect([...inventory.ofKind('delivery')].map(({ id }) => id)).toEqual(['other/a']);
  expect(ingest.states().map(({ state }) => state)).toEqual(['absent', 'live']);
});
