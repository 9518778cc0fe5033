import { expect, it } from 'vitest';
import type { ModelRow } from '../../../shared/models/model';
import { modelRows } from './rows';

const model = (name: string, more: Partial<ModelRow> = {}): ModelRow => ({
  name,
  versions: 1,
  latest: 1,
  aliases: [],
  description: '',
  updatedAt: 0,
  createdAt: 0,
  integrity: 'whole',
  ...more,
});
const names = (rows: readonly ModelRow[]) => rows.map(({ name }) => name);

it('finds by name, description and alias, all words of it', () => {
  const all = [model('late-arrival', { description: 'January flights' }), model('fraud', { aliases: [{ alias: 'champion', version: 1 }] })];
  expect(names(modelRows(all, { text: 'FLIGHTS late', sort: { column: 'name', descending: false } }))).toEqual(['late-arrival']);
  expect(names(modelRows(all, { text: 'champ', sort: { column: 'name', descending: false } }))).toEqual(['fraud']);
});

it('sorted by integrity, what is wrong comes first, and names count their numbers', () => {
  const all = [model('m10'), model('m2'), model('odd', { integrity: 'unchecked' }), model('bad', { integrity: 'tampered' })];
  expect(names(modelRows(all, { text: '', sort: { column: 'integrity', descending: false } }))).toEqual(['bad', 'odd', 'm2', 'm10']);
});
