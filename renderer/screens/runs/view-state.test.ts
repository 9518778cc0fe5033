import { expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../data/address';
import { isNarrowed, queryOf, shownColumns, type ViewState, viewState } from './view-state';

const state: ViewState = {
  text: 'late',
  states: ['running', 'failed'],
  experiment: '3',
  conditions: [{ on: 'metric', key: 'loss', is: '<', value: 0.5 }],
  deleted: false,
  sort: { column: 'metric:a,b%', descending: true },
  columns: ['name', 'metric:a,b%', 'param:lr'],
  start: null,
};
const around = (value: ViewState) => viewState.read(parseSearch(stringifySearch(viewState.write(value))));

it('all that the screen remembers comes back from its address, names with commas too', () => {
  expect(around(state)).toEqual(state);
});

it('an address that says nothing, or nonsense, is the list as it is at first', () => {
  const first = viewState.read({});
  expect([first.sort, first.columns, isNarrowed(first)]).toEqual([{ column: 'started', descending: true }, null, false]);
  expect(viewState.read({ sort: 'constructor', state: 'running,odd', if: 'drop table', cols: 'x,param:' })).toMatchObject({
    sort: { column: 'started' },
    states: ['running'],
    conditions: [],
    columns: ['name'],
  });
});

it('columns are what most runs have until they are chosen', () => {
  const keys = { metrics: ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key })), params: [{ key: 'lr' }] };
  expect(shownColumns(null, keys)).toEqual(['name', 'state', 'started', 'duration', 'metric:a', 'metric:b', 'metric:c', 'metric:d', 'param:lr']);
  expect(shownColumns(['name'], keys)).toEqual(['name']);
});

it('the engine is asked for what is shown, narrowed and sorted as it is', () => {
  expect(queryOf(state, ['name', 'metric:a,b%', 'param:lr'])).toEqual({
    experiment: '3',
    conditions: [
      { on: 'text', text: 'late' },
      { on: 'state', states: ['running', 'failed'] },
      { on: 'metric', key: 'loss', is: '<', value: 0.5 },
    ],
    order: { by: 'metric', key: 'a,b%', descending: true },
    metrics: ['a,b%'],
    params: ['lr'],
    deleted: false,
  });
});
