import { expect, test } from 'vitest';
import { DEFAULT_COLUMNS, type ViewState, viewState } from './view-state';

const nothing = viewState.read({});

test('an untouched screen has an empty address', () => {
  expect(Object.values(viewState.write(nothing)).filter(Boolean)).toEqual([]);
});

test('what is written in the address is read as it was', () => {
  const state: ViewState = {
    text: 'state:degraded "a b"',
    states: ['paused', 'degraded'],
    connections: ['ae-prod'],
    sort: { column: 'replicas', descending: true },
    group: 'connection',
    columns: ['state', 'name'],
    open: { connection: 'ae-prod', id: 'fraud/scorer' },
  };
  expect(viewState.read(viewState.write(state))).toEqual(state);
});

test('an address of nonsense is the untouched screen', () => {
  expect(viewState.read({ sort: '-nonsense', group: 'colour', cols: 'x,,y', open: 'nothing', state: 'on-fire' })).toEqual(nothing);
});

test('the column that names the rows cannot be left out', () => {
  expect(viewState.read({ cols: 'state,age,state' }).columns).toEqual(['name', 'state', 'age']);
  expect(nothing.columns).toEqual(DEFAULT_COLUMNS);
});
