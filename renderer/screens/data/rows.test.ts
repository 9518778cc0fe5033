import { expect, it } from 'vitest';
import { dataRows, readStates, type Row } from './rows';

const row = (name: string, more: Partial<Row> = {}): Row => ({
  name,
  versions: 1,
  latest: 'aaaaaaaaaaaa',
  state: 'ready',
  rows: 1,
  bytes: 1,
  at: 0,
  source: { path: `${name}.parquet`, format: 'parquet' },
  watched: false,
  labels: { owner: '', sensitivity: '', region: '', description: '' },
  checks: 0,
  failedChecks: 0,
  failure: null,
  ...more,
});
const all = [
  row('flights'),
  row('weather', { state: 'quarantined', labels: { owner: 'Mona', sensitivity: 'personal', region: '', description: '' } }),
  row('airports', { state: 'failed' }),
];
const names = (rows: readonly Row[]) => rows.map(({ name }) => name);

it('what blocks training comes first, sorted by state', () => {
  expect(names(dataRows(all, { text: '', states: [], sort: { column: 'state', descending: false } }))).toEqual(['airports', 'weather', 'flights']);
});

it('finds by name, place and labels, and narrows by state', () => {
  expect(names(dataRows(all, { text: 'mona personal', states: [], sort: { column: 'name', descending: false } }))).toEqual(['weather']);
  expect(names(dataRows(all, { text: '', states: readStates('ready,odd'), sort: { column: 'name', descending: false } }))).toEqual(['flights']);
});
