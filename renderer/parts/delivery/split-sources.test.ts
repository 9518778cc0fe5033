import { expect, test } from 'vitest';
import { drawnSplit, splitSources } from './split-sources';

const split = { desired: 50, reported: 20, pods: 25 };

test('what the router reports is drawn before what pods come to, and a wish that is not met beside it', () => {
  expect(drawnSplit({ split })).toEqual({ share: 0.2, desired: 0.5, by: 'reported' });
  expect(drawnSplit({ split: { ...split, reported: null } })).toEqual({ share: 0.25, desired: 0.5, by: 'pods' });
  expect(drawnSplit({ split: { desired: 20, reported: 20, pods: 20 } }).desired).toBeNull();
});

test('nothing under way, or nothing told, draws nothing', () => {
  expect(drawnSplit({ split: null })).toEqual({ share: null, desired: null, by: null });
  expect(drawnSplit({ split: { desired: 20, reported: null, pods: null } })).toEqual({ share: null, desired: null, by: null });
});

test('a gateway of our own is exact, and has no pods', () => {
  expect(
    splitSources({ desired: 20, reported: 20, pods: null }, { router: 'Pilothouse gateway' }, 'local').map(({ id, share, by }) => [id, share, by]),
  ).toEqual([
    ['desired', 0.2, null],
    ['reported', 0.2, 'Pilothouse gateway'],
  ]);
});

test('each share has its source, and measured traffic is not known', () => {
  expect(splitSources(split, { router: 'Istio' }).map(({ id, share, by }) => [id, share, by])).toEqual([
    ['desired', 0.5, null],
    ['reported', 0.2, 'Istio'],
    ['pods', 0.25, null],
    ['measured', null, null],
  ]);
});
