import { expect, test } from 'vitest';
import { viewState } from './view-state';

test('an address without more shows the pods, and what makes no sense reads so too', () => {
  expect(viewState.read({ tab: 'nonsense', pod: 'web-1' })).toEqual({ tab: 'pods', log: null, on: '' });
  expect(viewState.write({ tab: 'pods', log: null, on: '' })).toEqual({ on: '', tab: '' });
});

test('an open log is read back from its address', () => {
  const state = { tab: 'history', log: { pod: 'web-1', container: 'main', previous: true }, on: 'ae-prod' } as const;
  expect(viewState.read(viewState.write(state))).toEqual(state);
});
