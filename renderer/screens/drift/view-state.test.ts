import { expect, test } from 'vitest';
import { viewState } from './view-state';

test('what a page shows comes back from its address, and what is at its default is not in it', () => {
  const whole = {
    from: 10,
    to: 20,
    before: 30,
    column: 'delay',
    line: 'all',
    measure: 'psi',
    slice: { column: 'origin', value: 'ORD' },
    map: 'table',
  } as const;
  expect(viewState.read(viewState.write(whole))).toEqual(whole);
  const plain = { from: null, to: null, before: null, column: null, line: 'column', measure: null, slice: null, map: 'map' } as const;
  expect(Object.values(viewState.write(plain)).every((value) => value === '')).toBe(true);
  expect(viewState.read({})).toEqual(plain);
});

test('what makes no sense reads as its default', () => {
  expect(viewState.read({ from: '20', to: '10', measure: 'none', line: 'x', by: 'origin' })).toMatchObject({
    from: null,
    to: null,
    measure: null,
    line: 'column',
    slice: null,
  });
  expect(viewState.read({ from: 'x', to: '10' })).toMatchObject({ from: null, to: null });
});
